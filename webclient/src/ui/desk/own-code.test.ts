import { describe, expect, it } from "vitest";
import { Lists, type OwnItem } from "../../schema/lists";
import { codeFor, movedRank } from "./own-code";

const letters = () => "k7q2";

describe("the code of an own entry", () => {
  it("is made of its name", () => {
    expect(codeFor("Soupe à vélo !", new Set(), letters)).toBe("x_soupe_a_velo");
  });

  it("is never one that is taken", () => {
    expect(codeFor("Tea", new Set(["x_tea", "x_tea_2"]), letters)).toBe("x_tea_3");
  });

  it("is of chance where the name has no Latin letters", () => {
    expect(codeFor("شاي", new Set(), letters)).toBe("x_k7q2");
  });
});

describe("moving a code", () => {
  const list = "service_type";

  function order(items: readonly OwnItem[]): readonly string[] {
    return [...new Lists(items).all(list).values()]
      .filter(({ category }) => category === "energy")
      .map(({ code }) => code);
  }

  function move(items: readonly OwnItem[], code: string, direction: -1 | 1): readonly OwnItem[] {
    const group = [...new Lists(items).all(list).values()].filter(
      ({ category }) => category === "energy",
    );
    const rank = movedRank(group, code, direction);
    return rank === null
      ? items
      : [
          ...items,
          { id: `${items.length}`, madeAtMs: items.length * 60_000, fields: { list, code, rank } },
        ];
  }

  it("goes one place at a time, as often as somebody likes, to the ends and no further", () => {
    const before = order([]);
    const last = before.at(-1) ?? "";
    let items: readonly OwnItem[] = [];
    for (let step = before.length - 2; step >= 0; step -= 1) {
      items = move(items, last, -1);
      expect(order(items).indexOf(last)).toBe(step);
    }
    expect(move(items, last, -1)).toBe(items);
    for (let round = 0; round < 8; round += 1) {
      items = move(move(items, last, 1), last, -1);
      expect(order(items)[0]).toBe(last);
    }
    for (let step = 1; step < before.length; step += 1) items = move(items, last, 1);
    expect(order(items)).toEqual(before);
  });
});
