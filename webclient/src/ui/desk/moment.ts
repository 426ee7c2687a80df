/** Days and hours of the network: its time zone, and a day that begins at 06:00. */
import { language } from "../../strings/language";
import { INTL_TAGS } from "../../strings/languages";

const DAY_START_HOURS = 6;
const HOUR_MS = 3_600_000;

/** The day of the network that a moment belongs to, `YYYY-MM-DD`; 01:30 is the evening before. */
export function networkDay(moment: Date, zone: string): string {
  const shifted = new Date(moment.getTime() - DAY_START_HOURS * HOUR_MS);
  return dayIn(shifted, zone);
}

/** `21:40` */
export function clock(at: string, zone: string): string {
  return format(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** `Sun 22, 21:40`; with the month when it is not the present one. */
export function listMoment(at: string, zone: string, now: Date): string {
  return `${shortDay(at, zone, now)}, ${clock(at, zone)}`;
}

/** `Sun 22`, or `Sun 22 Oct`, or `Sun 22 Oct 2099`. */
export function shortDay(at: string, zone: string, now: Date): string {
  const sameMonth = dayIn(new Date(at), zone).slice(0, 7) === dayIn(now, zone).slice(0, 7);
  return format(at, zone, {
    weekday: "short",
    day: "numeric",
    ...(sameMonth ? {} : { month: "short" }),
    ...otherYear(at, zone, now),
  });
}

/** `Sunday 22 November`; with the year when it is not the present one. */
export function longDay(at: string, zone: string, now: Date = new Date()): string {
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  return format(at, zone, { ...day, ...otherYear(at, zone, now) });
}

/** `Sunday 22 November, 21:40` */
export function longMoment(at: string, zone: string, now: Date = new Date()): string {
  return `${longDay(at, zone, now)}, ${clock(at, zone)}`;
}

/** A phone whose clock is wrong writes of 2099: without its year that is an evening like others. */
function otherYear(at: string, zone: string, now: Date): { readonly year?: "numeric" } {
  const year = (moment: Date) => dayIn(moment, zone).slice(0, 4);
  return year(new Date(at)) === year(now) ? {} : { year: "numeric" };
}

/** How old something is, in one word: the hour when today, else the weekday, else the date. */
export function age(at: string, zone: string, now: Date): string {
  const days = (now.getTime() - Date.parse(at)) / (24 * HOUR_MS);
  if (networkDay(new Date(at), zone) === networkDay(now, zone)) return clock(at, zone);
  if (days < 6) return format(at, zone, { weekday: "short" });
  return format(at, zone, { day: "numeric", month: "short" });
}

/** `21–22 Nov` of two days `YYYY-MM-DD`. */
export function dayRange(from: string, to: string): string {
  const writer = new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return writer.formatRange(noon(from), noon(to));
}

/** `Friday` of a day `YYYY-MM-DD`. */
export function weekday(day: string): string {
  return format(`${day}T12:00:00Z`, "UTC", { weekday: "long" });
}

/** `22 Nov` of a day `YYYY-MM-DD`. */
export function plainDay(day: string): string {
  return format(`${day}T12:00:00Z`, "UTC", { day: "numeric", month: "short" });
}

/** `22 Nov` of a day `YYYY-MM-DD`, with the year when it is not the present one. */
export function plainDate(day: string, now: Date): string {
  const at = `${day}T12:00:00Z`;
  const date = { day: "numeric", month: "short" } as const;
  return format(at, "UTC", { ...date, ...otherYear(at, "UTC", now) });
}

/** Whether a change waited on the phone: it arrived noticeably later than it was written. */
export function wasOffline(at: string, receivedAt: string | null): boolean {
  return receivedAt !== null && Date.parse(receivedAt) - Date.parse(at) > 2 * 60_000;
}

/** The day in a zone, `YYYY-MM-DD`. */
export function dayIn(moment: Date, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(moment);
}

/** What a field `datetime-local` shows for a moment: `2026-11-22T21:40`, in the zone. */
export function localInput(at: string, zone: string): string {
  return `${dayIn(new Date(at), zone)}T${new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(at))}`;
}

/** The moment meant by such a field, as ISO UTC; null when it is not complete. */
export function fromLocalInput(text: string, zone: string): string | null {
  const guess = Date.parse(`${text}:00Z`);
  if (Number.isNaN(guess)) return null;
  // The offset is taken twice: the first guess may lie on the other side of a clock change.
  const first = guess - offsetMs(guess, zone);
  const second = guess - offsetMs(first, zone);
  return `${new Date(second).toISOString().slice(0, 19)}Z`;
}

function offsetMs(moment: number, zone: string): number {
  return Date.parse(`${localInput(new Date(moment).toISOString(), zone)}:00Z`) - minute(moment);
}

function minute(moment: number): number {
  return Math.floor(moment / 60_000) * 60_000;
}

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

function format(at: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }).format(new Date(at));
}

function locale(): string {
  return INTL_TAGS[language.value];
}
