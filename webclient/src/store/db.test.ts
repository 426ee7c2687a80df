import "fake-indexeddb/auto";
import { IDBDatabase, IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Database, encode, type Foreseen, STORES, StoreFailure } from "./db.ts";
import { OpenForm } from "./forms.ts";
import { Log } from "./log.ts";
import { Records } from "./records.ts";
import { Writer } from "./written.ts";

const put = IDBObjectStore.prototype.put;
const transaction = IDBDatabase.prototype.transaction;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

afterEach(() => {
  IDBObjectStore.prototype.put = put;
  IDBDatabase.prototype.transaction = transaction;
});

/** Makes the next `times` calls fail with a DOMException of this name. */
function failing<A extends unknown[], R>(times: number, name: string, call: (...args: A) => R) {
  let left = times;
  return function (this: unknown, ...args: A): R {
    if (left > 0) {
      left -= 1;
      throw new DOMException("injected", name);
    }
    return call.apply(this, args);
  };
}

function fullDisk(times: number): void {
  IDBObjectStore.prototype.put = failing(times, "QuotaExceededError", put);
}

async function meta(database: Database): Promise<string[]> {
  return database.read(["meta"], (tx) => tx.objectStore("meta").getAllKeys());
}

describe("test_sec_p6: a write that fails", () => {
  it("is tried again on a database opened anew", async () => {
    const database = new Database();
    await meta(database);
    IDBDatabase.prototype.transaction = failing(3, "InvalidStateError", transaction);
    await database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(1), "made"));
    expect(await meta(database)).toEqual(["made"]);
  });

  it("is given up after three times, with a code, and nothing written", async () => {
    const database = new Database();
    await meta(database);
    IDBDatabase.prototype.transaction = failing(4, "UnknownError", transaction);
    const write = database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(1), "made"));
    await expect(write).rejects.toMatchObject({ code: "failed" });
    expect(await meta(database)).toEqual([]);
  });

  it("leaves nothing half written when its work throws", async () => {
    const database = new Database();
    const write = database.write(["meta"], async (tx) => {
      await tx.objectStore("meta").put(encode(1), "made");
      throw new RangeError("a bug");
    });
    await expect(write).rejects.toThrow(RangeError);
    expect(await meta(database)).toEqual([]);
  });

  it("does not take what runs beside it down with it", async () => {
    const database = new Database();
    await meta(database);
    fullDisk(Number.POSITIVE_INFINITY);
    const writes = [1, 2, 3].map((n) =>
      database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(n), "made")),
    );
    const reads = [...Array(30).keys()].map(() => meta(database));
    const told = await Promise.allSettled([...writes, ...reads]);
    const codes = told.slice(0, 3).map((one) => one.status === "rejected" && one.reason.code);
    expect(codes).toEqual(["full", "full", "full"]);
    expect(told.slice(3).map(({ status }) => status)).toEqual(Array(30).fill("fulfilled"));
  });

  it("works after the connection was closed behind its back", async () => {
    const database = new Database();
    expect(await meta(database)).toEqual([]);
    const close = IDBDatabase.prototype.close;
    let opened: IDBDatabase | null = null;
    IDBDatabase.prototype.transaction = function (...args) {
      opened = this;
      return transaction.apply(this, args);
    };
    await meta(database);
    if (opened !== null) close.call(opened);
    await database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(1), "made"));
    expect(await meta(database)).toEqual(["made"]);
  });
});

describe("a full phone", () => {
  function form(log: Log): OpenForm {
    const ground = {
      log,
      nowMs: () => Date.now(),
      home: () => ({ org: "22222222-2222-4222-8222-222222222222", network: "n", locked: false }),
      opened: () => undefined,
      frozen: () => undefined,
      saved: () => undefined,
    };
    return new OpenForm(ground, "activity", "55555555-5555-4555-8555-555555555555", null);
  }

  it("says so, keeps the number, and saves again once there is space", async () => {
    const records = new Records();
    const log = new Log(new Writer(new Database(), (written) => records.take(written)));
    const tally = form(log);
    expect(await tally.save({ quantity: 1 })).toEqual({ ok: true });
    const before = records.entries.value;
    fullDisk(Number.POSITIVE_INFINITY);
    expect(await tally.save({ quantity: 2 })).toEqual({ ok: false, error: "full" });
    expect(records.entries.value).toBe(before);
    IDBObjectStore.prototype.put = put;
    const stored = await log.load();
    expect(
      [...stored.outbox.values()].map((row) => row?.change.writes.get("quantity")?.value),
    ).toEqual([1]);
    expect(await tally.save({ quantity: 2 })).toEqual({ ok: true });
    expect((await log.load()).outbox.size).toBe(1);
  });

  it("writes neither the change nor the count of changes when the second of them fails", async () => {
    const records = new Records();
    const log = new Log(new Writer(new Database(), (written) => records.take(written)));
    let calls = 0;
    IDBObjectStore.prototype.put = function (...args) {
      calls += 1;
      if (calls % 2 === 0) throw new DOMException("injected", "QuotaExceededError");
      return put.apply(this, args);
    };
    expect(await form(log).save({ quantity: 1 })).toEqual({ ok: false, error: "full" });
    IDBObjectStore.prototype.put = put;
    const stored = await log.load();
    expect(stored.outbox.size + stored.meta.size).toBe(0);
  });
});

describe("what was foreseen", () => {
  const names = (database: Database, foreseen: Foreseen) =>
    database.read(["meta"], (tx) => tx.objectStore("meta").getAllKeys(), foreseen);
  const write = (database: Database) =>
    database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(1), "made"));

  it("is read instead of the database while this tab knows of no write", async () => {
    const [tab, other] = [new Database(), new Database()];
    const foreseen = await tab.foresee();
    await write(other);
    expect(await names(tab, foreseen)).toEqual([]);
    tab.stirred();
    expect(await names(tab, foreseen)).toEqual(["made"]);
  });

  it("is void once this tab wrote, also when it was read in the middle of that", async () => {
    const database = new Database();
    const before = await database.foresee();
    const writing = write(database);
    const amid = await database.foresee();
    await writing;
    expect(await names(database, before)).toEqual(["made"]);
    expect(await names(database, amid)).toEqual(["made"]);
  });
});

it("a newer database than this app knows is used as it is", async () => {
  await new Promise<void>((done, fail) => {
    const opening = indexedDB.open("maraude", 9);
    opening.onupgradeneeded = () => {
      for (const store of [...STORES, "later"]) opening.result.createObjectStore(store);
    };
    opening.onsuccess = () => {
      opening.result.close();
      done();
    };
    opening.onerror = () => fail(opening.error);
  });
  const database = new Database();
  await database.write(["meta"], (tx) => tx.objectStore("meta").put(encode(1), "made"));
  expect(await meta(database)).toEqual(["made"]);
});

it("a failure tells no content", () => {
  const failure = new StoreFailure(new DOMException("row of Lou", "DataError"));
  expect(failure.message).toBe("DataError");
});
