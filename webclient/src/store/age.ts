/**
 * What a phone forgets by age, so that a seized one shows little. `security.md` P9.
 *
 * Lines of the own organisation leave 24 h after their round ended, own ones after 7 days; without
 * a round the entry's own time counts. So do sign-ups, which say who was where; a notice leaves
 * after its time. What an unsent change or an open question needs stays.
 */

import { SCHEMA } from "../schema/records.ts";
import { expiredKept, type KeptRow } from "../sync/replica.ts";
import type { Entry, Value } from "./interface.ts";

const DAY_MS = 24 * 60 * 60_000;
const OTHERS_MS = DAY_MS;
const OWN_MS = 7 * DAY_MS;
/** Without any contact for this long a phone may be lost: all that was sent leaves it. */
const CONTACT_MS_MAX = 14 * DAY_MS;
const EXEMPT = new Set(["round", "site", "member", "list_item", "charter"]);

export interface Aged {
  readonly paths: readonly string[];
  readonly keptIds: readonly string[];
}

/** `nowMs` is the server's time. */
export function findAged(
  entries: ReadonlyMap<string, Entry>,
  kept: ReadonlyMap<string, KeptRow>,
  nowMs: number,
): Aged {
  const paths = [...entries.values()]
    .filter((entry) => subject(entry) && nowMs > endMs(entry, entries) + keepMs(entry))
    .map((entry) => entry.path);
  return { paths, keptIds: expiredKept(kept, nowMs) };
}

/** Whether the phone was out of contact for too long; both times by its own clock. */
export function outOfContact(contactMs: number | null | undefined, nowMs: number): boolean {
  return contactMs != null && nowMs - contactMs > CONTACT_MS_MAX;
}

function subject(entry: Entry): boolean {
  if (EXEMPT.has(entry.kind) || entry.state !== "sent" || entry.held) return false;
  return SCHEMA.kinds.get(entry.kind)?.visibility === "org";
}

function keepMs(entry: Entry): number {
  return entry.mine ? OWN_MS : OTHERS_MS;
}

/** When the entry's round ended, or should; without one, when the entry was made or says it ends. */
function endMs(entry: Entry, entries: ReadonlyMap<string, Entry>): number {
  const round = entries.get(`round/${entry.fields["round"]}`)?.fields;
  const told = [round?.["ended_at"], round?.["planned_end"], round?.["planned_start"]];
  const ends = [...told, entry.fields["until"]].map(timeMs);
  return Math.max(entry.madeAtMs, ends.find((ms) => ms !== null) ?? 0);
}

function timeMs(value: Value | undefined): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
