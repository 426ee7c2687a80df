/** Days as people say them: today, yesterday, Saturday, 9 Nov. */
import { formatDate, formatDaysBack, formatWeekday } from "../../strings";
import { timeZone } from "./entries";
import { daysBack } from "./network-day";

export function dayInWords(ms: number, nowMs: number): string {
  const days = daysBack(ms, nowMs, timeZone());
  if (days < 2) return formatDaysBack(Math.max(0, days));
  return days < 7 ? formatWeekday(ms, timeZone()) : formatDate(ms, timeZone());
}
