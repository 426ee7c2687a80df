import { describe, expect, it } from "vitest";
import { mergeFresh } from "./arrivals";
import type { Item, ListReply } from "./wire";

function item(id: string, quantity = 1): Item {
  return {
    id,
    kind: "activity",
    org: null,
    author: null,
    made_at: "",
    received_at: "",
    visibility: null,
    when: null,
    fields: { quantity },
    issues: [],
    seq: 1,
  };
}

function list(items: readonly Item[], total = items.length, more = false): ListReply {
  return { items, page: 1, per_page: 50, total, total_more: more };
}

function ids(reply: ListReply): readonly string[] {
  return reply.items.map((one) => one.id);
}

describe("a fresh answer under a list", () => {
  it("keeps the rows in their places and counts what came in", () => {
    const merged = mergeFresh(
      list([item("a"), item("b")]),
      list([item("c"), item("a"), item("b")]),
    );
    expect(ids(merged.shown)).toEqual(["a", "b"]);
    expect(merged.arrived).toBe(1);
    expect(merged.shown.total).toBe(2);
  });

  it("shows new values of known rows at once", () => {
    const merged = mergeFresh(list([item("a", 1), item("b")]), list([item("b"), item("a", 7)]));
    expect(merged.shown.items[0]?.fields["quantity"]).toBe(7);
    expect(ids(merged.shown)).toEqual(["a", "b"]);
    expect(merged.arrived).toBe(0);
  });

  it("counts more than the page can hold", () => {
    const merged = mergeFresh(list([item("a")], 200), list([item("z")], 206));
    expect(merged.arrived).toBe(6);
  });

  it("announces nothing when a row only moved up from the next page", () => {
    const merged = mergeFresh(list([item("a"), item("b")], 5), list([item("b"), item("c")], 4));
    expect(merged.arrived).toBe(0);
    expect(ids(merged.shown)).toEqual(["a", "b"]);
  });

  it("counts unknown rows where the total is no longer exact", () => {
    const before = list([item("a")], 10_000, true);
    expect(mergeFresh(before, list([item("b")], 10_000, true)).arrived).toBe(1);
  });
});
