import { describe, expect, it } from "vitest";
import { type Coming, comingByUser, presetTeam, type SignupLike, says } from "./coming";

/** A sign-up whose field `going` has these heads, the shown one last. */
function signup(user: string, ...going: boolean[]): SignupLike {
  const heads = going.map((value) => ({ value }));
  return { fields: { user, going: going.at(-1) ?? null }, heads: { going: heads } };
}

function coming(...signups: SignupLike[]): readonly (readonly [string, Coming])[] {
  return [...comingByUser(signups)];
}

describe("who comes", () => {
  it("is who said so, and not who took it back", () => {
    const said = coming(signup("mo", true), signup("ana", false));
    expect(said).toEqual([
      ["mo", "yes"],
      ["ana", "no"],
    ]);
  });

  it("is unsure when a withdrawal and a sign-up crossed, whichever is shown", () => {
    expect(coming(signup("mo", true, false))).toEqual([["mo", "unsure"]]);
    expect(coming(signup("mo", false, true))).toEqual([["mo", "unsure"]]);
  });

  it("is unsure when two phones of one person said different things, in any order", () => {
    expect(coming(signup("mo", true), signup("mo", false))).toEqual([["mo", "unsure"]]);
    const [first, second, third] = [signup("mo", false), signup("mo", true), signup("mo", true)];
    expect(coming(first, second, third)).toEqual([["mo", "unsure"]]);
  });

  it("counts a person once who signed up on two phones", () => {
    expect(coming(signup("mo", true), signup("mo", true))).toEqual([["mo", "yes"]]);
  });

  it("does not guess from a sign-up that says nothing", () => {
    expect(coming({ fields: {}, heads: {} })).toEqual([]);
    expect(coming(signup("mo"))).toEqual([["mo", "no"]]);
  });
});

describe("an own sign-up", () => {
  it("needs no second writing when it says the same already", () => {
    expect(says(signup("mo", true), true)).toBe(true);
    expect(says(signup("mo", true), false)).toBe(false);
    expect(says(signup("mo", true, false), true)).toBe(false);
    expect(says(signup("mo", true, false), false)).toBe(false);
  });
});

describe("the team of a round that starts", () => {
  const three = comingByUser([signup("a", true), signup("b", true), signup("c", true, false)]);

  it("is who signed up for sure, else the plan, else last time's, else oneself", () => {
    expect(presetTeam(three, 5, 4)).toBe(2);
    expect(presetTeam(new Map(), 5, 4)).toBe(5);
    expect(presetTeam(new Map(), 0, 4)).toBe(4);
    expect(presetTeam(new Map(), 0, 0)).toBe(1);
  });
});
