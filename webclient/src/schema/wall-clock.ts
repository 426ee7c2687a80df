/**
 * Days and times of day as clocks on a wall show them, in any time zone. Days are whole numbers
 * since 1 January 1970, times of day are minutes since midnight.
 */
export const DAY_MINUTES = 1440;

const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** No zone changes its offset but at a whole quarter of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;
const OFFSETS_MAX = 10_000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** The day of "2026-11-28"; null for what is no date. */
export function readDay(date: unknown): number | null {
  if (typeof date !== "string" || !DATE.test(date)) return null;
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? null : ms / DAY_MS;
}

/** A day as `readDay` reads it. */
export function writeDay(day: number): string {
  return new Date(dayMs(day)).toISOString().slice(0, 10);
}

/** The minutes of "18:30"; "24:00" ends a day. Null for what is no time. */
export function readMinutes(time: unknown): number | null {
  if (time === "24:00") return DAY_MINUTES;
  const found = typeof time === "string" ? TIME.exec(time) : null;
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}

/** Midnight of a day in UTC, for formatting it with the time zone UTC. */
export function dayMs(day: number): number {
  return day * DAY_MS;
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Year, month 1 to 12, day of the month. */
export function calendarOf(day: number): readonly [year: number, month: number, date: number] {
  const date = new Date(dayMs(day));
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

/** The day on the calendars of a zone at this moment. */
export function dayAt(ms: number, zone: string): number {
  return Math.floor((ms + offsetMs(ms, zone)) / DAY_MS);
}

/**
 * `first` is when clocks come to `minute` of `day`, `last` is after the last minute that they show
 * before it: later in the night in which they go back over it. In the night in which they go
 * forward, a time that is left out stands for the moment at which it is.
 */
export function momentsOf(
  day: number,
  minute: number,
  zone: string,
): { readonly first: number; readonly last: number } {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  const guesses = [offsetMs(wall - DAY_MS, zone), offsetMs(wall + DAY_MS, zone)]
    .map((offset) => wall - offset)
    .sort((a, b) => a - b);
  const right = guesses.filter((ms) => ms + offsetMs(ms, zone) === wall);
  const [first, last] = [right[0], right.at(-1)];
  if (first !== undefined && last !== undefined) {
    const goesBackTo = offsetMs(last - MINUTE_MS, zone) !== offsetMs(last, zone);
    return { first, last: goesBackTo ? first : last };
  }
  const skipped = transition(guesses[0] ?? wall, guesses[1] ?? wall, zone);
  return { first: skipped, last: skipped };
}

/** When the offset changes between two moments. */
function transition(beforeMs: number, afterMs: number, zone: string): number {
  let [low, high] = [beforeMs, afterMs];
  const offset = offsetMs(low, zone);
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMs(middle, zone) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** Whether the browser knows the zone: what came from elsewhere may name any. */
export function isZone(zone: string): boolean {
  return clockOf(zone) !== null;
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();
const offsets = new Map<string, Map<number, number>>();

/** What the clocks of a zone show minus UTC. */
function offsetMs(ms: number, zone: string): number {
  let known = offsets.get(zone);
  if (known === undefined || known.size > OFFSETS_MAX) {
    known = new Map();
    offsets.set(zone, known);
  }
  const quarter = Math.floor(ms / QUARTER_MS);
  const kept = known.get(quarter);
  if (kept !== undefined) return kept;
  const atMs = quarter * QUARTER_MS;
  const shown = new Map(
    clockOf(zone)
      ?.formatToParts(atMs)
      .map((each) => [each.type, each.value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(shown.get(type));
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  const offset = shown.size === 0 ? 0 : wall - atMs;
  known.set(quarter, offset);
  return offset;
}

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = makeClock(zone);
  clocks.set(zone, made);
  return made;
}

function makeClock(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
