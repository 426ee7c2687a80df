/** What a phone does when its database takes nothing any more. `security.md` P6. */
import { IDBObjectStore } from "fake-indexeddb";
import { afterEach, expect, it } from "vitest";
import {
  ACCOUNT,
  Network,
  ROW,
  rawRows,
  SECRET,
  sealedRows,
  syncReply,
  takeAll,
  VaultedPhone,
} from "../../testing/vaulted.ts";
import { StoreFailure } from "./db.ts";
import { fileOfBoth, keepInstead, moveIn, settle } from "./spare.ts";
import type { SpareFiles } from "./spare-files.ts";

const WORDS = "sleeps behind the station";
const OTHER = "55555555-5555-4555-8555-000000000002";
const put = IDBObjectStore.prototype.put;
const breakDown = (name = "UnknownError") => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("injected", name);
  };
};
const heal = () => {
  IDBObjectStore.prototype.put = put;
};
afterEach(heal);

/** The second store of one browser; it outlives the app as its files do. */
class Files implements SpareFiles {
  readonly texts = new Map<string, string>();
  broken = false;

  async keep(name: string, text: string): Promise<void> {
    if (this.broken) throw new StoreFailure(new DOMException("injected", "QuotaExceededError"));
    expect(this.texts.has(name)).toBe(false);
    this.texts.set(name, text);
  }

  async all(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.texts);
  }

  async drop(names: readonly string[]): Promise<void> {
    for (const name of names) this.texts.delete(name);
  }
}

/** A phone in use: joining made its signing key. */
async function inUse(network: Network, files: SpareFiles): Promise<VaultedPhone> {
  const phone = await VaultedPhone.ready(network);
  await phone.guard.signing();
  return withFiles(phone, files);
}

/** One whose database takes nothing any more, with a count of three in the second store. */
async function failing() {
  const network = await Network.make();
  const files = new Files();
  const phone = await inUse(network, files);
  breakDown();
  await phone.create({ quantity: 3 });
  return { network, files, phone };
}

function withFiles(phone: VaultedPhone, files: SpareFiles): VaultedPhone {
  phone.log.elsewhere = (error, drafts) => keepInstead(phone, error, drafts, files);
  return phone;
}

/** A server that takes all that it is given, and how often it was given each change. */
function taking(phone: VaultedPhone, network: Network): Map<string, number> {
  const times = new Map<string, number>();
  phone.answer = async (request) => {
    const { opened, sealed } = await takeAll(network, request);
    const inside = opened.flatMap(({ push }) => push);
    const ids = [...inside, ...(request.body.push ?? [])].map(({ id }) => id);
    for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
    return syncReply({ sealed, ack: ids });
  };
  return times;
}

it("SEC-P6 leaves the save sealed in a second store, and it goes out once after a restart", async () => {
  const network = await Network.make();
  const files = new Files();
  const phone = await inUse(network, files);
  breakDown();
  expect(await phone.create({ quantity: 3, note: WORDS })).toEqual({ ok: true });
  expect(phone.records.sync.value).toMatchObject({ spare: 1, unsent: 1 });
  expect(phone.entry()?.fields["quantity"]).toBe(3);
  expect([...files.texts.values()].join()).not.toContain(WORDS);
  heal();
  expect((await rawRows())["sealed"]?.size).toBe(0);

  const again = await VaultedPhone.start();
  await moveIn(again, files);
  await moveIn(again, files);
  expect(files.texts.size).toBe(0);
  expect(await sealedRows()).toHaveLength(1);
  await again.guard.unlock(SECRET);
  expect(again.records.sync.value).toMatchObject({ spare: 0, sealedUnsent: 1 });
  expect(again.records.meta.made).toBe(1);
  const times = taking(again, network);
  await again.contact();
  expect([...times.values()]).toEqual([1]);
  expect(await sealedRows()).toEqual([]);
});

it("SEC-P6 takes it back as soon as something can be written, readable as before", async () => {
  const { files, phone } = await failing();
  heal();
  await moveIn(phone, files);
  const again = await VaultedPhone.start();
  await again.guard.unlock(SECRET);
  expect(again.entry()?.fields["quantity"]).toBe(3);
  expect(again.records.sync.value).toMatchObject({ unsent: 1, sealedUnsent: 0 });
});

it("SEC-P6 gives a change of its own to what a form had open already", async () => {
  const network = await Network.make();
  const files = new Files();
  const phone = await inUse(network, files);
  const form = phone.form();
  await form.save({ quantity: 1 });
  const [[first] = [""]] = await sealedRows();
  breakDown();
  expect(await form.save({ quantity: 2 })).toEqual({ ok: true });
  expect(await form.save({ quantity: 3 })).toEqual({ ok: true });
  expect(phone.entry()?.fields["quantity"]).toBe(3);
  heal();
  expect(await form.save({ quantity: 4 })).toEqual({ ok: true });
  await form.close();
  await moveIn(phone, files);
  const rows = await sealedRows();
  expect(new Set(rows.map(([id]) => id)).size).toBe(4);
  expect(rows.map(([id]) => id)).toContain(first);
  expect((await rawRows())["open"]?.size).toBe(0);
  expect(phone.entry()?.fields["quantity"]).toBe(4);
  expect(phone.entry()?.conflicts).toEqual([]);
  expect(phone.records.meta.made).toBe(4);
});

it("SEC-P6 keeps what belongs together together, also while locked", async () => {
  const network = await Network.make();
  const files = new Files();
  const phone = await inUse(network, files);
  await phone.create({ quantity: 9 }, OTHER);
  await phone.guard.lockHere();
  breakDown("QuotaExceededError");
  expect(await phone.create({ quantity: 1 })).toEqual({ ok: true });
  expect(phone.entry()?.fields).toMatchObject({ quantity: 1, captured_locked: true });
  expect(files.texts.size).toBe(1);
});

it("SEC-P6 never says saved for what is in memory alone", async () => {
  const unsealed = await VaultedPhone.start();
  const files = new Files();
  await unsealed.log.enter(ACCOUNT);
  await unsealed.guard.choose(SECRET);
  withFiles(unsealed, files);
  breakDown();
  expect(await unsealed.create({ quantity: 1 })).toEqual({ ok: false, error: "failed" });
  expect([files.texts.size, unsealed.entry()]).toEqual([0, undefined]);
});

it("SEC-P6 says so when the second store takes nothing either", async () => {
  const files = new Files();
  files.broken = true;
  const phone = await inUse(await Network.make(), files);
  breakDown("QuotaExceededError");
  expect(await phone.create({ quantity: 1 })).toEqual({ ok: false, error: "full" });
  expect(phone.records.sync.value).toMatchObject({ spare: 0, unsent: 0 });
});

it("SEC-P6 is handed in from where it lies while nothing heals, and fills the file too", async () => {
  const { network, files, phone } = await failing();
  const times = taking(phone, network);
  await settle(phone, files);
  await settle(phone, files);
  expect(phone.requests.map(({ path, token }) => [path, token])).toEqual([["/api/relay", null]]);
  expect([...times.values()]).toEqual([1]);
  expect(files.texts.size).toBe(1);
  const lines = (await (await fileOfBoth(phone.writer, files)).text()).trim().split("\n");
  expect(lines).toHaveLength(2);
});

it("SEC-P6 does not stumble over a file that was cut off", async () => {
  const { files, phone } = await failing();
  heal();
  const [[, whole] = ["", ""]] = [...files.texts];
  files.texts.set("cut", whole.slice(0, whole.length / 2));
  await moveIn(phone, files);
  expect([files.texts.size, (await sealedRows()).length]).toEqual([0, 1]);
});

it("SEC-P6 makes room once, before the database is opened again", async () => {
  const phone = await VaultedPhone.ready(await Network.make());
  const freed: string[] = [];
  phone.database.relieve = async ({ name }) => {
    freed.push(name);
    heal();
  };
  breakDown("QuotaExceededError");
  expect(await phone.create({ quantity: 3 }, ROW)).toEqual({ ok: true });
  expect(freed).toEqual(["QuotaExceededError"]);
  expect(await sealedRows()).toHaveLength(1);
});
