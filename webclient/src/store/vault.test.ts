import { IDBDatabase, IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it } from "vitest";
import { Tab } from "../../testing/tab.ts";
import {
  ACCOUNT,
  DEVICE_ID,
  Network,
  type Request,
  ROW,
  rawRows,
  rawText,
  SECRET,
  syncReply,
  VaultedPhone,
} from "../../testing/vaulted.ts";
import { fromBase64url, toBase64url } from "../vault/bytes.ts";
import type { SealedRow } from "./db.ts";
import { fileOf, handIn } from "./relay.ts";

const WORDS = "sleeps behind the station";
const OTHER = "66666666-6666-4666-8666-666666666666";
const id = (n: number) => `55555555-5555-4555-8555-${String(n).padStart(12, "0")}`;

const put = IDBObjectStore.prototype.put;
const transaction = IDBDatabase.prototype.transaction;
afterEach(() => {
  IDBObjectStore.prototype.put = put;
  IDBDatabase.prototype.transaction = transaction;
});

async function sealedRows(): Promise<[string, SealedRow][]> {
  const { sealed } = await rawRows();
  return [...(sealed ?? [])] as [string, SealedRow][];
}

const ackAll = ({ body }: Request) => syncReply({ ack: (body.push ?? []).map((one) => one.id) });

/** Takes every envelope, as the server does on both ways. */
async function takeAll(network: Network, request: Request, verdict = "ok") {
  const opened = await Promise.all((request.body.sealed ?? []).map((text) => network.open(text)));
  const sealed = Object.fromEntries(opened.map((one) => [one.id, verdict]));
  return { opened, sealed };
}

describe("SEC-P1 a save", () => {
  it("is its envelope and, of what may be read again, a copy in the vault", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    expect(await phone.create({ quantity: 5, note: WORDS })).toEqual({ ok: true });
    const [[change, row] = ["", null]] = await sealedRows();
    const opened = await network.open(
      toBase64url(row?.bytes ?? new Uint8Array()),
      await phone.publicKey(),
    );
    expect(opened.device).toBe(DEVICE_ID);
    expect(opened.push).toMatchObject([
      { id: change, r: ROW, set: { note: [WORDS], quantity: [5] } },
    ]);
    expect(await rawText()).not.toContain(WORDS);
    const again = await VaultedPhone.start();
    expect(again.entry()).toBeUndefined();
    expect(await again.guard.unlock(SECRET)).toEqual({ ok: true, value: null });
    expect(again.entry()).toMatchObject({ state: "saved", fields: { note: WORDS }, mine: true });
  });

  it("makes its envelope anew with each tap into the open change, and sends none of it before", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    const form = phone.form();
    for (const quantity of [1, 2, 3]) await form.save({ quantity });
    const rows = await sealedRows();
    expect(rows).toHaveLength(1);
    const [opened] = (await network.open(toBase64url(rows[0]?.[1].bytes ?? new Uint8Array()))).push;
    expect(opened?.set).toMatchObject({ quantity: [3] });
    expect((await (await fileOf(phone.writer)).text()).trim().split("\n")).toHaveLength(1);
  });

  it("that dies at any write leaves the old state whole or the new one", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 });
    for (let failing = 1; failing <= 5; failing += 1) {
      let puts = 0;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
        puts += 1;
        if (puts >= failing) throw new DOMException("injected", "UnknownError");
        return put.apply(this, args);
      };
      const saved = await phone.create({ quantity: failing }, id(failing));
      IDBObjectStore.prototype.put = put;
      const { outbox, sealed, meta } = await rawRows();
      expect([...(outbox?.keys() ?? [])]).toEqual([...(sealed?.keys() ?? [])]);
      const made = new TextDecoder().decode(meta?.get("made") as Uint8Array);
      expect(Number(made)).toBe(sealed?.size);
      if (saved.ok) return;
    }
    throw new Error("a save needs fewer writes than that");
  });
});

describe("SEC-P2 a restricted record", () => {
  it("lies here only sealed from the moment it is saved, and is sent so", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 7, note: WORDS, visibility: "minor" });
    expect(phone.entry()).toMatchObject({ stub: true, mine: true, state: "saved" });
    for (const each of [phone, await VaultedPhone.start()]) {
      if (each !== phone) await each.guard.unlock(SECRET);
      const rows = await each.log.load();
      expect(
        JSON.stringify([...rows.outbox.values()].map((row) => row?.change.toWire())),
      ).not.toContain(WORDS);
      expect(each.entry()).toMatchObject({ stub: true, fields: { visibility: "minor" } });
    }
    phone.answer = async (request) => {
      const { opened, sealed } = await takeAll(network, request);
      return syncReply({ sealed, ack: opened.flatMap(({ push }) => push.map((one) => one.id)) });
    };
    expect(await phone.contact()).toEqual({ kind: "done" });
    expect(phone.requests[0]?.body.push).toEqual([]);
    expect(
      (await takeAll(network, phone.requests[0] as Request)).opened[0]?.push[0]?.set,
    ).toMatchObject({ note: [WORDS] });
    expect(await sealedRows()).toEqual([]);
    expect(phone.entry()).toMatchObject({ stub: true, state: "sent" });
  });

  it("takes with it what was written of it before in a copy", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS });
    const form = phone.form(ROW, phone.entry() ?? null);
    await form.save({ visibility: "minor" });
    await form.close();
    const rows = await phone.log.load();
    const said = JSON.stringify([...rows.outbox.values()].map((row) => row?.change.toWire()));
    expect(said).not.toContain(WORDS);
    expect(await sealedRows()).toHaveLength(2);
  });

  it("whose id somebody used before waits for a coordinator, its content in the envelope", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ note: WORDS, visibility: "minor" });
    phone.answer = async (request) => {
      const { opened, sealed } = await takeAll(network, request);
      const ids = opened.flatMap(({ push }) => push.map((one) => [one.id, "id_reuse"]));
      return syncReply({ sealed, held: Object.fromEntries(ids) });
    };
    await phone.contact();
    expect(await sealedRows()).toHaveLength(1);
    expect(phone.entry()?.held).toBe(true);
  });
});

describe("SEC-P3 what is sent", () => {
  it("is plain while the vault is open, sealed and in nobody's name while it is locked", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 });
    await phone.guard.lockHere();
    phone.answer = async (request) => Response.json(await takeAll(network, request));
    expect(await phone.contact()).toEqual({ kind: "done" });
    expect(phone.requests[0]).toMatchObject({ path: "/api/relay", token: null });
    expect(phone.records.sync.value).toMatchObject({ sealedUnsent: 1, handedIn: 1, unsent: 1 });
    expect(await phone.contact()).toEqual({ kind: "idle" });
    await phone.guard.unlock(SECRET);
    phone.answer = ackAll;
    await phone.contact();
    const handed = (await takeAll(network, phone.requests[0] as Request)).opened[0]?.push[0]?.id;
    expect(phone.requests.at(-1)?.body.push?.map((one) => one.id)).toEqual([handed]);
    expect(await sealedRows()).toEqual([]);
  });
});

describe("SEC-P5 what waits", () => {
  it("stays when a relay took it, whatever that said", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 });
    await phone.guard.lockHere();
    for (const verdict of ["corrupt", "unknown_device", "held", "ok"]) {
      phone.answer = async (request) => Response.json(await takeAll(network, request, verdict));
      await phone.contact();
      expect(await sealedRows()).toHaveLength(1);
    }
    phone.answer = () => new Response("<html>hotel</html>");
    await phone.contact();
    expect(await sealedRows()).toHaveLength(1);
  });

  it("of who had this phone before leaves when the server took it in a reply to this phone", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 });
    expect(await phone.guard.wipe(false)).toEqual({ left: 1 });
    const identity = { ...ACCOUNT.identity, device: OTHER };
    await phone.log.enter(
      { identity, token: "second" },
      { sealing: network.sealing, keyTold: true },
    );
    await phone.guard.choose(SECRET);
    phone.answer = async (request) =>
      syncReply({ sealed: (await takeAll(network, request)).sealed });
    await phone.contact();
    expect(await sealedRows()).toEqual([]);
  });

  it("of this very phone, that it cannot read any more, leaves only when its id is named", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 });
    await phone.guard.wipe(false);
    await phone.log.enter(ACCOUNT, { sealing: network.sealing, keyTold: true });
    await phone.guard.choose(SECRET);
    phone.answer = async (request) =>
      syncReply({ sealed: (await takeAll(network, request)).sealed });
    await phone.contact();
    expect(await sealedRows()).toHaveLength(1);
    phone.answer = async (request) => {
      const { opened, sealed } = await takeAll(network, request);
      return syncReply({ sealed, ack: opened.flatMap(({ push }) => push.map((one) => one.id)) });
    };
    await phone.contact();
    expect(await sealedRows()).toEqual([]);
  });
});

describe("SEC-K3 two rows that somebody swapped", () => {
  it("do not open, and are as if they were not there", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    await phone.create({ quantity: 1 }, id(1));
    await phone.create({ quantity: 2 }, id(2));
    const { outbox } = await rawRows();
    const [[a, one], [b, two]] = [...(outbox ?? [])] as [[string, unknown], [string, unknown]];
    await phone.database.raw(async (tx) => {
      await tx.objectStore("outbox").put(two as never, a);
      await tx.objectStore("outbox").put(one as never, b);
    });
    const again = await VaultedPhone.start();
    await again.guard.unlock(SECRET);
    expect(again.records.outbox.size).toBe(0);
    // Their envelopes are whole, and go out.
    expect(again.records.sync.value).toMatchObject({ sealedUnsent: 2, unsent: 2 });
  });
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
    const { log } = phone;
    await log.note({
      home: {
        network: ACCOUNT.identity.network.id,
        org: ACCOUNT.identity.user.org,
        device: DEVICE_ID,
        sealing: null,
      },
    });
    phone.answer = () => syncReply({ sealing: network.sealing, held: {} });
    await phone.contact();
    expect(phone.records.meta.home?.sealing).toEqual(network.sealing);
    await log.sealLeft();
    expect(await sealedRows()).toHaveLength(1);
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

describe("a file of envelopes", () => {
  it("is handed in by any phone, unreadable to it, and twice does no harm", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    for (let n = 0; n < 3; n += 1) await phone.create({ note: WORDS }, id(n));
    const file = await fileOf(phone.writer);
    expect(await file.text()).not.toContain(WORDS);
    phone.answer = async (request) => Response.json(await takeAll(network, request));
    for (const _ of [1, 2]) {
      expect(await handIn(file, phone.transport)).toEqual({ ok: true, value: { ok: 3, not: 0 } });
    }
    await phone.log.carried("Lou");
    expect(phone.entry(id(1))?.carriedBy).toBe("Lou");
    const wrong = new Blob(["{}"]);
    expect(await handIn(wrong, phone.transport)).toEqual({ ok: false, error: "not_ours" });
    expect(fromBase64url((await file.text()).split("\n")[1] ?? "")[0]).toBe(1);
  });
});
