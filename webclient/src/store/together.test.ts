import { IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it } from "vitest";
import { ackAll, NETWORK, ORG, ROW, Tab } from "../../testing/tab.ts";
import { StoredDrafts } from "./drafts.ts";
import { newDrafts, saving } from "./forms.ts";
import type { NewRecord, Value } from "./interface.ts";

const HOME = { org: ORG, network: NETWORK, locked: false };
const [A, B, C] = [ROW, ROW.replace("5", "6"), ROW.replace("5", "7")];
const TYPED = "referral/1";

function records(...fields: Record<string, Value>[]): readonly NewRecord[] {
  const kinds = ["consent", "referral", "referral_event"] as const;
  const ids = [A, B, C] as const;
  return kinds.map((kind, n) => ({ kind, id: ids[n] ?? A, fields: fields[n] ?? { case: "x" } }));
}

function saveAll(tab: Tab, made: readonly NewRecord[]) {
  return saving(tab.log.saveAll(newDrafts(made, HOME, 1_800_000_000_000, TYPED)));
}

describe("records that are saved together", () => {
  const put = IDBObjectStore.prototype.put;
  afterEach(() => {
    IDBObjectStore.prototype.put = put;
  });

  it("leave together, in their order, and make good on one draft", async () => {
    const tab = await Tab.open();
    const drafts = new StoredDrafts(
      tab.database,
      () => 0,
      () => undefined,
    );
    drafts.write(TYPED, { summary: "tent" });
    expect(await saveAll(tab, records())).toEqual({ ok: true });
    expect(tab.records.sync.value.unsent).toBe(3);
    await tab.talk(ackAll);
    const pushed = tab.sent[0]?.push as unknown as { c: string; set: object }[];
    expect(pushed.map(({ c }) => c)).toEqual(["consent", "referral", "referral_event"]);
    expect(pushed[0]?.set).toMatchObject({ org: [ORG], case: ["x"] });
    expect(tab.records.meta.made).toBe(3);
    const later = new StoredDrafts(
      (await Tab.open()).database,
      () => 0,
      () => undefined,
    );
    await later.load();
    expect(later.read(TYPED)).toBeNull();
  });

  it("are all lost to the screen when one of them cannot be written", async () => {
    for (const failing of [1, 2, 3]) {
      const tab = await Tab.open();
      let puts = 0;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args) {
        if (this.name === "outbox") puts += 1;
        if (puts >= failing) throw new DOMException("injected", "QuotaExceededError");
        return put.apply(this, args);
      };
      expect(await saveAll(tab, records())).toEqual({ ok: false, error: "full" });
      IDBObjectStore.prototype.put = put;
      expect((await Tab.open()).records.outbox.size).toBe(0);
      expect(tab.records.entries.value.size).toBe(0);
    }
  });

  it("are all refused when no server would take one of them", async () => {
    const tab = await Tab.open();
    const wrong = { note: 1.5 };
    expect(await saveAll(tab, records({}, {}, wrong))).toEqual({ ok: false, error: "failed" });
    expect((await Tab.open()).records.outbox.size).toBe(0);
  });

  it("that are restricted are marked, so that their content goes once it was acknowledged", async () => {
    const tab = await Tab.open();
    const sealed = { referral_type: "health_primary", summary: "secret", case: "x" };
    expect(await saveAll(tab, records({}, sealed))).toEqual({ ok: true });
    const entry = tab.records.entries.value.get(`referral/${B}`);
    expect(entry?.stub).toBe(true);
    expect(entry?.fields).toMatchObject({ referral_type: "health_primary" });
    expect(entry?.fields["summary"]).toBeUndefined();
    await tab.talk((asked) => ackAll(asked));
    const kept = [...tab.records.kept.values()].map(({ change }) => change.kind);
    expect(kept).not.toContain("referral");
  });
});
