import { describe, expect, it } from "vitest";
import { LIST_KINDS, NO_FILTER, SERVICE } from "./address";
import { COLUMNS } from "./columns";
import { asFilter, asQuery, read, VIEWS_MAX } from "./own-view";

describe("how one person likes the list", () => {
  it("is as at first where nothing was kept, or nothing that can be read", () => {
    for (const text of [null, "", "{", "[]", "7", '{"columns":7,"views":7,"roomy":"yes"}']) {
      expect(read(text)).toEqual({ columns: {}, roomy: false, views: [] });
    }
  });

  it("keeps what it understands of what an older or newer desk wrote", () => {
    const text = JSON.stringify({
      columns: { activity: ["note", "note", 7, "later"], nothing: ["when"] },
      roomy: true,
      views: [{ name: "Mine", query: "state=new" }, { name: 7 }, null, { name: "x" }],
    });
    expect(read(text)).toEqual({
      columns: { activity: ["note", "later"] },
      roomy: true,
      views: [{ name: "Mine", query: "state=new" }],
    });
  });

  it("holds no more tabs than fit", () => {
    const views = Array.from({ length: 99 }, (_, n) => ({ name: `${n}`, query: `page=${n}` }));
    expect(read(JSON.stringify({ views })).views).toHaveLength(VIEWS_MAX);
  });
});

describe("a saved filter", () => {
  it("comes back as it was, from its first page on", () => {
    const filter = { ...NO_FILTER, kind: "contact", state: "new", sort: "group_size" } as const;
    expect(asFilter({ name: "", query: asQuery({ ...filter, page: 7 }) })).toEqual(filter);
  });

  it("leaves out what is no code", () => {
    const query = "site=Rue+des+Fontaines&state=anything&what=food.hot_meal";
    expect(asFilter({ name: "", query })).toEqual({ ...NO_FILTER, what: "food.hot_meal" });
  });
});

describe.each(LIST_KINDS)("columns of %s", (kind) => {
  it("begin with what they are ordered by, end with the state, and name what they open", () => {
    const ids = COLUMNS[kind].map((column) => column.id);
    expect([ids[0], ids.at(-1)]).toEqual([kind === SERVICE ? "what" : "when", "state"]);
    expect(ids).toContain("what");
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("never show the language or the sex of a person", () => {
    const names = COLUMNS[kind].flatMap((column) => column.exported.map(([name]) => name));
    for (const name of ["language", "sex", "age_band", "minor_status", "case", "device"]) {
      expect(names).not.toContain(name);
    }
    expect(new Set(names).size).toBe(names.length);
  });
});
