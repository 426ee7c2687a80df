/**
 * When a service is open: from the fields of the directory, the network's time zone, and now.
 *
 * A time belongs to the day on which it opens: one that goes on past midnight is not cut by what
 * the next day says. `docs/protocol.md` says what each field means.
 */
import type { Value } from "./declaration.ts";
import { holidayOn } from "./holidays.ts";
import {
  DAY_MINUTES,
  dayAt,
  isZone,
  momentsOf,
  readDay,
  readMinutes,
  weekdayOf,
} from "./wall-clock.ts";

/** Usual hours: on these weekdays (0 is Monday), within a season; minutes since midnight. */
export interface UsualHours {
  readonly weekdays: ReadonlySet<number>;
  readonly opens: number;
  /** At or before `opens`: on the next day. */
  readonly closes: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Null: the network's. */
  readonly zone: string | null;
}

/** What holds instead on these days, both included; closed without times. */
export interface ExceptionalHours {
  readonly from: number;
  readonly to: number;
  readonly times: { readonly opens: number; readonly closes: number } | null;
  readonly note: string | null;
}

export interface Hours {
  readonly usual: readonly UsualHours[];
  readonly exceptions: readonly ExceptionalHours[];
  /** Null: nobody knows. */
  readonly onHolidays: "usual" | "closed" | null;
  /** Of the places of the service, ISO 3166; none: the default of `holidays.ts`. */
  readonly countries: readonly string[];
}

/** One stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly opensMs: number;
  readonly closesMs: number;
  readonly allDay: boolean;
}

/** What one day of the calendar says. */
export interface DayHours {
  readonly day: number;
  /** In their order; none: closed. */
  readonly spans: readonly Span[];
  readonly holiday: string | null;
  /** A public holiday, and nobody knows what it means here: the spans are those of other days. */
  readonly callFirst: boolean;
  /** Written for this day. */
  readonly exceptional: boolean;
  readonly note: string | null;
}

export type Opening =
  /** `untilMs` null: for a week at least. */
  | { readonly state: "open"; readonly untilMs: number | null }
  | { readonly state: "opens"; readonly atMs: number }
  /** It would be open now, or be the next to open: on a public holiday nobody knows about. */
  | { readonly state: "holiday"; readonly holiday: string; readonly atMs: number }
  /** Its hours are known and name no time in the coming months. */
  | { readonly state: "closed" }
  | { readonly state: "unknown" };

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WEEK_DAYS = 7;
/** How far a service that is closed now is looked at: a season. */
const AHEAD_DAYS = 100;
/** A span lasts a day at most, and zones differ by a day. */
const BACK_DAYS = 2;
const WEEK_MS = 7 * 24 * 60 * 60_000;
const NEXT_MIDNIGHT = DAY_MINUTES;

/** The hours in the fields of a record; elements that cannot be read are left out. */
export function readHours(
  fields: Readonly<Record<string, Value>>,
  countries: readonly string[],
): Hours {
  const usual: UsualHours[] = [];
  const exceptions: ExceptionalHours[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!Array.isArray(value)) continue;
    const line = name.startsWith("schedules/") ? readUsual(value) : null;
    const exception = name.startsWith("exceptions/") ? readException(value) : null;
    if (line !== null) usual.push(line);
    if (exception !== null) exceptions.push(exception);
  }
  const told = fields["on_holidays"];
  const onHolidays = told === "usual" || told === "closed" ? told : null;
  return { usual, exceptions, onHolidays, countries };
}

function readUsual(value: readonly unknown[]): UsualHours | null {
  const [byday, opens, closes, from, to, zone] = value;
  const times = readTimes(opens, closes);
  if (times === null || typeof byday !== "string") return null;
  const weekdays = new Set(byday.split(",").map((name) => WEEKDAYS.indexOf(name.trim())));
  weekdays.delete(-1);
  const known = typeof zone === "string" && isZone(zone) ? zone : null;
  return { weekdays, ...times, from: readDay(from), to: readDay(to), zone: known };
}

function readException(value: readonly unknown[]): ExceptionalHours | null {
  const [from, to, opens, closes, note] = value;
  const first = readDay(from);
  if (first === null) return null;
  const times = readTimes(opens, closes);
  if (times === null && opens !== null) return null;
  const written = typeof note === "string" && note !== "" ? note : null;
  return { from: first, to: readDay(to) ?? first, times, note: written };
}

function readTimes(opens: unknown, closes: unknown): { opens: number; closes: number } | null {
  const [start, end] = [readMinutes(opens), readMinutes(closes)];
  return start === null || end === null || start === DAY_MINUTES
    ? null
    : { opens: start, closes: end };
}

/** What the hours say of a day. */
export function hoursOn(hours: Hours, day: number, zone: string): DayHours {
  const holiday = holidayOn(day, hours.countries);
  const written = hours.exceptions.filter(({ from, to }) => from <= day && day <= to);
  if (written.length > 0) {
    const times = written.flatMap((each) => (each.times === null ? [] : [each.times]));
    const spans = sorted(times.map((each) => spanOf(day, each.opens, each.closes, zone)));
    const note = written.find((each) => each.note !== null)?.note ?? null;
    return { day, spans, holiday, callFirst: false, exceptional: true, note };
  }
  const closed = holiday !== null && hours.onHolidays === "closed";
  const lines = closed ? [] : hours.usual.filter((line) => holdsOn(line, day));
  return {
    day,
    spans: sorted(lines.map((each) => spanOf(day, each.opens, each.closes, each.zone ?? zone))),
    holiday,
    callFirst: holiday !== null && hours.onHolidays === null && lines.length > 0,
    exceptional: false,
    note: null,
  };
}

function holdsOn({ weekdays, from, to }: UsualHours, day: number): boolean {
  return weekdays.has(weekdayOf(day)) && (from ?? day) <= day && day <= (to ?? day);
}

/** When clocks show a time twice, it opens at the first and closes at the second. */
function spanOf(day: number, opens: number, closes: number, zone: string): Span {
  const end = closes > opens ? closes : closes + NEXT_MIDNIGHT;
  return {
    opensMs: momentsOf(day, opens, zone).first,
    closesMs: momentsOf(day, end, zone).last,
    allDay: end - opens === DAY_MINUTES,
  };
}

function sorted(spans: readonly Span[]): readonly Span[] {
  return [...spans].sort((a, b) => a.opensMs - b.opensMs || a.closesMs - b.closesMs);
}

/** The days from the one that is now on, on the calendar of the zone. */
export function daysAhead(
  hours: Hours,
  nowMs: number,
  zone: string,
  count = WEEK_DAYS,
): readonly DayHours[] {
  const today = dayAt(nowMs, zone);
  return Array.from({ length: count }, (_, ahead) => hoursOn(hours, today + ahead, zone));
}

/** Whether it is open, and else when it opens next. */
export function openingAt(hours: Hours, nowMs: number, zone: string): Opening {
  if (hours.usual.length + hours.exceptions.length === 0) return { state: "unknown" };
  const today = dayAt(nowMs, zone);
  let next: { readonly atMs: number; readonly holiday: string | null } | null = null;
  for (let day = today - BACK_DAYS; day <= today + AHEAD_DAYS; day += 1) {
    const found = hoursOn(hours, day, zone);
    const holiday = found.callFirst ? found.holiday : null;
    for (const { opensMs, closesMs } of found.spans) {
      if (closesMs <= nowMs || opensMs === closesMs) continue;
      if (opensMs <= nowMs && holiday === null) {
        return { state: "open", untilMs: closing(hours, nowMs, zone) };
      }
      const atMs = Math.max(opensMs, nowMs);
      // What is certain goes before what is not.
      if (next === null || atMs < next.atMs || (atMs === next.atMs && holiday === null)) {
        next = { atMs, holiday };
      }
    }
    // Zones differ by a day: one more may still begin earlier, or be open now.
    if (next !== null && day > dayAt(next.atMs, zone)) break;
  }
  if (next === null) return { state: "closed" };
  if (next.holiday === null) return { state: "opens", atMs: next.atMs };
  return { state: "holiday", holiday: next.holiday, atMs: next.atMs };
}

/** When what is open now closes, one time going over into the next; null: not within a week. */
function closing(hours: Hours, nowMs: number, zone: string): number | null {
  const today = dayAt(nowMs, zone);
  const certain: Span[] = [];
  for (let day = today - BACK_DAYS; day <= today + WEEK_DAYS + BACK_DAYS; day += 1) {
    const { spans, callFirst } = hoursOn(hours, day, zone);
    if (!callFirst) certain.push(...spans);
  }
  let untilMs = nowMs;
  for (const { opensMs, closesMs } of sorted(certain)) {
    if (opensMs <= untilMs) untilMs = Math.max(untilMs, closesMs);
  }
  return untilMs > nowMs + WEEK_MS ? null : untilMs;
}
