import { describe, expect, it } from "vitest";
import { mendedTime } from "./mend";
import type { RecordPage, Step } from "./wire";

const ARRIVED = "2026-11-22T22:05:00Z";

function step(at: string, received: string, field = "started_at"): Step {
  const told = { user: "u", device: "d", via: "sync", set: { [field]: ["2099-01-01T00:00:00Z"] } };
  return { id: "w", at, received_at: received, ...told };
}

function page(...history: readonly Step[]): RecordPage {
  return { id: "r", kind: "activity", fields: {}, history };
}

const JOINED = "2026-11-20T18:00:00Z";
const joined = () => JOINED;

describe("the time an entry should have had", () => {
  it("is when it was written, where the phone knew the time by then", () => {
    const written = "2026-11-22T20:55:12Z";
    expect(mendedTime(page(step(written, ARRIVED)), "started_at", joined)).toBe(written);
  });

  it("is its arrival, where the phone's clock was years behind", () => {
    const written = "2019-01-01T00:00:00Z";
    expect(mendedTime(page(step(written, ARRIVED)), "started_at", joined)).toBe(ARRIVED);
  });

  it("is its arrival, where the phone had not even joined by then", () => {
    const written = "2026-11-10T20:00:00Z";
    expect(mendedTime(page(step(written, ARRIVED)), "started_at", joined)).toBe(ARRIVED);
    expect(mendedTime(page(step(written, ARRIVED)), "started_at", () => null)).toBe(written);
  });

  it("is that of the first write of the field, not of a later correction", () => {
    const later = step("2026-11-25T10:00:00Z", "2026-11-25T10:00:01Z");
    const other = step("2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z", "note");
    const first = step("2026-11-22T21:00:00Z", ARRIVED);
    expect(mendedTime(page(other, later, first), "started_at", joined)).toBe(
      "2026-11-22T21:00:00Z",
    );
  });

  it("is nothing where nobody ever wrote the field", () => {
    expect(mendedTime(page(), "started_at", joined)).toBeNull();
  });

  it("is inside the round where it lies outside of it: as written, else the nearest", () => {
    const round = { started_at: "2026-11-22T19:00:00Z", ended_at: "2026-11-22T23:00:00Z" };
    const mended = (at: string, received = ARRIVED) =>
      mendedTime(page(step(at, received)), "started_at", joined, round);
    expect(mended("2026-11-22T20:55:12Z")).toBe("2026-11-22T20:55:12Z");
    expect(mended("2026-11-22T05:00:00Z")).toBe(round.started_at);
    expect(mended("2026-11-24T05:00:00Z", "2026-11-24T05:00:01Z")).toBe(round.ended_at);
  });

  it("is nothing where it is what stands already", () => {
    const written = "2026-11-22T20:55:12Z";
    const same = { ...page(step(written, ARRIVED)), fields: { started_at: written } };
    expect(mendedTime(same, "started_at", joined)).toBeNull();
  });
});
