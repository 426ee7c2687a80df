import { describe, expect, it } from "vitest";
import {
  type Filter,
  listQuery,
  NO_FILTER,
  narrowed,
  plainFilter,
  readAddress,
  SERVICE,
  writeAddress,
} from "./address";
import { dayBefore } from "./days";

const SITE = "5b0c1f1e-8a4e-4a52-9d0e-0a4f5b6c7d8e";

const everything: Filter = {
  kind: "contact",
  span: null,
  from: "2026-11-21",
  to: "2026-11-22",
  site: SITE,
  what: "legal",
  state: "two",
  by: SITE,
  sort: "group_size",
  page: 3,
};

describe("the address of the desk", () => {
  it("gives back every filter it was written from", () => {
    const route = { view: "entries", filter: everything } as const;
    expect(readAddress(writeAddress(route))).toEqual(route);
  });

  it("keeps what of the audit is shown, and no more than ids, codes and days", () => {
    const audit = { user: SITE, group: "read", from: "2026-11-21", to: null, page: 2 };
    const route = { view: "settings", part: "audit", audit } as const;
    expect(readAddress(writeAddress(route))).toEqual(route);
    expect(writeAddress({ view: "settings", part: "audit" })).toBe("#/settings/audit");
    const odd = readAddress("#/settings/audit?user=Alix&group=A%20b&from=yesterday&page=x");
    expect(writeAddress(odd)).toBe("#/settings/audit");
  });

  it("stays short when nothing is chosen", () => {
    expect(writeAddress({ view: "entries", filter: NO_FILTER })).toBe("#/entries");
    expect(readAddress("#/entries")).toEqual({ view: "entries", filter: NO_FILTER });
  });

  it("keeps the directory apart from what people write down on rounds", () => {
    const plain = plainFilter(SERVICE);
    expect(writeAddress({ view: "entries", filter: plain })).toBe("#/directory");
    expect(readAddress("#/directory")).toEqual({ view: "entries", filter: plain });
    const filter: Filter = { ...plain, what: "health", state: "stale", by: SITE, page: 2 };
    const address = writeAddress({ view: "entries", filter });
    expect(address).toMatch(/^#\/directory\?/);
    expect(readAddress(address)).toEqual({ view: "entries", filter });
    expect(listQuery(filter, "2026-11-28", "").toString()).toBe(
      `categories=health&provider=${SITE}&issue=stale_directory&sort=own`,
    );
  });

  it("names a service that is being written, a new one and taking over a file", () => {
    for (const route of [
      { view: "service", id: SITE },
      { view: "service", id: null },
      { view: "import" },
    ] as const) {
      expect(readAddress(writeAddress(route))).toEqual(route);
    }
    expect(readAddress("#/service/7")).toEqual({ view: "missing" });
  });

  it("names a record by kind and id", () => {
    const route = { view: "record", kind: "activity", id: SITE } as const;
    expect(readAddress(writeAddress(route))).toEqual(route);
  });

  it.each(["", "#", "#/", "#/inbox"])("opens the inbox for %j", (fragment) => {
    expect(readAddress(fragment)).toEqual({ view: "inbox", record: null });
  });

  it("opens the card of one record", () => {
    const route = { view: "inbox", record: SITE } as const;
    expect(readAddress(writeAddress(route))).toEqual(route);
  });

  it.each(["#/elsewhere", "#/record/activity", "#/record/activity/../x", "#/record/A/1"])(
    "finds nothing at %s",
    (fragment) => expect(readAddress(fragment)).toEqual({ view: "missing" }),
  );

  it("leaves out what is no code, day or id", () => {
    const route = readAddress(
      "#/entries?kind=case&site=Dune&state=odd&what=%3Cb%3E&from=today&sort=a%20b&page=-4",
    );
    expect(route).toEqual({ view: "entries", filter: NO_FILTER });
  });

  it("has no place for what somebody searched", () => {
    const address = writeAddress({ view: "entries", filter: everything });
    expect(new URLSearchParams(address.split("?")[1]).get("q")).toBeNull();
  });
});

describe("the query of a list", () => {
  it("asks for the declared fields", () => {
    const query = listQuery(everything, "2026-11-23", " thé ");
    expect(Object.fromEntries(query)).toEqual({
      from: "2026-11-21",
      to: "2026-11-22",
      q: "thé",
      site: SITE,
      needs: "legal",
      author: SITE,
      issue: "conflict",
      sort: "group_size",
    });
  });

  it("looks for the places of a round", () => {
    const query = listQuery({ ...NO_FILTER, kind: "round", site: SITE }, "2026-11-23", "");
    expect(Object.fromEntries(query)).toEqual({ sites: SITE, sort: "-when" });
  });

  it("counts a span back from the network's day, that day included", () => {
    const query = listQuery({ ...NO_FILTER, span: "7" }, "2026-11-03", "");
    expect([query.get("from"), query.get("to")]).toEqual(["2026-10-28", "2026-11-03"]);
    expect(dayBefore("2026-03-01", 1)).toBe("2026-02-28");
  });

  it("knows whether anything narrows the list", () => {
    expect(narrowed({ ...NO_FILTER, kind: "round", page: 2 }, " ")).toBe(false);
    expect(narrowed({ ...NO_FILTER, state: "new" }, "")).toBe(true);
    expect(narrowed(NO_FILTER, "thé")).toBe(true);
  });
});
