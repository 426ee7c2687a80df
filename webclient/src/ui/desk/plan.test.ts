import { describe, expect, it } from "vitest";
import { planned } from "./plan";
import type { Fields, Head, RecordPage, Value } from "./wire";

function head(wid: string, value: Value): Head {
  const nobody = { user: null, device: null, received_at: null, via: null };
  return { wid, value, at: "2026-11-22T21:40:00Z", saw: [], ...nobody };
}

function page(id: string, fields: Fields, more: Partial<RecordPage> = {}): RecordPage {
  const heads = Object.entries(fields).map(([name, value]) => [name, [head(`${id}1`, value)]]);
  return { id, kind: "activity", fields, heads: Object.fromEntries(heads), ...more };
}

describe("what one change would do to several entries", () => {
  it("writes only what is not so yet", () => {
    const plan = planned([page("a", { site: "x" }), page("b", { site: "y" })], { site: "y" });
    expect(plan.changes.map((change) => [change.page.id, change.set])).toEqual([
      ["a", { site: "y" }],
    ]);
    expect([plan.same, plan.closed]).toEqual([1, 0]);
  });

  it("takes an entry nobody has reviewed for new", () => {
    expect(planned([page("a", {})], { review: "new" }).same).toBe(1);
    expect(planned([page("a", {})], { review: "reviewed" }).changes).toHaveLength(1);
  });

  it("settles two values, even with the one that is shown", () => {
    const split = page("a", { people: 84 }, { heads: { people: [head("1", 84), head("2", 48)] } });
    expect(planned([split], { people: 84 }).changes).toHaveLength(1);
    const agreed = page("a", { people: 84 }, { heads: { people: [head("1", 84), head("2", 84)] } });
    expect(planned([agreed], { people: 84 }).same).toBe(1);
  });

  it("leaves alone what is sealed or deleted", () => {
    const pages = [page("a", {}, { stub: true }), page("b", {}, { deleted: true }), page("c", {})];
    const plan = planned(pages, { voided: "test" });
    expect([plan.changes.length, plan.closed]).toEqual([1, 2]);
  });

  it("changes nothing while nothing is asked for", () => {
    expect(planned([page("a", {})], null).changes).toEqual([]);
  });

  it("asks without an answer that was never there", () => {
    const [change] = planned([page("a", {})], { queried: true, query: "?", answer: null }).changes;
    expect(change?.set).toEqual({ queried: true, query: "?" });
  });
});
