import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readService } from "../../schema/service";
import { isNear, needsMetBy, ServiceIndex } from "./find-service";

function described(fields: Readonly<Record<string, string | true>>) {
  const service = readService("id", fields, () => null);
  return { service, names: { provider: "Pas à Pas", assuredBy: null, places: [] } };
}

const all = [
  described({ name: "Clinique mobile", "categories/health": true, "languages/ti": true }),
  described({ name: "Douches du Moulin", "categories/wash": true, "languages/ar": true }),
  described({ name: "Permanence", description: "Après la douche", "categories/legal": true }),
  described({
    name: "Halte",
    "referral_types/legal_advice": true,
    "referral_types/health_dental": true,
  }),
];

function found(query: string): readonly number[] {
  return [...new ServiceIndex(all).find(query)]
    .sort(([, a], [, b]) => b - a)
    .map(([number]) => number);
}

describe("the search in the directory", () => {
  it.each([
    ["douches", [1, 2]],
    ["DOUCHES moulin", [1]],
    ["asile", [2]],
    ["legal advice", [2]],
    ["tigrigna", [0]],
    ["Tigrinya medical", [0]],
    ["استحمام", [1]],
    ["pas a pas", [0, 1, 2, 3]],
    ["lawyer", [3]],
    ["avocat", [3]],
    ["soins dentaires", [3]],
    ["cliniqe", [0]],
    ["clniique", [0]],
    ["permamence", [2]],
    ["zzzz", []],
    ["douche clinique", []],
  ])("finds %s", (query, numbers) => {
    expect(found(query)).toEqual(numbers);
  });

  it("goes by the needs that a category answers", () => {
    expect(needsMetBy({ categories: ["wash"] })).toEqual(["water", "hygiene"]);
    expect(needsMetBy({ categories: ["education"] })).toEqual([]);
  });

  const word = fc.stringMatching(/^[a-d]{1,8}$/);

  it("forgives what it says and no more, against the plain reckoning", () => {
    const property = fc.property(
      word,
      word,
      fc.integer({ min: 0, max: 2 }),
      (one, other, wrong) => {
        const beginnings = Array.from({ length: other.length + 1 }, (_, n) => other.slice(0, n));
        const nearest = Math.min(...beginnings.map((each) => distance(one, each)));
        expect(isNear(one, other, wrong)).toBe(nearest <= wrong);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

/** Letters left out, added, changed or swapped, by the recursive definition. */
function distance(one: string, other: string): number {
  if (one === "" || other === "") return one.length + other.length;
  const known = new Map<string, number>();
  const reckon = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i} ${j}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const same = one[i - 1] === other[j - 1];
    const swapped =
      i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
        ? reckon(i - 2, j - 2) + 1
        : Number.POSITIVE_INFINITY;
    const least = Math.min(
      reckon(i - 1, j) + 1,
      reckon(i, j - 1) + 1,
      reckon(i - 1, j - 1) + (same ? 0 : 1),
      swapped,
    );
    known.set(key, least);
    return least;
  };
  return reckon(one.length, other.length);
}
