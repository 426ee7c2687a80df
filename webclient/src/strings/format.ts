/** Times, days and amounts as people read them. All times are milliseconds since 1970. */
import { language } from "./language";
import { INTL_TAGS } from "./languages";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "20:52" in the network's time zone. */
export function formatTime(ms: number, timeZone: string): string {
  return dates({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(ms);
}

/** "Mon 23 Nov". */
export function formatDay(ms: number, timeZone: string): string {
  const text = dates({ weekday: "short", day: "numeric", month: "short", timeZone })
    .format(ms)
    .replaceAll(/[,،]/g, "");
  return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
}

/** "9 Nov". */
export function formatDate(ms: number, timeZone: string): string {
  return dates({ day: "numeric", month: "short", timeZone }).format(ms);
}

/** "Saturday". */
export function formatWeekday(ms: number, timeZone: string): string {
  return dates({ weekday: "long", timeZone }).format(ms);
}

/** "now", "2 min ago", "3 hours ago", "2 days ago". */
export function formatAgo(ms: number, nowMs: number): string {
  const relative = new Intl.RelativeTimeFormat(INTL_TAGS[language.value], {
    numeric: "auto",
    style: "short",
  });
  const past = Math.max(0, nowMs - ms);
  if (past < MINUTE_MS) return relative.format(0, "second");
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), "minute");
  if (past < DAY_MS) return relative.format(-Math.floor(past / HOUR_MS), "hour");
  return relative.format(-Math.floor(past / DAY_MS), "day");
}

/** "today", "yesterday": whole days back, in words. */
export function formatDaysBack(days: number): string {
  const words = new Intl.RelativeTimeFormat(INTL_TAGS[language.value], { numeric: "auto" });
  return words.format(-days, "day");
}

/** "30 seconds", "8 minutes", "3 hours", "2 days": how far off a clock is, how long to wait. */
export function formatDuration(ms: number, whole: (count: number) => number = Math.round): string {
  const length = Math.abs(ms);
  const [count, unit] =
    length < 2 * MINUTE_MS
      ? [length / 1000, "second"]
      : length < 2 * HOUR_MS
        ? [length / MINUTE_MS, "minute"]
        : length < 2 * DAY_MS
          ? [length / HOUR_MS, "hour"]
          : [length / DAY_MS, "day"];
  const format = new Intl.NumberFormat(INTL_TAGS[language.value], {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  });
  return format.format(whole(count));
}

export function formatNumber(value: number): string {
  const tag = INTL_TAGS[language.value];
  const format = numbers.get(tag) ?? new Intl.NumberFormat(tag, { maximumFractionDigits: 3 });
  numbers.set(tag, format);
  return format.format(value);
}

/** A name or a value keeps its own direction inside the sentence. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

const numbers = new Map<string, Intl.NumberFormat>();
const made = new Map<string, Intl.DateTimeFormat>();

/** Making one is dear, and a list asks for several a line. */
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const tag = INTL_TAGS[language.value];
  const key = `${tag} ${JSON.stringify(options)}`;
  const format = made.get(key) ?? new Intl.DateTimeFormat(tag, options);
  made.set(key, format);
  return format;
}
