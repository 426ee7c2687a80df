import { describe, expect, it } from "vitest";
import { easterOf, holidayOn } from "./holidays.ts";
import { dayMs, readDay } from "./wall-clock.ts";

const day = (date: string) => readDay(date) ?? Number.NaN;
const date = (of: number) => new Date(dayMs(of)).toISOString().slice(0, 10);

describe("public holidays", () => {
  // Source: the tables of the United States Naval Observatory.
  it.each([
    ["2000-04-23"],
    ["2008-03-23"],
    ["2011-04-24"],
    ["2024-03-31"],
    ["2025-04-20"],
    ["2026-04-05"],
    ["2027-03-28"],
    ["2030-04-21"],
    ["2038-04-25"],
  ])("Easter falls on %s", (sunday) => {
    expect(date(easterOf(Number(sunday.slice(0, 4))))).toBe(sunday);
  });

  it.each([
    ["2026-04-06", "easter_monday"],
    ["2026-05-14", "ascension"],
    ["2026-05-25", "whit_monday"],
    ["2026-11-11", "armistice"],
    ["2026-12-25", "christmas"],
    ["2027-01-01", "new_year"],
    ["2026-04-05", null],
    ["2026-12-26", null],
  ])("in France %s is %s", (on, holiday) => {
    expect(holidayOn(day(on), ["FR"])).toBe(holiday);
    expect(holidayOn(day(on), [])).toBe(holiday);
  });

  it("are those of the country alone", () => {
    expect(holidayOn(day("2026-07-14"), ["GB"])).toBeNull();
    expect(holidayOn(day("2026-07-14"), ["GB", "FR"])).toBe("national_day");
  });
});
