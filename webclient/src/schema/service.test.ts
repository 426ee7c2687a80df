import { describe, expect, it } from "vitest";
import { alertAt, daysSinceConfirmed, readService, standingAt } from "./service.ts";

const PARIS = "Europe/Paris";
const now = Date.parse("2026-11-28T00:30:00+01:00");

function service(fields: Readonly<Record<string, string | number | true>>) {
  return readService("id", fields, (site) => (site === "a" ? "GB" : null));
}

describe("a service of the directory", () => {
  it("takes place in person and in the countries of its places", () => {
    const found = service({ "sites/a": true, "sites/b": true });
    expect(found.attending).toEqual(["in_person"]);
    expect(found.hours.countries).toEqual(["GB"]);
  });

  it.each([
    ["2026-11-28", 0, "fresh"],
    ["2026-11-15", 13, "fresh"],
    ["2026-11-14", 14, "stale"],
    ["2026-09-30", 59, "stale"],
    ["2026-09-29", 60, "old"],
    ["2026-11-30", 0, "fresh"],
  ])("confirmed on %s was so %d days ago and is %s", (assured_on, days, standing) => {
    const found = service({ status: "active", assured_on });
    expect(daysSinceConfirmed(found, now, PARIS)).toBe(days);
    expect(standingAt(found, now, PARIS)).toBe(standing);
  });

  it("is told with a warning while nobody confirmed it, and not at all once it is gone", () => {
    expect(standingAt(service({ status: "active" }), now, PARIS)).toBe("stale");
    expect(standingAt(service({ status: "inactive" }), now, PARIS)).toBe("old");
    expect(standingAt(service({ status: "defunct" }), now, PARIS)).toBe("gone");
  });

  it("has its alert until the end of the last day, by the network's calendar", () => {
    const alert = "No tents";
    expect(alertAt(service({ alert }), now, PARIS)).toBe(alert);
    expect(alertAt(service({ alert, alert_until: "2026-11-28" }), now, PARIS)).toBe(alert);
    expect(alertAt(service({ alert, alert_until: "2026-11-27" }), now, PARIS)).toBeNull();
    expect(alertAt(service({ alert, alert_until: "2026-11-27" }), now, "UTC")).toBe(alert);
  });
});
