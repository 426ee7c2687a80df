import { describe, expect, it } from "vitest";
import { kindsToOffer, orderPlaces, type Place, usualKind, type Visit } from "./places";

const dune: Place = { id: "d", name: "Dune", siteKind: "living_site" };
const ecluse: Place = { id: "e", name: "Écluse", siteKind: "distribution" };
const hangar: Place = { id: "h", name: "Hangar", siteKind: "warehouse" };
const tilleul: Place = { id: "t", name: "Tilleul", siteKind: "living_site" };

function visit(site: string, ms: number, mine: boolean, kind = "maraude"): Visit {
  return { site, ms, mine, kind };
}

describe("places", () => {
  it("come mine first by last visit, then the team's, then by name", () => {
    const visits = [visit("t", 10, true), visit("d", 30, true), visit("h", 99, false)];
    const order = orderPlaces([ecluse, hangar, dune, tilleul], visits, "fr");
    expect(order.map((place) => place.name)).toEqual(["Dune", "Tilleul", "Hangar", "Écluse"]);
    expect(order.map((place) => place.visitedMs)).toEqual([30, 10, null, null]);
  });

  it("sort names as the language does", () => {
    const order = orderPlaces([hangar, ecluse, dune], [], "fr");
    expect(order.map((place) => place.name)).toEqual(["Dune", "Écluse", "Hangar"]);
  });

  it("offer the kind I mostly did there, before the team's, before the kind of place", () => {
    expect(usualKind(hangar, [])).toBe("warehouse");
    expect(usualKind(dune, [visit("d", 1, false, "observation")])).toBe("observation");
    const visits = [
      visit("d", 1, false, "observation"),
      visit("d", 2, false, "observation"),
      visit("d", 3, true, "distribution"),
    ];
    expect(usualKind(dune, visits)).toBe("distribution");
  });

  it("put the usual kind first and keep the list short", () => {
    const all = ["maraude", "distribution", "fixed_point", "hotline", "warehouse"];
    expect(kindsToOffer("warehouse", all, 3)).toEqual(["warehouse", "maraude", "distribution"]);
  });
});
