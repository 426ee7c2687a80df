/** A report as the server adds it up; what was shown stays until the next one is there. */
import { signal } from "@preact/signals";
import { type Failure, get } from "./api";
import { networkDay } from "./moment";
import { type ReportAsked, reportQuery } from "./report-address";
import { network, now } from "./session";

/** A count; null is hidden, one that is not there is zero. */
export type Count = number | null;
type Counts = Readonly<Record<string, Count>>;

export interface Line {
  readonly total: Count;
  readonly outcomes: readonly Count[];
  readonly answer_days: number | null;
  readonly close_days: number | null;
}

export interface Done {
  readonly people: Count;
  readonly rounds: Count;
  readonly unsettled: number;
  readonly unmet: Count;
  readonly unmet_no_stock: Count;
  readonly services: Counts;
  readonly by_period: Counts;
  /** By association, then by the number of the period. */
  readonly orgs: Readonly<Record<string, Counts>>;
}

export interface Half extends Done {
  readonly referrals: {
    readonly outcomes: readonly (readonly string[])[];
    readonly all: Line;
    readonly overdue: Count;
    readonly receivers: Readonly<Record<string, Line>>;
    readonly types: Readonly<Record<string, Line>>;
    readonly by_period: Readonly<Record<string, Line>>;
    readonly reasons: Counts;
  };
}

export interface Days {
  readonly from: string;
  readonly to: string;
}

export interface Report {
  readonly audience: string;
  readonly period: string;
  readonly periods: readonly Days[];
  readonly before: readonly Days[];
  readonly now: Half;
  readonly then: Done;
}

export const report = signal<Report | null>(null);
export const failure = signal<Failure | null>(null);
let wanted = "";

export function queryOf(asked: ReportAsked): URLSearchParams {
  return reportQuery(asked, networkDay(now(), network().time_zone));
}

export async function load(asked: ReportAsked): Promise<void> {
  const path = `/api/reports/summary?${queryOf(asked)}`;
  wanted = path;
  const reply = await get<Report>(path);
  if (wanted !== path) return;
  failure.value = reply.ok ? null : reply;
  if (reply.ok) report.value = reply.value;
}
