/** The network's day starts at 06:00 in its time zone: 01:30 belongs to the evening before. */
export const DAY_STARTS_HOUR = 6;

/** "2026-11-23", the network's day that this moment belongs to. */
export function networkDay(ms: number, timeZone: string): string {
  const { year, month, day, hour } = wallClock(ms, timeZone);
  const shift = hour < DAY_STARTS_HOUR ? 1 : 0;
  return new Date(Date.UTC(year, month - 1, day - shift)).toISOString().slice(0, 10);
}

/** Whole network days from `ms` to `nowMs`: 0 today, 1 yesterday. */
export function daysBack(ms: number, nowMs: number, timeZone: string): number {
  const day = Date.parse(networkDay(ms, timeZone));
  const today = Date.parse(networkDay(nowMs, timeZone));
  return Math.round((today - day) / 86_400_000);
}

/** "2026-11-23T20:52:00Z" as fields carry it. */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds of a wire time, or null when the field holds none. */
export function readTime(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one is dear, and every entry of a list asks which day it belongs to. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
  });
  clocks.set(timeZone, made);
  return made;
}

function wallClock(ms: number, timeZone: string) {
  const parts = clockOf(timeZone).formatToParts(ms);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return { year: read("year"), month: read("month"), day: read("day"), hour: read("hour") };
}
