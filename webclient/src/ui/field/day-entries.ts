/** What belongs to my day: what waits for me, then the day's entries, newest first. */
import { type Entry, phone } from "../../store/phone";
import { startedMs } from "./activities";
import { entriesOf, timeZone } from "./entries";
import { daysBack } from "./network-day";

const KINDS = ["activity", "contact", "round"] as const;
/** What is no work of a day and may still ask something. */
const WAITING_KINDS = [
  "signup",
  "directory_service",
  "case",
  "consent",
  "consent_withdrawal",
  "referral",
  "referral_event",
  "message",
] as const;
/** Kinds that belong to somebody's follow-up. */
export const FOLLOW_KINDS: ReadonlySet<string> = new Set(WAITING_KINDS.slice(2));

/** Mine, whatever the day: an old question is still a question. */
export function waitingEntries(): readonly Entry[] {
  const others = WAITING_KINDS.flatMap((kind) => entriesOf(kind).filter((entry) => entry.mine));
  return [...mine(), ...others].filter((entry) => entry.state === "attention").sort(newestFirst);
}

/** Mine of the network's day (from 06:00) and what is not sent yet, without those that wait. */
export function todaysEntries(): readonly Entry[] {
  const now = phone.now();
  return mine()
    .filter((entry) => entry.state !== "attention")
    .filter((entry) => entry.state === "saved" || daysBack(startedMs(entry), now, timeZone()) <= 0)
    .sort(newestFirst);
}

/** The rounds I was in today: those I began and those I counted in. */
export function todaysRounds(counts: readonly Entry[]): ReadonlySet<string> {
  return new Set(
    counts.map((count) => count.fields["round"]).filter((round) => typeof round === "string"),
  );
}

function mine(): Entry[] {
  return KINDS.flatMap((kind) => entriesOf(kind).filter((entry) => entry.mine));
}

function newestFirst(a: Entry, b: Entry): number {
  return startedMs(b) - startedMs(a) || b.madeAtMs - a.madeAtMs;
}
