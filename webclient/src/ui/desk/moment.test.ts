import { describe, expect, it } from "vitest";
import {
  age,
  dayRange,
  fromLocalInput,
  listMoment,
  localInput,
  longMoment,
  networkDay,
  wasOffline,
} from "./moment";

const PARIS = "Europe/Paris";
const NOW = new Date("2026-11-23T08:42:00Z");

describe("the day of the network", () => {
  it("begins at six in the morning, in its own zone", () => {
    expect(networkDay(new Date("2026-11-23T00:30:00Z"), PARIS)).toBe("2026-11-22");
    expect(networkDay(new Date("2026-11-23T04:59:00Z"), PARIS)).toBe("2026-11-22");
    expect(networkDay(new Date("2026-11-23T05:00:00Z"), PARIS)).toBe("2026-11-23");
  });
});

describe("moments in a list", () => {
  it("leave out the present month", () => {
    expect(listMoment("2026-11-22T20:40:00Z", PARIS, NOW)).toBe("Sun 22, 21:40");
    expect(listMoment("2026-10-30T17:00:00Z", PARIS, NOW)).toBe("Fri 30 Oct, 18:00");
    expect(listMoment("2099-11-22T20:00:00Z", PARIS, NOW)).toBe("Sun, 22 Nov 2099, 21:00");
    expect(longMoment("2099-11-22T20:00:00Z", PARIS, NOW)).toBe("Sunday, 22 November 2099, 21:00");
    expect(longMoment("2026-11-22T20:00:00Z", PARIS, NOW)).toBe("Sunday 22 November, 21:00");
  });

  it("grow shorter with age", () => {
    expect(age("2026-11-23T07:14:00Z", PARIS, NOW)).toBe("08:14");
    expect(age("2026-11-22T20:40:00Z", PARIS, NOW)).toBe("Sun");
    expect(age("2026-11-03T20:40:00Z", PARIS, NOW)).toBe("3 Nov");
  });

  it("write a range of days once", () => {
    // Versions of the locale data differ in the spaces round the dash.
    expect(dayRange("2026-11-21", "2026-11-22").replaceAll(/\s?–\s?/g, "–")).toBe("21–22 Nov");
  });
});

describe("a time typed in the network's zone", () => {
  it.each([
    ["2026-11-22T20:40:00Z", "2026-11-22T21:40"],
    ["2026-07-01T22:15:00Z", "2026-07-02T00:15"],
    // The two sides of the night the clocks go back.
    ["2026-10-24T23:30:00Z", "2026-10-25T01:30"],
    ["2026-10-25T02:30:00Z", "2026-10-25T03:30"],
  ])("%s is %s, and back", (at, typed) => {
    expect(localInput(at, PARIS)).toBe(typed);
    expect(fromLocalInput(typed, PARIS)).toBe(at);
  });

  it("is nothing until it is complete", () => {
    expect(fromLocalInput("2026-11-22T", PARIS)).toBeNull();
  });
});

describe("a change that waited on a phone", () => {
  it("arrived more than two minutes after it was written", () => {
    expect(wasOffline("2026-11-22T20:40:00Z", "2026-11-22T20:41:00Z")).toBe(false);
    expect(wasOffline("2026-11-22T20:40:00Z", "2026-11-22T22:31:00Z")).toBe(true);
    expect(wasOffline("2026-11-22T20:40:00Z", null)).toBe(false);
  });
});
