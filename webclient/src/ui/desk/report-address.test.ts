import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address";
import { roundedUp } from "./charts";
import { PLAIN_REPORT, reportQuery, spans } from "./report-address";

describe("the address of a report", () => {
  it("gives back what it was written from", () => {
    const asked = {
      audience: "public",
      unit: "quarter",
      from: "2026-07-01",
      to: "2026-09-30",
    } as const;
    const route = { view: "reports", asked } as const;
    expect(readAddress(writeAddress(route))).toEqual(route);
    expect(writeAddress({ view: "reports", asked: PLAIN_REPORT })).toBe("#/reports");
  });

  it("leaves out what is no code or day", () => {
    const found = readAddress("#/reports?for=me&by=day&from=today&to=%3Cb%3E");
    expect(found).toEqual({ view: "reports", asked: PLAIN_REPORT });
  });

  it("begins weeks on Monday and knows months and quarters over the turn of a year", () => {
    const found = spans("2026-02-04");
    expect(found.weeks).toEqual({ from: "2026-01-12", to: "2026-02-04" });
    expect(found.month_before).toEqual({ from: "2026-01-01", to: "2026-01-31" });
    expect(found.quarter_before).toEqual({ from: "2025-10-01", to: "2025-12-31" });
    expect(spans("2026-03-01").weeks.from).toBe("2026-02-02");
    expect(reportQuery(PLAIN_REPORT, "2026-02-04").get("from")).toBe("2026-01-12");
  });
});

describe("the scale of columns", () => {
  it.each([
    [1, 2],
    [4, 4],
    [5, 10],
    [11, 20],
    [399, 400],
    [1084, 2000],
  ])("ends for %d at %d", (most, end) => expect(roundedUp(most)).toBe(end));
});
