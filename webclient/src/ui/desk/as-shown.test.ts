import { describe, expect, it } from "vitest";
import { asShown } from "./as-shown";
import type { Head, RecordPage } from "./wire";

function head(wid: string, value: Head["value"]): Head {
  return { wid, value, user: null, at: "", device: null, received_at: null, via: null, saw: [] };
}

describe("a page as it was shown in a list", () => {
  const page: RecordPage = {
    id: "1",
    kind: "list_item",
    fields: { "label/fr": "Soupe", retired: true },
    heads: { "label/fr": [head("a", "Soupe"), head("b", "Potage")], retired: [head("c", true)] },
  };

  it("has only the heads that somebody saw", () => {
    const seen = asShown(page, { "label/fr": "Potage", retired: true });
    expect(seen.heads?.["label/fr"]?.map(({ wid }) => wid)).toEqual(["b"]);
    expect(seen.heads?.["retired"]?.map(({ wid }) => wid)).toEqual(["c"]);
  });

  it("has none of a field that changed since", () => {
    const seen = asShown(page, { "label/fr": "Gamelle" });
    expect(seen.heads).toEqual({ "label/fr": [], retired: [] });
    expect(seen.fields).toBe(page.fields);
  });
});
