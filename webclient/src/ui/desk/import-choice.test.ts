import { describe, expect, it } from "vitest";
import {
  fieldsOfNew,
  type ImportField,
  type ImportRecord,
  isAnswered,
  isTaken,
  NOTHING,
  offered,
  saying,
  taking,
  takingAll,
  takingField,
} from "./import-choice";

function field(name: string, more: Partial<ImportField> = {}): ImportField {
  const plain = { state: "changed", ours: [], theirs: `their ${name}`, seen: [] } as const;
  return { field: name, ...plain, fixed: false, default: false, place: null, ...more };
}

function record(kind: string, id: string, more: Partial<ImportRecord> = {}): ImportRecord {
  return {
    kind,
    id,
    hsds_id: id,
    name: id,
    state: "changed",
    matched_by: "id",
    place: null,
    refused: null,
    needs: [],
    depends: [],
    fields: [],
    not_taken: [],
    ...more,
  };
}

const CHANGED = record("directory_service", "changed", {
  fields: [
    field("phone"),
    field("fees", { state: "same" }),
    field("provider", { fixed: true }),
    field("languages/ar", { state: "missing_there", theirs: false }),
  ],
});
const ORG = record("org", "org", { state: "new", fields: [field("name", { state: "new" })] });
const SITE = record("site", "site", { state: "new", fields: [field("name", { state: "new" })] });
const FRESH = record("directory_service", "fresh", {
  state: "new",
  needs: ["categories"],
  depends: ["org/org", "site/site"],
  fields: [
    field("name", { state: "new" }),
    field("email", { state: "new" }),
    field("provider", { state: "new", fixed: true, theirs: "org" }),
    field("published", { state: "new", default: true, theirs: false }),
    field("sites/site", { state: "new", theirs: true }),
  ],
});
const ALL = [ORG, SITE, FRESH, CHANGED];

describe("what is wanted of an import", () => {
  it("is nothing before somebody says so", () => {
    expect(ALL.filter((one) => isTaken(one, NOTHING))).toEqual([]);
  });

  it("never is what only we have, unless it is asked for", () => {
    expect([...offered(CHANGED)]).toEqual(["phone"]);
    const taken = taking(ALL, NOTHING, CHANGED, true);
    const more = takingField(taken, CHANGED, "languages/ar", true);
    expect([...(more.fields.get("directory_service/changed") ?? [])]).toEqual([
      "phone",
      "languages/ar",
    ]);
  });

  it("of a changed entry is nothing once no field is left", () => {
    const none = takingField(taking(ALL, NOTHING, CHANGED, true), CHANGED, "phone", false);
    expect(isTaken(CHANGED, none)).toBe(false);
  });

  it("brings what a new entry names, and lets go what cannot be without it", () => {
    const taken = taking(ALL, NOTHING, FRESH, true);
    expect(ALL.filter((one) => isTaken(one, taken))).toEqual([ORG, SITE, FRESH]);
    const without = taking(ALL, taken, ORG, false);
    expect(ALL.filter((one) => isTaken(one, without))).toEqual([SITE]);
    expect(isTaken(FRESH, taking(ALL, taken, SITE, false))).toBe(true);
  });

  it("leaves out what one may not write, and what still needs an answer", () => {
    const refused = { ...CHANGED, refused: "not_permitted" };
    expect(takingAll([refused], NOTHING, "changed")).toEqual(NOTHING);
    expect(isTaken(FRESH, takingAll(ALL, NOTHING, "new"))).toBe(false);
    const answered = saying(NOTHING, FRESH, "categories/food", true);
    expect(isAnswered(FRESH, answered)).toBe(true);
    expect(isAnswered(FRESH, saying(answered, FRESH, "categories/food", false))).toBe(false);
    expect(isTaken(FRESH, takingAll(ALL, answered, "new"))).toBe(true);
  });

  it("makes a new entry of what is wanted, what always goes along, and what was added", () => {
    let choice = saying(taking(ALL, NOTHING, FRESH, true), FRESH, "categories/food", true);
    choice = takingField(choice, FRESH, "email", false);
    const whole = {
      name: "their name",
      provider: "org",
      published: false,
      "categories/food": true,
    };
    expect(fieldsOfNew(FRESH, choice, new Set(["org/org", "site/site"]))).toEqual({
      ...whole,
      "sites/site": true,
    });
    expect(fieldsOfNew(FRESH, choice, new Set(["org/org"]))).toEqual(whole);
  });
});
