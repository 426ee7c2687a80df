import { IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it } from "vitest";
import { Tab } from "../../testing/tab.ts";
import {
  ACCOUNT,
  Network,
  rawRows,
  rawText,
  SECRET,
  sealedRows,
  syncReply,
  takeAll,
  VaultedPhone,
} from "../../testing/vaulted.ts";
import { toBase64url } from "../vault/bytes.ts";

const WORDS = "sleeps behind the station";
const id = (n: number) => `55555555-5555-4555-8555-${String(n).padStart(12, "0")}`;

const put = IDBObjectStore.prototype.put;
afterEach(() => {
  IDBObjectStore.prototype.put = put;
});

describe("SEC-K4 another secret", () => {
  it("opens what the old one opened, which opens nothing any more", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    await phone.create({ quantity: 1 });
    const before = (await rawRows())["vault"]?.get("wrap");
    expect(await phone.guard.change("000111", "914270")).toEqual({ ok: false, error: "wrong" });
    expect(await phone.guard.change(SECRET, "123456")).toEqual({ ok: false, error: "plain" });
    expect(await phone.guard.change(SECRET, "914270")).toEqual({ ok: true, value: null });
    expect((await rawRows())["vault"]?.get("wrap")).not.toEqual(before);
    const again = await VaultedPhone.start();
    expect(await again.guard.unlock(SECRET)).toEqual({ ok: false, error: "wrong" });
    expect(await again.guard.unlock("914270")).toEqual({ ok: true, value: null });
    expect(again.entry()?.fields["quantity"]).toBe(1);
  });
});

describe("SEC-L1 a locked phone", () => {
  it("holds no key and shows nothing, after what was being written came to rest", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    const form = phone.form(id(2));
    await form.save({ quantity: 1 });
    const saving = form.save({ quantity: 2 });
    await phone.guard.lockHere();
    expect(await saving).toEqual({ ok: true });
    expect(phone.ports.every((port) => port.ended)).toBe(true);
    expect(phone.records.entries.value.size).toBe(0);
    expect(phone.records.identity.value).toBeNull();
    expect((await rawRows())["open"]?.size).toBe(0);
    expect(phone.guard.state.value).toMatchObject({ at: "locked", tries: 10, waitMs: 0 });
  });

  it("locks its other tabs too", async () => {
    const network = await Network.make();
    const one = await VaultedPhone.ready(network);
    const two = await VaultedPhone.start();
    await two.guard.unlock(SECRET);
    one.others = [two];
    one.guard.lock();
    await expect.poll(() => two.locked && one.locked).toBe(true);
  });
});

describe("SEC-L2 counted while locked", () => {
  it("is sealed, marked, and on the screen until that is left; after the secret it can be read", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 9 });
    await phone.guard.lockHere();
    const form = phone.form(id(1));
    for (const quantity of [1, 2]) expect(await form.save({ quantity })).toEqual({ ok: true });
    expect(phone.entry(id(1))?.fields).toMatchObject({ quantity: 2, captured_locked: true });
    expect(phone.records.entries.value.size).toBe(1);
    expect((await rawRows())["outbox"]?.size).toBe(1);
    await form.close();
    expect(await phone.guard.unlock(SECRET)).toEqual({ ok: true, value: null });
    expect(phone.entry(id(1))?.fields).toMatchObject({ quantity: 2, captured_locked: true });
    expect(phone.entry()?.fields["quantity"]).toBe(9);
    const last = (await sealedRows()).at(-1)?.[1].bytes ?? new Uint8Array();
    expect((await network.open(toBase64url(last))).push[0]?.set).toMatchObject({
      captured_locked: [true],
      quantity: [2],
    });
  });

  it("is not lost when the app is killed: it goes out sealed, and leaves when it is named", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.guard.lockHere();
    const form = phone.form();
    await form.save({ quantity: 2 });
    const again = await VaultedPhone.start();
    await again.guard.unlock(SECRET);
    expect(again.records.sync.value).toMatchObject({ sealedUnsent: 1 });
    await again.log.freeze("all");
    again.answer = async (request) => {
      const { opened, sealed } = await takeAll(network, request);
      return syncReply({ sealed, ack: opened.flatMap(({ push }) => push.map((one) => one.id)) });
    };
    await again.contact();
    expect(again.requests[0]?.body.phone).toEqual(expect.objectContaining({ made: 1, unsent: 1 }));
    expect(await sealedRows()).toEqual([]);
  });

  it("is refused, not half kept, on a phone that was never told a key to seal with", async () => {
    const phone = await VaultedPhone.start();
    await phone.log.enter(ACCOUNT);
    await phone.guard.choose(SECRET);
    await phone.guard.lockHere();
    expect(await phone.create({ quantity: 1 })).toEqual({ ok: false, error: "failed" });
  });
});

describe("SEC-L3 a wrong secret", () => {
  it("is counted before it is judged, delays from the fourth on and empties the vault at ten", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    await phone.guard.lockHere();
    const tries = () => (phone.guard.state.value.at === "locked" ? phone.guard.state.value : null);
    for (let wrong = 1; wrong < 10; wrong += 1) {
      expect(await phone.guard.unlock("000000")).toEqual({ ok: false, error: "wrong" });
      expect(tries()?.tries).toBe(10 - wrong);
      if (wrong < 3) expect(tries()?.waitMs).toBe(0);
      else {
        expect(tries()?.waitMs).toBeGreaterThan(29_000 * 2 ** (wrong - 3));
        expect(await phone.guard.unlock(SECRET)).toEqual({ ok: false, error: "wait" });
        await later(phone);
      }
    }
    expect(await phone.guard.unlock("000000")).toEqual({ ok: false, error: "wiped" });
    expect(phone.guard.state.value).toEqual({ at: "none" });
    const { vault, records, outbox } = await rawRows();
    expect([...(vault?.keys() ?? [])]).toEqual(["signing"]);
    expect([records?.size, outbox?.size]).toEqual([0, 0]);
    expect(await sealedRows()).toHaveLength(1);
  });

  it("is forgotten by the right one", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    await phone.guard.lockHere();
    await phone.guard.unlock("000000");
    await phone.guard.unlock(SECRET);
    await phone.guard.lockHere();
    expect(phone.guard.state.value).toMatchObject({ tries: 10 });
  });
});

/** As if the time to wait had passed. */
async function later(phone: VaultedPhone): Promise<void> {
  await phone.database.write(["vault"], async (tx) => {
    const tries = (await tx.objectStore("vault").get("tries")) as object;
    await tx.objectStore("vault").put({ ...tries, nextMs: 0 }, "tries");
  });
}

describe("SEC-L4 a wipe", () => {
  it("removes vault, wrap, token and pepper; envelopes and signing key stay", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    await phone.log.note({ language: "fr" });
    expect(await phone.guard.wipe(false)).toEqual({ left: 1 });
    const rows = await rawRows();
    expect([...(rows["vault"]?.keys() ?? [])]).toEqual(["signing"]);
    expect([...(rows["meta"]?.keys() ?? [])].sort()).toEqual(["language", "made"]);
    for (const name of ["records", "outbox", "kept", "drafts", "open"])
      expect(rows[name]?.size).toBe(0);
    phone.answer = async (request) => Response.json(await takeAll(network, request));
    expect(await phone.contact()).toEqual({ kind: "done" });
    expect(phone.requests[0]?.path).toBe("/api/relay");
  });

  it("with the unsent too leaves nothing", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    await phone.create({ note: WORDS });
    expect(await phone.guard.wipe(true)).toEqual({ left: 0 });
    const rows = await rawRows();
    expect([rows["sealed"]?.size, rows["vault"]?.size]).toEqual([0, 0]);
  });
});

describe("SEC-L5 a forgotten secret", () => {
  it("loses none of 200 unsent records", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    for (let n = 0; n < 200; n += 1) await phone.create({ quantity: n }, id(n));
    const again = await VaultedPhone.start();
    expect(await again.guard.wipe(false)).toEqual({ left: 200 });
    await again.log.enter(ACCOUNT, { sealing: network.sealing, keyTold: true });
    await again.guard.choose("914270");
    const stored = new Set<string>();
    again.answer = async (request) => {
      const { opened, sealed } = await takeAll(network, request);
      const pushed = opened.flatMap(({ push }) => push);
      for (const one of pushed) stored.add(one.r);
      return syncReply({ sealed, ack: pushed.map((one) => one.id) });
    };
    expect(await again.contact()).toEqual({ kind: "done" });
    expect(stored.size).toBe(200);
    expect(await sealedRows()).toEqual([]);
    expect(again.records.sync.value.unsent).toBe(0);
  });
});

describe("SEC-L6 a blocked phone", () => {
  const revoked = () =>
    Response.json({ error: { code: "device_revoked", message: "" } }, { status: 403 });

  it("hands in what it has, then empties itself", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    const quarantine: unknown[] = [];
    phone.answer = async (request) => {
      if (request.path !== "/api/relay") return revoked();
      const { opened, sealed } = await takeAll(network, request, "held");
      quarantine.push(...opened);
      return Response.json({ sealed });
    };
    expect(await phone.contact()).toMatchObject({ kind: "stopped", reason: "revoked" });
    expect(quarantine).toHaveLength(1);
    expect(phone.guard.state.value).toEqual({ at: "none" });
    expect(phone.records.sync.value.revoked).toEqual({ left: 0 });
    expect((await rawRows())["outbox"]?.size).toBe(0);
  });

  it("keeps what it could not hand in, and tries again", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    phone.answer = (request) => {
      if (request.path !== "/api/relay") return revoked();
      throw new TypeError("no network");
    };
    await phone.contact();
    expect(phone.guard.state.value.at).toBe("open");
    expect(phone.records.sync.value.revoked).toEqual({ left: 1 });
    expect(await sealedRows()).toHaveLength(1);
  });
});

describe("a phone of before there were vaults", () => {
  async function oldPhone(): Promise<void> {
    const tab = await Tab.open();
    await tab.create({ note: WORDS });
    await tab.talk(() => ({ pull: [] }));
    await tab.log.note({ language: "fr" });
    await tab.database.close();
  }

  it("moves in whole when its secret is chosen", async () => {
    await oldPhone();
    const phone = await VaultedPhone.start();
    expect(phone.guard.state.value).toEqual({ at: "none" });
    expect(phone.entry()?.fields["note"]).toBe(WORDS);
    expect(await phone.guard.choose(SECRET)).toEqual({ ok: true, value: null });
    expect(await rawText()).not.toContain(WORDS);
    const again = await VaultedPhone.start();
    expect(again.records.meta.language).toBe("fr");
    await again.guard.unlock(SECRET);
    expect(again.entry()).toMatchObject({ state: "saved", fields: { note: WORDS } });
    expect(again.records.meta.account).toEqual(ACCOUNT);
  });

  it("that dies at any write of moving in is the old one, whole", async () => {
    await oldPhone();
    let failing = 1;
    for (; ; failing += 1) {
      let puts = 0;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
        puts += 1;
        if (puts === failing) throw new DOMException("injected", "QuotaExceededError");
        if (puts > failing) throw new DOMException("injected", "UnknownError");
        return put.apply(this, args);
      };
      const phone = await VaultedPhone.start();
      const chosen = await phone.guard.choose(SECRET);
      IDBObjectStore.prototype.put = put;
      if (chosen.ok) break;
      const again = await VaultedPhone.start();
      expect(again.guard.state.value).toEqual({ at: "none" });
      expect(again.entry()?.fields["note"]).toBe(WORDS);
    }
    expect(failing).toBeGreaterThan(5);
    const last = await VaultedPhone.start();
    await last.guard.unlock(SECRET);
    expect(last.entry()?.fields["note"]).toBe(WORDS);
  }, 60_000);

  it("seals what waits as soon as it is told the network's key", async () => {
    await oldPhone();
    const network = await Network.make();
    const phone = await VaultedPhone.start();
    await phone.guard.choose(SECRET);
    expect(await sealedRows()).toEqual([]);
    phone.answer = ({ body }) => {
      const held = (body.push ?? []).map((one) => [one.id, "not_in_scope"]);
      return syncReply({ sealing: network.sealing, held: Object.fromEntries(held) });
    };
    await phone.contact();
    expect(phone.records.home?.sealing).toEqual(network.sealing);
    expect(await sealedRows()).toHaveLength(1);
  });
});

describe("choosing a secret", () => {
  it("is not disturbed by what reads and sends at the same moment", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.start();
    await phone.log.enter(ACCOUNT, { sealing: network.sealing, keyTold: true });
    await phone.create({ quantity: 1 });
    let chosen = false;
    const failures: unknown[] = [];
    const busy = [1, 2, 3].map(async () => {
      while (!chosen) await phone.log.load().catch((error: unknown) => failures.push(error));
    });
    expect(await phone.guard.choose(SECRET)).toEqual({ ok: true, value: null });
    chosen = true;
    await Promise.all(busy);
    expect(failures).toEqual([]);
    expect(phone.guard.state.value.at).toBe("open");
  });
});

describe("two tabs over one vault", () => {
  it("lose none of each other's writes", async () => {
    const network = await Network.make();
    const one = await VaultedPhone.ready(network);
    const two = await VaultedPhone.start();
    await two.guard.unlock(SECRET);
    const many = [...Array(10).keys()];
    await Promise.all(
      many.flatMap((n) => [
        one.create({ quantity: n }, id(n)),
        two.create({ quantity: n }, id(n + 50)),
      ]),
    );
    const { meta, outbox } = await rawRows();
    expect(outbox?.size).toBe(20);
    expect(new TextDecoder().decode(meta?.get("made") as Uint8Array)).toBe("20");
  });

  it("write nothing in clear after the other chose a secret", async () => {
    await (await VaultedPhone.start()).log.enter(ACCOUNT);
    const [one, two] = [await VaultedPhone.start(), await VaultedPhone.start()];
    await one.guard.choose(SECRET);
    expect(await two.create({ note: WORDS })).toEqual({ ok: false, error: "failed" });
    expect(await rawText()).not.toContain(WORDS);
    await two.guard.start();
    expect(two.guard.state.value.at).toBe("locked");
  });
});
