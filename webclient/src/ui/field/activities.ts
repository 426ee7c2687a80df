/** The counts of a round: one activity per round, place, service and author. */
import { type Entry, phone } from "../../store/phone";
import { widMs } from "../../sync/ids";
import { entriesOf, isMerged, text, voidedFor } from "./entries";
import { readTime } from "./network-day";

export interface Here {
  readonly round: Entry;
  readonly site: Entry;
}

/** A round and a place by their ids. */
export interface Where {
  readonly round: { readonly id: string };
  readonly site: { readonly id: string };
}

/** When it began, by its own field, else by when it was written. */
export function startedMs(entry: Entry): number {
  return readTime(entry.fields["started_at"]) ?? entry.madeAtMs;
}

/** When each value that it shows was written. */
export function writtenMs(entry: Entry): readonly number[] {
  return Object.values(entry.heads).flatMap((heads) => heads.map((head) => widMs(head.wid)));
}

/**
 * What I counted of a service here and still counts, the oldest first: an entry of its own for each
 * phone, and for what was counted while locked.
 */
export function myCounts(here: Where, service: string): Entry[] {
  const mine = countsHere(here).filter(
    (each) => each.mine && text(each, "service_type") === service,
  );
  return mine.sort((a, b) => a.madeAtMs - b.madeAtMs || (a.id < b.id ? -1 : 1));
}

/**
 * The one that a tap adds to; of two (two tabs at once) the older one. Never what was counted while
 * locked: anybody could do that, so a coordinator may take it out whole.
 */
export function myCount(here: Where, service: string): Entry | null {
  const isOwn = ({ fields }: Entry) => fields["captured_locked"] !== true;
  return myCounts(here, service).find(isOwn) ?? null;
}

/** What others of the round counted of a service here, and what I did in another unit. */
export function besides(here: Where, service: string, unit: string): readonly Entry[] {
  return countsHere(here).filter(
    (each) => text(each, "service_type") === service && !(each.mine && text(each, "unit") === unit),
  );
}

export function countsHere({ round, site }: Where): readonly Entry[] {
  return countsOf(round.id).filter((each) => text(each, "site") === site.id);
}

/** All counts of a round that were neither taken back nor found to be another one. */
export function countsOf(round: string): readonly Entry[] {
  return entriesOf("activity").filter(
    (each) => text(each, "round") === round && voidedFor(each) === null && !isMerged(each),
  );
}

/** Services this phone counted, the latest first, each once. */
export function recentServices(): readonly string[] {
  const mine = entriesOf("activity").filter((each) => each.mine);
  const latestFirst = [...mine].sort((a, b) => startedMs(b) - startedMs(a));
  return [...new Set(latestFirst.map((each) => text(each, "service_type")).filter(isText))];
}

export function isNow(entry: Entry, here: Here | null): boolean {
  return (
    here !== null && text(entry, "round") === here.round.id && text(entry, "site") === here.site.id
  );
}

export function nowMs(): number {
  return phone.now();
}

function isText(value: string | null): value is string {
  return value !== null;
}
