/** The lines of a service's hours as they are edited: one element each, whole. */
import { readDay } from "../../schema/wall-clock";
import type { DeskKey } from "../../strings/desk.en";
import { WEEKDAYS } from "./service-words";
import type { Fields, Value } from "./wire";

export type Family = "schedules" | "exceptions";
export type Line = readonly (string | null)[];

/** [byday, opens, closes, from, to, tz] and [from, to, opens, closes, note]. */
const TIMES_AT: Readonly<Record<Family, number>> = { schedules: 1, exceptions: 2 };
const DAYS_AT: Readonly<Record<Family, number>> = { schedules: 3, exceptions: 0 };

/** The lines in an order that editing does not change: as they were, then the new ones. */
export function linesOf(
  family: Family,
  before: Fields,
  fields: Fields,
): readonly (readonly [string, Line])[] {
  const names = Object.keys(fields).filter((name) => name.startsWith(`${family}/`));
  const known = names.filter((name) => isLine(before[name]));
  const places = new Map(known.map((name) => [name, placeOf(family, before[name] as Line)]));
  known.sort((a, b) => ((places.get(a) ?? "") < (places.get(b) ?? "") ? -1 : 1));
  const added = names.filter((name) => !isLine(before[name]));
  return [...known, ...added].flatMap((name) => {
    const line = fields[name];
    return isLine(line) ? [[name, line] as const] : [];
  });
}

function isLine(value: Value | undefined): value is Line {
  return Array.isArray(value);
}

/** From Monday on, or by the calendar. */
function placeOf(family: Family, line: Line): string {
  if (family === "exceptions") return line[0] ?? "";
  const days = (line[0] ?? "").split(",");
  return `${WEEKDAYS.findIndex((day) => days.includes(day))} ${line[1] ?? ""}`;
}

export function newLine(family: Family, today: string): Line {
  return family === "schedules"
    ? ["MO,TU,WE,TH,FR", "09:00", "12:00", null, null, null]
    : [today, today, null, null, null];
}

/** A key that nobody else makes: lines of two people never meet. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `h${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function withPart(line: Line, at: number, part: string | null): Line {
  return line.map((old, index) => (index === at ? part : old));
}

/** What is not right about a line, as the key of a text; null when nothing is. */
export function lineProblem(family: Family, line: Line): DeskKey | null {
  const times = TIMES_AT[family];
  const [opens, closes] = [line[times] ?? null, line[times + 1] ?? null];
  const shut = family === "exceptions" && opens === null && closes === null;
  if (family === "schedules" && (line[0] ?? "") === "") return "hours.wrong.days";
  if (!shut && (!isTime(opens) || !isTime(closes))) return "hours.wrong.times";
  // It would be open for a day and a night, which hardly anybody means who writes it like this.
  if (!shut && opens === closes && opens !== "00:00") return "hours.wrong.same";
  const days = DAYS_AT[family];
  const [from, to] = [line[days] ?? null, line[days + 1] ?? null];
  if (family === "exceptions" && (from === null || to === null)) return "hours.wrong.dates";
  if ([from, to].some((day) => day !== null && readDay(day) === null)) return "hours.wrong.dates";
  return from !== null && to !== null && to < from ? "hours.wrong.order" : null;
}

function isTime(time: string | null): boolean {
  return time !== null && /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time);
}
