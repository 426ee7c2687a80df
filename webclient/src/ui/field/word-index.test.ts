import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNear } from "./word-index";

describe("letters wrong", () => {
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
