/** What a report is about, as the address keeps it: codes and days only. */
import { dayBefore } from "./days";

export const AUDIENCES = ["org", "partners", "public"] as const;
export type Audience = (typeof AUDIENCES)[number];
export const UNITS = ["week", "month", "quarter"] as const;
export type Unit = (typeof UNITS)[number];

/** Days of the network, `YYYY-MM-DD`; null: the weeks that end today. */
export interface ReportAsked {
  readonly audience: Audience;
  readonly unit: Unit;
  readonly from: string | null;
  readonly to: string | null;
}

export const PLAIN_REPORT: ReportAsked = { audience: "org", unit: "week", from: null, to: null };
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WEEKS = 4;

export function readReport(query: URLSearchParams): ReportAsked {
  const day = (name: string) => {
    const given = query.get(name);
    return given !== null && DAY.test(given) ? given : null;
  };
  return {
    audience: AUDIENCES.find((one) => one === query.get("for")) ?? PLAIN_REPORT.audience,
    unit: UNITS.find((one) => one === query.get("by")) ?? PLAIN_REPORT.unit,
    from: day("from"),
    to: day("to"),
  };
}

export function writeReport(asked: ReportAsked): string {
  const query = new URLSearchParams();
  if (asked.audience !== PLAIN_REPORT.audience) query.set("for", asked.audience);
  if (asked.unit !== PLAIN_REPORT.unit) query.set("by", asked.unit);
  if (asked.from !== null) query.set("from", asked.from);
  if (asked.to !== null) query.set("to", asked.to);
  return query.size === 0 ? "#/reports" : `#/reports?${query}`;
}

/** The query of the summary and of both files. */
export function reportQuery(asked: ReportAsked, today: string): URLSearchParams {
  const plain = spans(today).weeks;
  return new URLSearchParams({
    from: asked.from ?? plain.from,
    to: asked.to ?? plain.to,
    audience: asked.audience,
    period: asked.unit,
  });
}

interface Days {
  readonly from: string;
  readonly to: string;
}

export const SPANS = ["weeks", "month", "month_before", "quarter", "quarter_before"] as const;

/** The times that are chosen with one press: this week and three before, months, quarters. */
export function spans(today: string): Readonly<Record<(typeof SPANS)[number], Days>> {
  const [year = 0, month = 1] = today.split("-").map(Number);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const quarter = month - ((month - 1) % 3);
  const last = (first: string) => dayBefore(first, 1);
  return {
    weeks: { from: dayBefore(today, weekday + 7 * (WEEKS - 1)), to: today },
    month: { from: firstOf(year, month), to: today },
    month_before: { from: firstOf(year, month - 1), to: last(firstOf(year, month)) },
    quarter: { from: firstOf(year, quarter), to: today },
    quarter_before: { from: firstOf(year, quarter - 3), to: last(firstOf(year, quarter)) },
  };
}

function firstOf(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}
