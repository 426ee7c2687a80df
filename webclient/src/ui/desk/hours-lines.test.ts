import { describe, expect, it } from "vitest";
import { type Line, lineProblem, linesOf, newKey, newLine, withPart } from "./hours-lines";

const MORNING: Line = ["MO,TU", "09:00", "12:00", null, null, null];
const NIGHT: Line = ["SA", "22:00", "06:00", null, null, "Europe/Paris"];

describe("lines of hours", () => {
  it("stand from Monday on, and do not move while they are changed", () => {
    const before = { "schedules/b": NIGHT, "schedules/a": MORNING, name: "Showers" };
    const names = (fields: Parameters<typeof linesOf>[2]) =>
      linesOf("schedules", before, fields).map(([name]) => name);
    expect(names(before)).toEqual(["schedules/a", "schedules/b"]);
    const changed = { ...before, "schedules/a": withPart(MORNING, 0, "SU"), "schedules/0": NIGHT };
    expect(names(changed)).toEqual(["schedules/a", "schedules/b", "schedules/0"]);
    expect(names({ ...before, "schedules/a": null })).toEqual(["schedules/b"]);
  });

  it("keep the zone and whatever is not changed", () => {
    expect(withPart(NIGHT, 1, "21:00")).toEqual([
      "SA",
      "21:00",
      "06:00",
      null,
      null,
      "Europe/Paris",
    ]);
  });

  it.each<[Parameters<typeof lineProblem>[1], string | null]>([
    [MORNING, null],
    [NIGHT, null],
    [["MO", "00:00", "24:00", null, null, null], null],
    [["MO", "00:00", "00:00", null, null, null], null],
    [["MO", "17:00", "17:00", null, null, null], "hours.wrong.same"],
    [["", "09:00", "12:00", null, null, null], "hours.wrong.days"],
    [["MO", "", "12:00", null, null, null], "hours.wrong.times"],
    [["MO", "09:00", null, null, null, null], "hours.wrong.times"],
    [["MO", "09:00", "12:00", "2026-12-01", "2026-11-01", null], "hours.wrong.order"],
    [["MO", "09:00", "12:00", "2026-12-01", null, null], null],
  ])("say what is not right about %j", (line, wrong) => {
    expect(lineProblem("schedules", line)).toBe(wrong);
  });

  it.each<[Line, string | null]>([
    [["2026-12-24", "2026-12-26", null, null, "Holidays"], null],
    [["2026-12-24", "2026-12-24", "10:00", "12:00", null], null],
    [["2026-12-24", "2026-12-24", "10:00", null, null], "hours.wrong.times"],
    [["2026-12-24", "2026-12-24", "10:00", "10:00", null], "hours.wrong.same"],
    [[null, "2026-12-24", null, null, null], "hours.wrong.dates"],
    [["2026-12-26", "2026-12-24", null, null, null], "hours.wrong.order"],
  ])("say what is not right about the other hours %j", (line, wrong) => {
    expect(lineProblem("exceptions", line)).toBe(wrong);
  });

  it("begin right, under a key of their own", () => {
    expect(lineProblem("schedules", newLine("schedules", "2026-11-28"))).toBeNull();
    expect(lineProblem("exceptions", newLine("exceptions", "2026-11-28"))).toBeNull();
    expect(newKey()).toMatch(/^[a-z0-9_.-]{1,60}$/);
    expect(newKey()).not.toBe(newKey());
  });
});
