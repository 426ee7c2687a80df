import { IDBDatabase, IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  DEVICE_ID,
  Network,
  type Request,
  ROW,
  rawRows,
  rawText,
  SECRET,
  sealedRows,
  syncReply,
  takeAll,
  VaultedPhone,
} from "../../testing/vaulted.ts";
import { fromBase64url, toBase64url } from "../vault/bytes.ts";
import { handIn } from "./carried.ts";
import { fileOfBoth } from "./spare.ts";

const WORDS = "sleeps behind the station";
const OTHER = "66666666-6666-4666-8666-666666666666";
const id = (n: number) => `55555555-5555-4555-8555-${String(n).padStart(12, "0")}`;

const put = IDBObjectStore.prototype.put;
const transaction = IDBDatabase.prototype.transaction;
afterEach(() => {
  IDBObjectStore.prototype.put = put;
  IDBDatabase.prototype.transaction = transaction;
});

const ackAll = ({ body }: Request) => syncReply({ ack: (body.push ?? []).map((one) => one.id) });

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
    expect((await (await fileOfBoth(phone.writer)).text()).trim().split("\n")).toHaveLength(1);
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

describe("a file of envelopes", () => {
  it("is handed in by any phone, unreadable to it, and twice does no harm", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    for (let n = 0; n < 3; n += 1) await phone.create({ note: WORDS }, id(n));
    const file = await fileOfBoth(phone.writer);
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
