import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { daysSince, today } from "./service-words";
import { me } from "./session";

const USER = { id: "u", alias: "Sam", role: "coordinator", org: "o" };
const NETWORK = { id: "n", name: "Coast", time_zone: "Europe/Paris" };

describe("the day on which a service was confirmed", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    me.value = { user: USER, network: NETWORK };
  });
  afterEach(() => {
    vi.useRealTimers();
    me.value = undefined;
  });

  it.each([
    ["2026-11-28T22:59:00Z", "2026-11-28"],
    ["2026-11-28T23:30:00Z", "2026-11-29"],
    ["2026-11-29T04:59:00Z", "2026-11-29"],
  ])("at %s is %s: that of the calendar, also before six in the morning", (now, day) => {
    vi.setSystemTime(now);
    expect(today()).toBe(day);
    expect(daysSince(day)).toBe(0);
  });
});
