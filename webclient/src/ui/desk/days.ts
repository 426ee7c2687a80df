/** Days as the address and the queries have them: `YYYY-MM-DD`. */

/** `count` days before a day, both `YYYY-MM-DD`. */
export function dayBefore(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);
}

/** The same day so many months later; in a month that does not have it, its last. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const then = Date.UTC(year, month - 1 + months, Math.min(date, last));
  return new Date(then).toISOString().slice(0, 10);
}
