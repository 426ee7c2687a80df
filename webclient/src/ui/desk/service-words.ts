/** A service of the directory in the words of the desk: its hours, and how sure they are. */
import { readService } from "../../schema/service";
import { readDay } from "../../schema/wall-clock";
import { language } from "../../strings/language";
import { INTL_TAGS } from "../../strings/languages";
import { type Listed, listedAt } from "../directory/listed";
import { openingWords } from "../directory/words";
import { dayIn, plainDate } from "./moment";
import { orgNames, personName, siteFields } from "./names";
import { say, together } from "./say";
import { network, now } from "./session";
import type { Fields, Value } from "./wire";

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
/** A Monday, to name the days of a week by. */
const MONDAY_MS = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 24 * 60 * 60_000;
const ALL_DAY = new Set(["00:00 24:00", "00:00 00:00"]);

/** `Mon`; `long` for `Monday`. */
export function weekdayName(at: number, form: "short" | "long" = "short"): string {
  const writer = new Intl.DateTimeFormat(INTL_TAGS[language.value], {
    weekday: form,
    timeZone: "UTC",
  });
  return writer.format(MONDAY_MS + at * DAY_MS);
}

/** `Mon–Thu and Sat, 09:00–16:00, 1 Dec–1 Mar` of one line of the usual hours. */
export function hoursLine(value: readonly unknown[]): string {
  const [byday, opens, closes, from, to] = value.map((part) => (part === null ? "" : String(part)));
  const season = span(from ?? "", to ?? "");
  const parts = [daysOf(byday ?? ""), timesOf(opens ?? "", closes ?? ""), season];
  return parts.filter((part) => part !== "").join(", ");
}

/** `24 Dec–2 Jan: closed (holidays)` of one line of other hours. */
export function exceptionLine(value: readonly unknown[]): string {
  const [from, to, opens, closes, note] = value.map((part) => (part === null ? "" : String(part)));
  const times = opens === "" ? say("hours.closed") : timesOf(opens ?? "", closes ?? "");
  const line = say("colon", { name: span(from ?? "", to ?? from ?? ""), value: times });
  return note === "" ? line : `${line} (${note})`;
}

function daysOf(byday: string): string {
  const at = WEEKDAYS.flatMap((day, index) => (byday.split(",").includes(day) ? [index] : []));
  if (at.length === WEEKDAYS.length) return say("hours.every_day");
  const runs: number[][] = [];
  for (const day of at) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return together(runs.flatMap(runName));
}

function runName(run: readonly number[]): readonly string[] {
  const [first = 0] = run;
  if (run.length < 3) return run.map((day) => weekdayName(day));
  return [`${weekdayName(first)}–${weekdayName(run.at(-1) ?? first)}`];
}

function timesOf(opens: string, closes: string): string {
  return ALL_DAY.has(`${opens} ${closes}`) ? say("hours.all_day") : `${opens}–${closes}`;
}

function span(from: string, to: string): string {
  if (from === "" && to === "") return "";
  if (from === to) return plainDate(from, now());
  if (to === "") return say("list.dates.since", { day: plainDate(from, now()) });
  if (from === "") return say("list.dates.until", { day: plainDate(to, now()) });
  return `${plainDate(from, now())}–${plainDate(to, now())}`;
}

/** A service as phones see it now, with the names that its record gives by id. */
export function listed(id: string, fields: Fields): Listed {
  const countryOf = (site: string) => {
    const country = siteFields.value.get(site)?.["country"];
    return typeof country === "string" ? country : null;
  };
  const service = readService(id, fields, countryOf);
  const nameOf = (org: string | null) => (org === null ? null : (orgNames.value.get(org) ?? null));
  const places = service.sites.flatMap((site) => {
    const { name, access_note: note } = siteFields.value.get(site) ?? {};
    const told = typeof note === "string" ? note : null;
    return typeof name === "string" ? [{ name, note: told }] : [];
  });
  const names = {
    provider: nameOf(service.provider),
    assuredBy: nameOf(service.assuredBy),
    places,
  };
  return listedAt(service, names, now().getTime(), network().time_zone);
}

/** `Open now until 18:00`, as on phones. */
export function openingLine(of: Listed): string {
  return openingWords(of, now().getTime(), network().time_zone);
}

/** The day of the calendar, as phones and opening hours read it: a service knows no nights. */
export function today(): string {
  return dayIn(now(), network().time_zone);
}

/** Whole days since somebody confirmed it; null when nobody ever did. */
export function daysSince(assuredOn: Value | undefined): number | null {
  const on = readDay(assuredOn);
  const day = readDay(today());
  return on === null || day === null ? null : Math.max(0, day - on);
}

/** `today`, `4 days ago`, `never`. */
export function confirmedWords(assuredOn: Value | undefined): string {
  const days = daysSince(assuredOn);
  if (days === null) return say("service.confirmed.never");
  return days === 0 ? say("service.confirmed.today") : say("service.confirmed.days", { n: days });
}

/** Days after which the desk asks its keeper whether it is still true. */
const STALE_DAYS = 14;

export function isStale(fields: Fields): boolean {
  const shown = fields["published"] === true;
  const status = fields["status"];
  if (!shown || (status !== "active" && status !== "temporarily closed")) return false;
  return (daysSince(fields["assured_on"]) ?? STALE_DAYS) >= STALE_DAYS;
}

/** Each question with who asked it: of other associations one knows no names. */
export function askedWords(
  questions: readonly { readonly value: Value; readonly user: string | null }[],
): readonly string[] {
  return questions
    .filter(({ value }) => typeof value === "string")
    .map(({ value, user }) =>
      say("record.question", {
        name: personName(user) ?? say("service.elsewhere"),
        question: String(value),
      }),
    );
}
