import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import { Tab } from "../../testing/tab.ts";
import { Database } from "./db.ts";
import { StoredDrafts } from "./drafts.ts";

const DAY_MS = 24 * 60 * 60_000;

let nowMs = 0;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  nowMs = 1_800_000_000_000;
});

/** The drafts of an app that just started. */
async function started(database = new Database()): Promise<StoredDrafts> {
  const failed = (error: unknown) => {
    throw error;
  };
  const drafts = new StoredDrafts(database, () => nowMs, failed);
  await drafts.load();
  return drafts;
}

/** What a later start finds, once all writing is done. */
async function found(key: string) {
  const database = new Database();
  let before = "";
  for (;;) {
    const rows = await database.read(["drafts"], (tx) => tx.objectStore("drafts").getAll());
    const now = rows.map((bytes) => new TextDecoder().decode(bytes)).join();
    if (now === before) break;
    before = now;
  }
  return (await started()).read(key);
}

describe("test_sec_p4: what is half typed", () => {
  it("is there after the app was killed, in its last state", async () => {
    const drafts = await started();
    for (const note of ["b", "bl", "blanket"]) drafts.write("contact", { note });
    drafts.write("answer/1", { answer: "yes" });
    expect(drafts.read("contact")).toEqual({ note: "blanket" });
    expect(await found("contact")).toEqual({ note: "blanket" });
    expect(await found("answer/1")).toEqual({ answer: "yes" });
  });

  it("is gone when it was dropped, also while a write was under way", async () => {
    const drafts = await started();
    drafts.write("contact", { note: "blanket" });
    drafts.drop("contact");
    expect(await found("contact")).toBeNull();
  });

  it("is forgotten after a day without a touch", async () => {
    const drafts = await started();
    drafts.write("contact", { note: "blanket" });
    expect(await found("contact")).not.toBeNull();
    nowMs += DAY_MS + 1;
    expect((await started()).read("contact")).toBeNull();
    expect(await found("contact")).toBeNull();
  });

  it("is no entry, and is forgotten by the very save that makes good on it", async () => {
    const tab = await Tab.open();
    const drafts = await started(tab.database);
    drafts.write("contact", { note: "blanket" });
    expect(await found("contact")).not.toBeNull();
    expect(tab.records.sync.value.unsent).toBe(0);
    await tab.form().save({ note: "blanket" }, "contact");
    expect(await found("contact")).toBeNull();
  });

  it("is kept when the save fails", async () => {
    const tab = await Tab.open();
    const drafts = await started(tab.database);
    drafts.write("contact", { note: "blanket" });
    await found("contact");
    expect(await tab.form().save({ "Not a field": 1 }, "contact")).toMatchObject({ ok: false });
    expect(await found("contact")).toEqual({ note: "blanket" });
  });

  it("goes with what was sent when the phone is blocked", async () => {
    const tab = await Tab.open();
    const drafts = await started(tab.database);
    drafts.write("contact", { note: "blanket" });
    await found("contact");
    await tab.log.forgetSent();
    expect(await found("contact")).toBeNull();
  });
});
