import { describe, expect, it } from "vitest";
import { en } from "./en";
import { formatDuration } from "./format";

const HOUR_MS = 3_600_000;

describe("how long", () => {
  it.each([
    [0.5, "30 minutes"],
    [23.9, "23 hours"],
    [47, "47 hours"],
    [60, "2 days"],
    [305, "12 days"],
    [-305, "12 days"],
  ])("%s hours are, as far as they are whole, %s", (hours, words) => {
    expect(formatDuration(hours * HOUR_MS, Math.floor)).toBe(words);
  });
});

describe("what waits here", () => {
  it("is one entry that leaves by itself, or several", () => {
    expect(en.sheet.savedText(1)).toMatch(/^It leaves/);
    expect(en.sheet.savedText(2)).toMatch(/^They leave/);
  });
});
