/** What the field `hold` of a referral says: a reason, and the day on which it goes on. */
import { dayAt, readDay, writeDay } from "../../schema/wall-clock";

export interface Hold {
  readonly reason: string | null;
  /** The first day on which it goes on, by the calendar of the network. */
  readonly until: string;
}

/** Null where nothing was said, or when that day has come. */
export function holdAt(value: unknown, nowMs: number, zone: string): Hold | null {
  if (!Array.isArray(value)) return null;
  const [reason, until] = value as readonly unknown[];
  const day = readDay(until);
  if (typeof until !== "string" || day === null || day <= dayAt(nowMs, zone)) return null;
  return { reason: typeof reason === "string" && reason !== "" ? reason : null, until };
}

/** The day so many days from now. */
export function dayAhead(days: number, nowMs: number, zone: string): string {
  return writeDay(dayAt(nowMs, zone) + days);
}
