import { describe, expect, it } from "vitest";
import { stateAt, wayBack } from "./state-at";
import type { Judge } from "./story";
import type { Fields, RecordPage, Step } from "./wire";

/** As the policy "latest" does. */
const newest: Judge = (_field, heads) => {
  const [last] = [...heads].sort(([a], [b]) => (a < b ? 1 : -1));
  return { value: last?.[1] ?? null, conflict: false };
};

function step(id: string, minute: number, set: Step["set"]): Step {
  const at = `2026-11-22T20:${String(minute).padStart(2, "0")}:00Z`;
  return { id, at, received_at: at, user: "u", device: "d", via: "sync", set };
}

const HISTORY = [
  step("a", 10, { people: [40], note: ["cold"] }),
  step("b", 20, { people: [48, "a"] }),
  step("c", 30, { people: [84, "b"], unmet: [3] }),
];

function page(fields: Fields, heads: RecordPage["heads"] = {}): RecordPage {
  return { id: "r", kind: "activity", fields, heads, history: HISTORY };
}

describe("how an entry was", () => {
  it("is told step by step", () => {
    expect(stateAt(HISTORY, "a", newest)).toEqual({ people: 40, note: "cold" });
    expect(stateAt(HISTORY, "b", newest)).toEqual({ people: 48, note: "cold" });
    expect(stateAt(HISTORY, "c", newest)).toEqual({ people: 84, note: "cold", unmet: 3 });
  });

  it("knows a write that was covered before it arrived", () => {
    const early = [step("b", 5, { people: [48, "a"] }), step("a", 10, { people: [40] })];
    expect(stateAt(early, "a", newest)).toEqual({ people: 48 });
  });
});

describe("the way back", () => {
  const every = () => true;

  it("writes the values of then and empties what was not there", () => {
    const now = page({ people: 84, note: "cold", unmet: 3 });
    expect(wayBack(now, stateAt(HISTORY, "a", newest), every)).toEqual({ people: 40, unmet: null });
  });

  it("is nothing where nothing differs", () => {
    const now = page({ people: 84, note: "cold", unmet: 3 });
    expect(wayBack(now, stateAt(HISTORY, "c", newest), every)).toEqual({});
  });

  it("leaves out what may not be written", () => {
    const now = page({ people: 84, unmet: 3 });
    const back = wayBack(now, { people: 40 }, (name) => name === "people");
    expect(back).toEqual({ people: 40 });
  });

  it("sees no difference between an element that is off and one never there", () => {
    expect(wayBack(page({ "needs/legal": false }), {}, every)).toEqual({});
  });

  it("settles two values even when the one shown is that of then", () => {
    const head = { user: "u", at: "", device: null, received_at: null, via: null, saw: [] };
    const heads = {
      people: [
        { ...head, wid: "b", value: 48 },
        { ...head, wid: "c", value: 84 },
      ],
    };
    expect(wayBack(page({ people: 84 }, heads), { people: 84 }, every)).toEqual({ people: 84 });
  });
});
