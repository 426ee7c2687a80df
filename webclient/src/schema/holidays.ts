/** Public holidays, by country. */
import type { Code } from "./declaration.ts";
import { CODES } from "./records.gen.ts";
import { calendarOf, dayMs } from "./wall-clock.ts";

/** Where a service without a known place is. */
const COUNTRY_DEFAULT = "FR";
const HOLIDAYS: readonly (readonly [string, Code])[] = Object.entries<Code>(CODES.public_holiday);

/** The code of the public holiday that this day is in one of these countries; null for none. */
export function holidayOn(day: number, countries: readonly string[]): string | null {
  const where = countries.length > 0 ? countries : [COUNTRY_DEFAULT];
  const [year, month, date] = calendarOf(day);
  const monthDay = `${two(month)}-${two(date)}`;
  const found = HOLIDAYS.find(
    ([, holiday]) =>
      holiday.countries?.some((country) => where.includes(country)) === true &&
      (holiday.month_day === monthDay ||
        (holiday.after_easter !== undefined && day - easterOf(year) === holiday.after_easter)),
  );
  return found?.[0] ?? null;
}

/**
 * The day of Easter Sunday of a Gregorian year.
 *
 * Source: the anonymous Gregorian algorithm, "Nature" of 20 April 1876, p. 487, in the letters of
 * Meeus, "Astronomical Algorithms" (1991), chapter 8.
 */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const e = b % 4;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1) / dayMs(1);
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}
