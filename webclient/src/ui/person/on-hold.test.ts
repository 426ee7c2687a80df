import { describe, expect, it } from "vitest";
import { dayAhead, holdAt } from "./on-hold";

const PARIS = "Europe/Paris";
const at = (text: string) => Date.parse(text);

describe("a referral on hold", () => {
  it("goes on at midnight where the network is, after as many days as were said", () => {
    const past = at("2026-11-28T23:30:00Z"); // 00:30 on the 29th in Paris
    const until = dayAhead(2, past, PARIS);
    expect(until).toBe("2026-12-01");
    expect(holdAt(["", until], at("2026-11-30T22:59:00Z"), PARIS)).toEqual({ reason: null, until });
    expect(holdAt(["", until], at("2026-11-30T23:00:00Z"), PARIS)).toBeNull();
  });

  it("says why, where somebody said it", () => {
    const until = "2026-12-01";
    const now = at("2026-11-28T12:00:00Z");
    expect(holdAt(["no room", until], now, PARIS)).toEqual({ reason: "no room", until });
    expect(holdAt([null, until], now, PARIS)).toEqual({ reason: null, until });
  });

  it("is none where the field says nothing that can be read", () => {
    for (const value of [null, undefined, "2026-12-01", [], ["no room"], ["no room", "soon"]])
      expect(holdAt(value, at("2026-11-28T12:00:00Z"), PARIS)).toBeNull();
  });
});
