import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "./declaration.ts";
import { holidayOn } from "./holidays.ts";
import { daysAhead, type Opening, openingAt, readHours } from "./hours.ts";
import { dayMs, readDay } from "./wall-clock.ts";

const PARIS = "Europe/Paris";
const MINUTE_MS = 60_000;

type Fields = Readonly<Record<string, Value>>;

function opening(fields: Fields, at: string, zone = PARIS): Opening {
  return openingAt(readHours(fields, ["FR"]), Date.parse(at), zone);
}

/** A moment as Paris reads it in winter. */
function winter(time: string): number {
  return Date.parse(`${time}:00+01:00`);
}

const line = (...value: (string | null)[]): Value => [
  ...value,
  ...Array(6 - value.length).fill(null),
];

const workdays = { "schedules/a": line("MO,TU,WE,TH,FR", "09:00", "17:00") };

describe("opening", () => {
  it("says until when it is open", () => {
    // 27 November 2026 is a Friday.
    expect(opening(workdays, "2026-11-27T10:00:00+01:00")).toEqual({
      state: "open",
      untilMs: winter("2026-11-27T17:00"),
    });
  });

  it("says when it opens next, days ahead", () => {
    expect(opening(workdays, "2026-11-27T17:00:00+01:00")).toEqual({
      state: "opens",
      atMs: winter("2026-11-30T09:00"),
    });
  });

  it("goes on past midnight, and from one time into the next", () => {
    const fields = { n: null, "schedules/a": line("FR", "21:00", "06:00") };
    expect(opening(fields, "2026-11-28T02:00:00+01:00")).toEqual({
      state: "open",
      untilMs: winter("2026-11-28T06:00"),
    });
    const two = { ...fields, "schedules/b": line("SA", "06:00", "24:00") };
    expect(opening(two, "2026-11-27T22:00:00+01:00")).toEqual({
      state: "open",
      untilMs: winter("2026-11-29T00:00"),
    });
  });

  it("is open without end day and night", () => {
    const fields = { "schedules/a": line("MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00") };
    const usual = { ...fields, on_holidays: "usual" };
    expect(opening(usual, "2026-11-28T02:00:00+01:00")).toEqual({ state: "open", untilMs: null });
  });

  it("is unknown without hours, and closed when they name no time to come", () => {
    expect(opening({}, "2026-11-28T02:00:00Z")).toEqual({ state: "unknown" });
    const over = { "schedules/a": line("MO", "09:00", "17:00", null, "2026-10-01") };
    expect(opening(over, "2026-11-28T02:00:00Z")).toEqual({ state: "closed" });
  });

  it("keeps to the season", () => {
    const fields = { "schedules/a": line("MO", "09:00", "17:00", "2026-12-10", "2027-03-31") };
    expect(opening(fields, "2026-11-28T02:00:00Z")).toEqual({
      state: "opens",
      atMs: winter("2026-12-14T09:00"),
    });
  });
});

describe("opening on other days than usual", () => {
  it("lets an exception stand instead of the usual hours", () => {
    const fields = {
      ...workdays,
      "exceptions/x": ["2026-11-27", "2026-12-02", null, null, "moving"],
      "exceptions/y": ["2026-11-29", "2026-11-29", "10:00", "11:00", null],
    };
    expect(opening(fields, "2026-11-27T10:00:00+01:00")).toEqual({
      state: "opens",
      atMs: winter("2026-11-29T10:00"),
    });
    const [friday] = daysAhead(readHours(fields, []), winter("2026-11-27T10:00"), PARIS);
    expect(friday).toMatchObject({ spans: [], exceptional: true, note: "moving" });
  });

  it("says to call first on a public holiday that nobody knows about", () => {
    const christmas = "2026-12-25T10:00:00+01:00";
    expect(opening(workdays, christmas)).toEqual({
      state: "holiday",
      holiday: "christmas",
      atMs: Date.parse(christmas),
    });
    expect(opening(workdays, "2026-12-24T20:00:00+01:00")).toEqual({
      state: "holiday",
      holiday: "christmas",
      atMs: winter("2026-12-25T09:00"),
    });
    expect(opening({ ...workdays, on_holidays: "usual" }, christmas).state).toBe("open");
    expect(opening({ ...workdays, on_holidays: "closed" }, christmas)).toEqual({
      state: "opens",
      atMs: winter("2026-12-28T09:00"),
    });
  });

  it("leaves out what it cannot read", () => {
    const fields: Fields = {
      "schedules/a": line("MO", "late", "17:00"),
      "schedules/b": line("XX", "09:00", "17:00"),
      "exceptions/c": ["someday", null, null, null, null],
      "schedules/d": line("SA", "09:00", "17:00", null, null, "Mars/Olympus"),
    };
    expect(opening(fields, "2026-11-28T10:00:00+01:00").state).toBe("open");
  });

  it("reads the clock of the line's own zone", () => {
    const fields = { "schedules/a": line("SA", "09:00", "17:00", null, null, "Europe/London") };
    expect(opening(fields, "2026-11-28T08:30:00Z")).toEqual({
      state: "opens",
      atMs: Date.parse("2026-11-28T09:00:00Z"),
    });
  });

  it("opens when clocks have gone over a time, and closes at the last of two", () => {
    const fields = { "schedules/a": line("SU", "02:30", "05:00") };
    expect(opening(fields, "2026-03-29T00:30:00Z")).toEqual({
      state: "opens",
      atMs: Date.parse("2026-03-29T01:00:00Z"),
    });
    const autumn = { "schedules/a": line("SA", "20:00", "02:30") };
    expect(opening(autumn, "2026-10-24T23:00:00Z")).toEqual({
      state: "open",
      untilMs: Date.parse("2026-10-25T01:30:00Z"),
    });
    const before = { "schedules/a": line("SA", "20:00", "02:00") };
    expect(opening(before, "2026-10-24T23:00:00Z")).toEqual({
      state: "open",
      untilMs: Date.parse("2026-10-25T00:00:00Z"),
    });
  });
});

/** What the clocks of a zone show, minute by minute: day and minute of the day as one number. */
class Minutes {
  readonly startMs: number;
  readonly shown: readonly number[];

  constructor(zone: string, aroundMs: number) {
    this.startMs = aroundMs - 4 * 1440 * MINUTE_MS;
    const clock = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "short",
    });
    this.shown = Array.from({ length: 17 * 1440 }, (_, n) => {
      const [date = "", time = ""] = clock.format(this.startMs + n * MINUTE_MS).split(" ");
      const [hours, minutes] = time.split(":").map(Number);
      return (readDay(date) ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0);
    });
  }

  /** The first minute at which clocks have come to `wall`. */
  first(wall: number): number {
    return this.shown.findIndex((each) => each >= wall);
  }

  /** The minute after the last one at which clocks have not come to `wall`. */
  afterLast(wall: number): number {
    return this.shown.findLastIndex((each) => each < wall) + 1;
  }
}

interface Marked {
  readonly sure: readonly boolean[];
  readonly unsure: readonly boolean[];
}

/** Every minute marked that some line of some day covers. */
function mark(fields: Fields, minutes: Minutes): Marked {
  const sure = minutes.shown.map(() => false);
  const unsure = minutes.shown.map(() => false);
  const firstDay = Math.floor((minutes.shown[0] ?? 0) / 1440);
  for (let day = firstDay + 1; day < firstDay + 16; day += 1) {
    const holiday = holidayOn(day, ["FR"]) !== null;
    const all = Object.entries(fields).filter((entry): entry is [string, string[]] =>
      Array.isArray(entry[1]),
    );
    const within = (from: string | undefined, to: string | undefined) =>
      (readDay(from) ?? day) <= day && day <= (readDay(to) ?? day);
    const exceptions = all.filter(
      ([name, [from, to]]) => name.startsWith("exceptions/") && within(from, to),
    );
    const usual = all.filter(([name, [byday = "", , , from, to]]) => {
      const today = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][new Date(dayMs(day)).getUTCDay()];
      return name.startsWith("schedules/") && byday.includes(today ?? "?") && within(from, to);
    });
    const times =
      exceptions.length > 0
        ? exceptions.map(([, [, , opens, closes]]) => [opens, closes])
        : holiday && fields["on_holidays"] === "closed"
          ? []
          : usual.map(([, [, opens, closes]]) => [opens, closes]);
    const doubtful = exceptions.length === 0 && holiday && fields["on_holidays"] === undefined;
    for (const [opens, closes] of times) {
      if (opens == null || closes == null) continue;
      const wall = (time: string) =>
        day * 1440 + Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
      const end = wall(closes) > wall(opens) ? wall(closes) : wall(closes) + 1440;
      const last = minutes.afterLast(end);
      for (let n = minutes.first(wall(opens)); n < last; n += 1) {
        if (doubtful) unsure[n] = true;
        else sure[n] = true;
      }
    }
  }
  return { sure, unsure };
}

/** The plain reading, one minute after the other. `days` is how far the next opening is looked for. */
function naive(fields: Fields, minutes: Minutes, nowMs: number, days: number): string {
  const { sure, unsure } = mark(fields, minutes);
  const now = (nowMs - minutes.startMs) / MINUTE_MS;
  const at = (n: number) => new Date(minutes.startMs + n * MINUTE_MS).toISOString();
  if (sure[now]) {
    const until = sure.findIndex((open, n) => n > now && !open);
    return until - now > 7 * 1440 ? "open" : `open until ${at(until)}`;
  }
  for (let n = now; n < now + days * 1440; n += 1) {
    if (sure[n]) return `opens ${at(n)}`;
    if (unsure[n]) return `call first ${at(n)}`;
  }
  return "later";
}

function told(found: Opening, nowMs: number, days: number): string {
  const at = (ms: number) => new Date(ms).toISOString();
  switch (found.state) {
    case "open":
      return found.untilMs === null ? "open" : `open until ${at(found.untilMs)}`;
    case "opens":
      return found.atMs < nowMs + days * 1440 * MINUTE_MS ? `opens ${at(found.atMs)}` : "later";
    case "holiday":
      return found.atMs < nowMs + days * 1440 * MINUTE_MS
        ? `call first ${at(found.atMs)}`
        : "later";
    default:
      return "later";
  }
}

const DAYS_LOOKED = 8;
/** Ordinary weeks, holidays, and the nights in which clocks change, on both hemispheres. */
const SCENES = (
  [
    [PARIS, "2026-11-28"],
    [PARIS, "2026-12-25"],
    [PARIS, "2026-03-29"],
    [PARIS, "2026-10-25"],
    [PARIS, "2026-05-14"],
    ["Australia/Lord_Howe", "2026-04-05"],
    ["America/New_York", "2026-11-01"],
    ["Asia/Kathmandu", "2026-11-11"],
    ["UTC", "2026-01-01"],
  ] as const
).map(([zone, date]) => {
  const aroundMs = Date.parse(`${date}T00:00:00Z`);
  return { zone, date, aroundMs, minutes: new Minutes(zone, aroundMs) };
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30", "59"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);
const closing = fc.oneof(
  { arbitrary: time, weight: 6 },
  { arbitrary: fc.constant("24:00"), weight: 1 },
);
const weekdays = fc
  .subarray(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], { minLength: 1 })
  .map((days) => days.join(","));

function near(date: string): fc.Arbitrary<string> {
  return fc
    .integer({ min: -4, max: 9 })
    .map((shift) => new Date(dayMs((readDay(date) ?? 0) + shift)).toISOString().slice(0, 10));
}

function fieldsNear(date: string): fc.Arbitrary<Fields> {
  const limit = fc.option(near(date), { nil: null });
  const usual = fc.tuple(weekdays, time, closing, limit, limit, fc.constant(null));
  const exception = fc
    .tuple(near(date), fc.integer({ min: 0, max: 3 }), fc.option(fc.tuple(time, closing)))
    .map(([from, length, times]): Value => {
      const to = new Date(dayMs((readDay(from) ?? 0) + length)).toISOString().slice(0, 10);
      return [from, to, times?.[0] ?? null, times?.[1] ?? null, null];
    });
  return fc
    .record({
      usual: fc.array(usual, { minLength: 1, maxLength: 4 }),
      exceptions: fc.array(exception, { maxLength: 2 }),
      onHolidays: fc.constantFrom("usual", "closed", undefined),
    })
    .map((made) => ({
      ...Object.fromEntries(made.usual.map((each, n) => [`schedules/s${n}`, each])),
      ...Object.fromEntries(made.exceptions.map((each, n) => [`exceptions/e${n}`, each])),
      ...(made.onHolidays === undefined ? {} : { on_holidays: made.onHolidays }),
    }));
}

describe("opening, against a reading minute by minute", () => {
  it.each(SCENES)("agrees in $zone around $date", ({ zone, date, aroundMs, minutes }) => {
    const moment = fc.integer({ min: -1440, max: 2 * 1440 });
    const property = fc.property(fieldsNear(date), moment, (fields, shift) => {
      const nowMs = aroundMs + shift * MINUTE_MS;
      const found = openingAt(readHours(fields, ["FR"]), nowMs, zone);
      expect(told(found, nowMs, DAYS_LOOKED)).toBe(naive(fields, minutes, nowMs, DAYS_LOOKED));
    });
    fc.assert(property, { numRuns: 60 });
  });
});
