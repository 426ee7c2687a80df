import { describe, expect, it } from "vitest";
import { inForce, noteFor, probableEnd, type RoundLike } from "./handed-on";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

function round(id: string, startMs: number, endMs: number | null, note: string | null): RoundLike {
  return { id, sites: ["dune"], startMs, endMs, note };
}

describe("a note for the next team", () => {
  const left = round("one", 10 * HOUR, 14 * HOUR, "path flooded");

  it("is shown at its place from the end of the round on", () => {
    expect(noteFor("dune", [left], 15 * HOUR)).toBe(left);
    expect(noteFor("quay", [left], 15 * HOUR)).toBe(null);
    expect(noteFor("dune", [{ ...left, endMs: null }], 15 * HOUR)).toBe(null);
    expect(noteFor("dune", [{ ...left, note: null }], 15 * HOUR)).toBe(null);
  });

  it("stays while the next team is there, and goes when that round has ended", () => {
    const next = round("two", 20 * HOUR, null, null);
    expect(noteFor("dune", [left, next], 21 * HOUR)).toBe(left);
    expect(noteFor("dune", [left, { ...next, endMs: 23 * HOUR }], 24 * HOUR)).toBe(null);
  });

  it("is not lost to a team that was there at the same time and did not read it", () => {
    const beside = round("two", 12 * HOUR, 16 * HOUR, null);
    expect(noteFor("dune", [left, beside], 17 * HOUR)).toBe(left);
    const both = round("two", 12 * HOUR, 16 * HOUR, "wood is short");
    expect(noteFor("dune", [left, both], 17 * HOUR)).toBe(both);
  });

  it("is forgotten after two weeks", () => {
    expect(noteFor("dune", [left], 14 * HOUR + 14 * DAY - 1)).toBe(left);
    expect(noteFor("dune", [left], 14 * HOUR + 14 * DAY)).toBe(null);
  });
});

describe("a notice", () => {
  const everywhere = { untilMs: 20 * HOUR, sites: [], madeAtMs: 1 };
  const there = { untilMs: 20 * HOUR, sites: ["dune"], madeAtMs: 2 };

  it("holds until its moment and not a moment longer", () => {
    expect(inForce([everywhere], 20 * HOUR - 1, null)).toEqual([everywhere]);
    expect(inForce([everywhere], 20 * HOUR, null)).toEqual([]);
    expect(inForce([{ ...everywhere, untilMs: null }], 0, null)).toEqual([]);
  });

  it("is for its places; before a place is chosen all are shown, the newest first", () => {
    expect(inForce([everywhere, there], 0, null)).toEqual([there, everywhere]);
    expect(inForce([everywhere, there], 0, "dune")).toEqual([there, everywhere]);
    expect(inForce([everywhere, there], 0, "quay")).toEqual([everywhere]);
  });
});

describe("a forgotten round", () => {
  const onItsDay = (ms: number) => ms < DAY;
  const entry = (madeAtMs: number, ...writtenMs: number[]) => ({ madeAtMs, writtenMs });
  const end = (...entries: ReturnType<typeof entry>[]) => probableEnd(20 * HOUR, entries, onItsDay);

  it("ended with its last entry, whatever was corrected on a later day", () => {
    expect(end(entry(21 * HOUR, 21 * HOUR, 23 * HOUR), entry(22 * HOUR))).toBe(23 * HOUR);
    expect(end(entry(21 * HOUR, 23 * HOUR, 34 * HOUR))).toBe(23 * HOUR);
  });

  it("went on after the day began when somebody still counted then", () => {
    expect(end(entry(21 * HOUR, 23 * HOUR), entry(25 * HOUR, 26 * HOUR))).toBe(25 * HOUR);
  });

  it("ended as it began when nothing was written", () => {
    expect(end()).toBe(20 * HOUR);
    expect(end(entry(19 * HOUR))).toBe(20 * HOUR);
  });
});
