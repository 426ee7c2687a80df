import { describe, expect, it } from "vitest";
import { daysBack, networkDay, readTime, wireTime } from "./network-day";

const PARIS = "Europe/Paris";
const at = (text: string) => Date.parse(text);

describe("the network's day", () => {
  it("starts at 06:00 where the network is", () => {
    expect(networkDay(at("2026-11-24T00:30:00Z"), PARIS)).toBe("2026-11-23"); // 01:30 in Paris
    expect(networkDay(at("2026-11-24T04:59:00Z"), PARIS)).toBe("2026-11-23"); // 05:59
    expect(networkDay(at("2026-11-24T05:00:00Z"), PARIS)).toBe("2026-11-24"); // 06:00
  });

  it("starts at 06:00 also on the nights when the clocks change", () => {
    expect(networkDay(at("2026-03-29T03:59:00Z"), PARIS)).toBe("2026-03-28"); // 05:59 summer time
    expect(networkDay(at("2026-03-29T04:00:00Z"), PARIS)).toBe("2026-03-29");
    expect(networkDay(at("2026-10-25T04:59:00Z"), PARIS)).toBe("2026-10-24"); // 05:59 winter time
    expect(networkDay(at("2026-10-25T05:00:00Z"), PARIS)).toBe("2026-10-25");
  });

  it("goes back over the end of a month", () => {
    expect(networkDay(at("2026-12-01T02:00:00Z"), PARIS)).toBe("2026-11-30");
  });

  it("counts whole days back", () => {
    expect(daysBack(at("2026-11-21T20:00:00Z"), at("2026-11-23T20:00:00Z"), PARIS)).toBe(2);
    expect(daysBack(at("2026-11-23T20:00:00Z"), at("2026-11-24T01:00:00Z"), PARIS)).toBe(0);
  });
});

describe("a time on the wire", () => {
  it("has whole seconds and comes back", () => {
    expect(wireTime(at("2026-11-23T20:52:07.900Z"))).toBe("2026-11-23T20:52:07Z");
    expect(readTime("2026-11-23T20:52:07Z")).toBe(at("2026-11-23T20:52:07Z"));
    expect(readTime(null)).toBeNull();
    expect(readTime("soon")).toBeNull();
  });
});
