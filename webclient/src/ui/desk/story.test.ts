import { describe, expect, it } from "vitest";
import {
  type ChangeStep,
  commonStart,
  type Judge,
  type SplitStep,
  tell,
  writesByField,
} from "./story";
import type { Step, Value } from "./wire";

/** Shows the newest; more than one different value needs a person. */
const review: Judge = (_field, heads) => {
  const ordered = [...heads].sort(([a], [b]) => (a < b ? 1 : -1));
  return {
    value: ordered[0]?.[1] ?? null,
    conflict: new Set(ordered.map(([, value]) => JSON.stringify(value))).size > 1,
  };
};

function step(
  id: string,
  user: string,
  at: string,
  received: string,
  set: Record<string, readonly [Value, ...string[]]>,
): Step {
  return { id, user, device: `phone-${user}`, at, received_at: received, via: null, set };
}

const START = step("w1", "ines", "T20:55", "T22:05", { quantity: [40], people: [40] });
const INES = step("w2", "ines", "T21:38", "T22:05", { quantity: [48, "w1"], people: [48, "w1"] });
const JONAS = step("w3", "jonas", "T21:40", "T23:31", { quantity: [84, "w1"] });
const ANA = step("w4", "ana", "T31:42", "T31:42", { quantity: [84, "w2", "w3"] });
const HISTORY = [ANA, JONAS, START, INES];

function changes(history: readonly Step[]): readonly ChangeStep[] {
  return tell(history, review).filter((s) => s.type === "change");
}

describe("the story of a record", () => {
  it("goes by the time of writing, and says where two values began when they met", () => {
    expect(tell(HISTORY, review).map((s) => (s.type === "split" ? "split" : s.id))).toEqual([
      "w1",
      "w2",
      "w3",
      "split",
      "w4",
    ]);
  });

  it("says from what to what", () => {
    const [first, second] = changes(HISTORY);
    expect(first).toMatchObject({ first: true, receivedAt: "T22:05" });
    expect(first?.changes.map((c) => [c.field, c.from, c.to])).toEqual([
      ["quantity", undefined, 40],
      ["people", undefined, 40],
    ]);
    expect(second?.changes.map((c) => [c.field, c.from, c.to])).toEqual([
      ["quantity", 40, 48],
      ["people", 40, 48],
    ]);
  });

  it("says what somebody had not seen, and only that", () => {
    const unseen = changes(HISTORY).map((s) => s.changes.flatMap((c) => c.unseen));
    expect(unseen.map((list) => list.map((w) => [w.user, w.value]))).toEqual([
      [],
      [],
      [["ines", 48]],
      [],
    ]);
  });

  it("does not tell an unseen value that another unseen one replaced", () => {
    const later = step("w2b", "ines", "T21:39", "T22:05", { quantity: [50, "w2"] });
    const jonas = changes([START, INES, later, JONAS]).find((s) => s.id === "w3");
    expect(jonas?.changes[0]?.unseen.map((w) => w.value)).toEqual([50]);
  });

  it("names both values and the one shown meanwhile", () => {
    const split = tell(HISTORY, review).find((s): s is SplitStep => s.type === "split");
    expect(split).toMatchObject({ at: "T23:31", field: "quantity", values: [48, 84], shown: 84 });
  });

  it("knows a settlement by the different values it replaces", () => {
    const settled = changes(HISTORY).at(-1)?.changes[0]?.settled ?? [];
    expect(settled.map((w) => [w.user, w.value])).toEqual([
      ["jonas", 84],
      ["ines", 48],
    ]);
  });

  it("tells no split when the covering change arrived before the covered one", () => {
    const late = { ...JONAS, received_at: "T40:00" };
    expect(tell([START, INES, late, ANA], review).some((s) => s.type === "split")).toBe(false);
  });

  it("tells no split for equal values", () => {
    const same = step("w3", "jonas", "T21:40", "T23:31", { quantity: [48, "w1"] });
    expect(tell([START, INES, same], review).some((s) => s.type === "split")).toBe(false);
  });

  it("tells a third value as a split of its own", () => {
    const mo = step("w5", "mo", "T21:50", "T23:50", { quantity: [60, "w1"] });
    const splits = tell([START, INES, JONAS, mo], review).filter((s) => s.type === "split");
    expect(splits.map((s) => s.values)).toEqual([
      [48, 84],
      [48, 84, 60],
    ]);
  });
});

describe("the common start of two values", () => {
  const quantity = writesByField(HISTORY).get("quantity") ?? new Map();

  it("is the newest write both were made upon", () => {
    expect(commonStart(["w2", "w3"], quantity)?.wid).toBe("w1");
  });

  it("is nothing when they were written apart", () => {
    const apart = [
      step("w1", "ines", "T1", "T1", { note: ["a"] }),
      step("w2", "mo", "T2", "T2", { note: ["b"] }),
    ];
    const note = writesByField(apart).get("note") ?? new Map();
    expect(commonStart(["w1", "w2"], note)).toBeNull();
  });
});
