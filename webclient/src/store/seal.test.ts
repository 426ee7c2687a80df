import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import { ackAll, all, ME, OTHER, PATH, Tab } from "../../testing/tab.ts";

const WORDS = "sleeps behind the station";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

async function sealedTab(): Promise<Tab> {
  const tab = await Tab.open();
  await tab.create({ site: OTHER, quantity: 7, note: WORDS, visibility: "minor" });
  return tab;
}

/** Everything the screens can reach of the entry. */
function reach(tab: Tab): string {
  return JSON.stringify([tab.entry, tab.records.history(PATH)]);
}

async function stored(tab: Tab): Promise<string> {
  const rows = await tab.database.read(["records", "outbox", "kept"], (tx) =>
    Promise.all((["records", "outbox", "kept"] as const).map((n) => tx.objectStore(n).getAll())),
  );
  return rows.flatMap((each) => each.map((bytes) => new TextDecoder().decode(bytes))).join("\n");
}

describe("test_sec_p2: what this phone wrote of a restricted record", () => {
  it("is a stub to the screens from the moment it is saved, and after a restart", async () => {
    for (const tab of [await sealedTab(), await Tab.open()]) {
      expect(tab.entry).toMatchObject({ stub: true, mine: true, state: "saved", author: ME });
      expect(tab.entry?.fields).toEqual({ visibility: "minor" });
      expect(reach(tab)).not.toContain(WORDS);
      expect(reach(tab)).not.toContain("quantity");
    }
  });

  it("does not rest here once it is acknowledged, even if its stub comes on a later page", async () => {
    const tab = await sealedTab();
    await tab.talk(ackAll);
    expect(await stored(tab)).not.toContain(WORDS);
    expect(tab.records.kept.size).toBe(0);
    expect(tab.entry).toMatchObject({ stub: true, mine: true, state: "sent", author: ME });
    expect((await Tab.open()).entry).toEqual(tab.entry);
  });

  it("stays out of sight when it was refused", async () => {
    const tab = await sealedTab();
    await tab.talk((asked) => ({
      bad: Object.fromEntries(all(asked).map((id) => [id, "refused"])),
    }));
    expect(tab.entry).toMatchObject({
      stub: true,
      bad: "refused",
      state: "attention",
      refused: {},
    });
    expect(reach(tab)).not.toContain(WORDS);
  });

  it("is hidden also of an entry that could be read before", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 7, note: WORDS });
    await tab.talk(ackAll);
    expect(reach(tab)).toContain(WORDS);
    const form = tab.form(tab.entry ?? null);
    await form.save({ visibility: "minor" });
    await form.close();
    expect(reach(tab)).not.toContain(WORDS);
    await tab.talk(ackAll);
    expect(tab.entry?.stub).toBe(true);
    expect(reach(tab)).not.toContain(WORDS);
  });

  it("can still be taken back", async () => {
    const tab = await sealedTab();
    await tab.talk(ackAll);
    const made = tab.entry?.madeAtMs;
    const form = tab.form(tab.entry ?? null);
    await form.save({ voided: "mistake" });
    expect(tab.entry).toMatchObject({ stub: true, mine: true, state: "saved", madeAtMs: made });
    expect(tab.entry?.fields["voided"]).toBe("mistake");
  });
});
