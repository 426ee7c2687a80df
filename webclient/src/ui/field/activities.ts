/** The counts of a round: one activity per round, place, service and author. */
import { type Entry, phone } from "../../store/phone";
import { widMs } from "../../sync/ids";
import { entriesOf, isMerged, text, voidedFor } from "./entries";
import { readTime } from "./network-day";

export interface Here {
  readonly round: Entry;
  readonly site: Entry;
}

/** When it began, by its own field, else by when it was written. */
export function startedMs(entry: Entry): number {
  return readTime(entry.fields["started_at"]) ?? entry.madeAtMs;
}

/** When each value that it shows was written. */
export function writtenMs(entry: Entry): readonly number[] {
  return Object.values(entry.heads).flatMap((heads) => heads.map((head) => widMs(head.wid)));
}

/** My count of a service here that still counts; of two (two tabs at once) the older one. */
export function myCount(here: Here, service: string): Entry | null {
  const mine = countsHere(here).filter(
    (each) => each.mine && text(each, "service_type") === service,
  );
  mine.sort((a, b) => a.madeAtMs - b.madeAtMs || (a.id < b.id ? -1 : 1));
  return mine[0] ?? null;
}

/** What others of the round counted of a service here. */
export function mateCounts(here: Here, service: string): readonly Entry[] {
  return countsHere(here).filter((each) => !each.mine && text(each, "service_type") === service);
}

export function countsHere({ round, site }: Here): readonly Entry[] {
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
