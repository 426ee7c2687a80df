/** What is said of a service, in the person's language. */
import type { DayHours, Span } from "../../schema/hours";
import type { Service } from "../../schema/service";
import { calendarOf, dayAt, dayMs } from "../../schema/wall-clock";
import { directoryLabel, directoryTexts } from "../../strings/directory";
import {
  formatDate,
  formatDaysBack,
  formatNumber,
  formatTime,
  formatWeekday,
  isolated,
} from "../../strings/format";
import type { Listed } from "./listed";

const WEEK_DAYS = 7;
const HALF_DAY_MS = 12 * 60 * 60_000;
const LANGUAGES_SHOWN = 3;
const ADULT = 18;
/** What most of the directory speaks; said on the page, not on the card. */
const SPOKEN_HERE: ReadonlySet<string> = new Set(["fr", "en"]);

/** "Open now until 23:00", "Opens tomorrow 09:00", "Closed until Thursday 09:00". */
export function openingWords(listed: Listed, nowMs: number, zone: string): string {
  const words = [openingWord(listed, nowMs, zone)];
  const { attending } = listed.service;
  if (attending.includes("in_person")) return words[0] ?? "";
  if (attending.includes("phone")) words.push(directoryTexts().byPhone);
  if (attending.includes("online")) words.push(directoryTexts().online);
  return words.join(" · ");
}

function openingWord({ service, opening }: Listed, nowMs: number, zone: string): string {
  const words = directoryTexts();
  if (service.status === "temporarily closed") return words.suspended;
  if (service.status === "inactive") return words.inactive;
  if (service.status === "defunct") return words.defunct;
  switch (opening.state) {
    case "open":
      if (opening.untilMs === null) return words.dayAndNight;
      return words.openUntil(momentWords(opening.untilMs, nowMs, zone));
    case "opens":
      return opensWords(opening.atMs, nowMs, zone);
    case "holiday": {
      const name = directoryLabel("public_holiday", opening.holiday);
      const today = dayAt(opening.atMs, zone) === dayAt(nowMs, zone);
      const day = dayWords(dayAt(opening.atMs, zone), dayAt(nowMs, zone));
      return today ? words.holiday(name) : words.holidayOn(capital(day), name);
    }
    case "closed":
      return words.closedLong;
    case "unknown":
      return words.unknown;
  }
}

function opensWords(atMs: number, nowMs: number, zone: string): string {
  const words = directoryTexts();
  const time = formatTime(atMs, zone);
  const ahead = dayAt(atMs, zone) - dayAt(nowMs, zone);
  if (ahead === 0) return words.opensAt(time);
  if (ahead === 1) return words.opensTomorrow(time);
  return words.closedUntil(`${dayWords(dayAt(atMs, zone), dayAt(nowMs, zone))} ${time}`);
}

/** The day is said only where the time alone could mean another one. */
function momentWords(ms: number, nowMs: number, zone: string): string {
  const time = formatTime(ms, zone);
  const days = dayAt(ms, zone) - dayAt(nowMs, zone);
  if (days === 0 || ms - nowMs <= HALF_DAY_MS) return time;
  return `${dayWords(dayAt(ms, zone), dayAt(nowMs, zone))} ${time}`;
}

/** "tomorrow", "Thursday", "9 Jan". */
export function dayWords(day: number, today: number): string {
  const ahead = day - today;
  if (ahead >= 0 && ahead < 2) return formatDaysBack(-ahead);
  return ahead > 1 && ahead < WEEK_DAYS ? formatWeekday(dayMs(day), "UTC") : dateWords(day, today);
}

/** The year is said where it is not this one. */
export function dateWords(day: number, today: number): string {
  const year = calendarOf(day)[0];
  const date = formatDate(dayMs(day), "UTC");
  return year === calendarOf(today)[0] ? date : `${date} ${year}`;
}

/** The line about when somebody last said that all of this is right. */
export function confirmedWords(listed: Listed): string {
  const words = directoryTexts();
  const { confirmedDays: days, standing, names, service } = listed;
  if (days === null) return words.neverConfirmed;
  if (standing !== "fresh") return words.stale(days);
  const day = formatDaysBack(days);
  if (service.assuredBy !== null && service.assuredBy === service.provider) {
    return words.confirmedByThem(day);
  }
  if (names.assuredBy === null) return words.confirmed(day);
  return words.confirmedBy(day, isolated(names.assuredBy));
}

/** Who it is for, else what is spoken: the one line of a card. */
export function whoWords(service: Service): string | null {
  return ageWords(service) ?? service.eligibility ?? cardLanguages(service);
}

export function ageWords({ minAge, maxAge }: Service): string | null {
  const words = directoryTexts();
  if (minAge !== null && maxAge !== null) {
    return words.between(formatNumber(minAge), formatNumber(maxAge));
  }
  if (maxAge !== null) return words.under(formatNumber(maxAge + 1));
  return minAge === null ? null : words.from(formatNumber(minAge));
}

/** Whether somebody under 18, or an adult, may come. */
export function isForAge({ minAge, maxAge }: Service, age: "minor" | "adult"): boolean {
  return age === "minor" ? (minAge ?? 0) < ADULT : (maxAge ?? ADULT) >= ADULT;
}

export function languageWords(service: Service): string {
  return service.languages.map((code) => directoryLabel("language", code)).join(" · ");
}

function cardLanguages(service: Service): string | null {
  const others = service.languages.filter((code) => !SPOKEN_HERE.has(code));
  const names = others.slice(0, LANGUAGES_SHOWN).map((code) => directoryLabel("language", code));
  if (names.length === 0) return null;
  const rest = others.length - names.length;
  const shown = names.join(" · ");
  return rest === 0 ? shown : directoryTexts().moreLanguages(shown, formatNumber(rest));
}

/** "09:00–12:00, 14:00–17:00", "closed", "day and night". */
export function spansWords(spans: readonly Span[], zone: string): string {
  const words = directoryTexts();
  if (spans.length === 0) return words.closed;
  return spans
    .map((span) =>
      span.allDay
        ? words.allDay
        : // From and to stand in the order of a clock, whatever way the words run.
          `\u2066${formatTime(span.opensMs, zone)}–${formatTime(span.closesMs, zone)}\u2069`,
    )
    .join(" · ");
}

/** Why the hours of a day are not the usual ones; empty when they are. */
export function dayNote({ holiday, callFirst, note }: DayHours): string {
  const name = holiday === null ? [] : [directoryLabel("public_holiday", holiday)];
  const call = callFirst ? [directoryTexts().callFirst] : [];
  return [...name, ...call, ...(note === null ? [] : [isolated(note)])].join(" · ");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What to dial: digits alone, with a plus before them. */
export function telephone(number: string): string {
  return `tel:${number.replace(/[^\d+*#]/g, "")}`;
}
