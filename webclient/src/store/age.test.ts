import { describe, expect, it } from "vitest";
import { Change } from "../sync/change.ts";
import { findAged, outOfContact } from "./age.ts";
import type { Entry, Value } from "./interface.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.parse("2026-03-10T12:00:00Z");

function entry(kind: string, id: string, madeAtMs: number, more: Partial<Entry> = {}): Entry {
  return {
    kind,
    id,
    path: `${kind}/${id}`,
    fields: {},
    heads: {},
    conflicts: [],
    state: "sent",
    held: false,
    bad: null,
    refused: {},
    author: "somebody",
    mine: false,
    madeAtMs,
    deleted: false,
    asked: false,
    stub: false,
    carriedBy: null,
    ...more,
  };
}

function aged(...entries: Entry[]): readonly string[] {
  const map = new Map(entries.map((one) => [one.path, one]));
  return findAged(map, new Map(), NOW_MS).paths;
}

const at = (ms: number) => new Date(ms).toISOString();

describe("test_sec_p9: what a phone forgets by age", () => {
  it("others' lines 24 h after they were made when they have no round", () => {
    const old = entry("activity", "a", NOW_MS - 25 * HOUR_MS);
    const young = entry("activity", "b", NOW_MS - 23 * HOUR_MS);
    expect(aged(old, young)).toEqual(["activity/a"]);
  });

  it("own ones after 7 days", () => {
    const mine = { mine: true };
    const old = entry("contact", "a", NOW_MS - 7 * DAY_MS - 1, mine);
    const young = entry("contact", "b", NOW_MS - 6 * DAY_MS, mine);
    expect(aged(old, young)).toEqual(["contact/a"]);
  });

  it("counts from the end of the round, planned while it runs", () => {
    const ends: [Record<string, Value>, boolean][] = [
      [{ ended_at: at(NOW_MS - 23 * HOUR_MS) }, false],
      [{ ended_at: at(NOW_MS - 25 * HOUR_MS) }, true],
      [{ planned_end: at(NOW_MS - 2 * HOUR_MS) }, false],
      [{ planned_end: at(NOW_MS - 2 * HOUR_MS), ended_at: at(NOW_MS - 25 * HOUR_MS) }, true],
    ];
    for (const [fields, leaves] of ends) {
      const round = entry("round", "r", NOW_MS - 40 * DAY_MS, { fields });
      const line = entry("activity", "a", NOW_MS - 30 * HOUR_MS, { fields: { round: "r" } });
      expect(aged(round, line)).toEqual(leaves ? ["activity/a"] : []);
    }
  });

  it("never what is unsent, held, or needs its author", () => {
    const old = NOW_MS - 100 * DAY_MS;
    const waiting = (["saved", "attention"] as const).map((state) =>
      entry("activity", state, old, { state, mine: true }),
    );
    expect(aged(...waiting, entry("activity", "h", old, { held: true }))).toEqual([]);
  });

  it("who came to a round that is over, never who will come to one", () => {
    const made = NOW_MS - 10 * DAY_MS;
    const plans: [Record<string, Value>, boolean][] = [
      [{ planned_start: at(NOW_MS + 3 * DAY_MS) }, false],
      [{ planned_start: at(NOW_MS - 23 * HOUR_MS) }, false],
      [{ planned_start: at(NOW_MS - 25 * HOUR_MS) }, true],
      [{ planned_start: at(made), planned_end: at(NOW_MS - 2 * HOUR_MS) }, false],
    ];
    for (const [fields, leaves] of plans) {
      const round = entry("round", "r", made, { fields });
      const signup = entry("signup", "s", made, { fields: { round: "r", going: true } });
      expect(aged(round, signup)).toEqual(leaves ? ["signup/s"] : []);
    }
  });

  it("a notice a day after its time, never one that still holds", () => {
    const notice = (id: string, untilMs: number) =>
      entry("notice", id, NOW_MS - 20 * DAY_MS, { fields: { until: at(untilMs) } });
    expect(aged(notice("a", NOW_MS - 25 * HOUR_MS), notice("b", NOW_MS + HOUR_MS))).toEqual([
      "notice/a",
    ]);
  });

  it("never rounds, sites, members, code lists, nor the directory", () => {
    const kinds = ["round", "site", "member", "list_item", "charter"];
    const wide = ["org", "directory_service", "case"];
    const entries = [...kinds, ...wide].map((kind) => entry(kind, "x", NOW_MS - 100 * DAY_MS));
    expect(aged(...entries)).toEqual([]);
  });

  it("own acknowledged changes after 7 days", () => {
    const change = new Change("01kzt3m5c0q8w2e4r6ty", "activity", "a", 1, new Map());
    const kept = new Map([
      ["old", { change, ackedMs: NOW_MS - 8 * DAY_MS }],
      ["young", { change, ackedMs: NOW_MS - 6 * DAY_MS }],
    ]);
    expect(findAged(new Map(), kept, NOW_MS).keptIds).toEqual(["old"]);
  });
});

it("test_sec_p9: two weeks without contact are too long, never having had any is not", () => {
  expect(outOfContact(NOW_MS - 14 * DAY_MS, NOW_MS)).toBe(false);
  expect(outOfContact(NOW_MS - 14 * DAY_MS - 1, NOW_MS)).toBe(true);
  expect(outOfContact(undefined, NOW_MS)).toBe(false);
});
