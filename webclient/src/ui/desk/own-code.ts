/** What the desk makes up for an entry of a list: its code, and its rank among the others. */
import { type ListedCode, RANK_STEP } from "../../schema/lists";

const PREFIX = "x_";
const SLUG_LENGTH_MAX = 40;

/** `x_soupe_a_velo`, never one that is taken. `random` serves names without Latin letters. */
export function codeFor(name: string, taken: ReadonlySet<string>, random: () => string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/^_+|_+$/g, "");
  const plain = `${PREFIX}${slug === "" ? random() : slug}`;
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? plain : `${plain}_${number}`;
    if (!taken.has(code)) return code;
  }
}

/**
 * The rank that brings a code one place up (-1) or down (1) among its group, which is in order;
 * null at the end. Half the way between the two that it comes to stand between.
 */
export function movedRank(
  group: readonly ListedCode[],
  code: string,
  direction: -1 | 1,
): number | null {
  const from = group.findIndex((each) => each.code === code);
  const passed = group[from + direction];
  if (from < 0 || passed === undefined) return null;
  const beyond = group[from + 2 * direction]?.rank ?? passed.rank + direction * RANK_STEP;
  return Math.max(0, Math.floor((passed.rank + beyond) / 2));
}
