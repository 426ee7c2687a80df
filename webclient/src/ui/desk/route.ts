/** The address as a signal; going somewhere is a change of the fragment. */
import { signal } from "@preact/signals";
import {
  type Filter,
  NO_FILTER,
  plainFilter,
  type Route,
  readAddress,
  SERVICE,
  writeAddress,
} from "./address";
import { me } from "./session";

export const route = signal<Route>(readAddress(location.hash));
/** The lists as they were left, so that going back finds them again. */
export const lastFilter = signal<Filter>(NO_FILTER);
export const lastDirectory = signal<Filter>(plainFilter(SERVICE));
/** The referrals as they were looked at last: the list, or the board. */
const lastReferrals = signal<Route>({ view: "referrals", board: false });
const fromInbox = signal(false);

let read = location.hash;

addEventListener("hashchange", arrive);
remember(route.value);

/** The screen follows at once: the next key may come before the browser tells of the new address. */
export function go(next: Route): void {
  location.hash = writeAddress(next);
  arrive();
}

function arrive(): void {
  if (location.hash === read) return;
  read = location.hash;
  route.value = readAddress(read);
  remember(route.value);
}

/** Where an entry was opened from: the card that is about it, or the list of its kind. */
export function backFrom(kind: string, record: string): Route {
  return fromInbox.value ? { view: "inbox", record } : listOf(kind);
}

/** Back to the list that entries of this kind stand in. */
export function goToList(kind?: string): void {
  go(listOf(kind));
}

/** What hangs on a referral has no list of its own. */
const OF_REFERRALS: ReadonlySet<string> = new Set([
  "referral",
  "referral_event",
  "case",
  "consent",
]);

export function listOf(kind?: string): Route {
  if (kind !== undefined && OF_REFERRALS.has(kind)) return lastReferrals.value;
  return { view: "entries", filter: (kind === SERVICE ? lastDirectory : lastFilter).value };
}

/** First what this person may change. */
export function settings(): Route {
  const keepsLists = me.value?.user.role === "network";
  return { view: "settings", part: keepsLists ? "service_type" : "tiles" };
}

function remember(current: Route): void {
  if (current.view !== "record") fromInbox.value = current.view === "inbox";
  if (current.view === "referrals") lastReferrals.value = current;
  if (current.view !== "entries") return;
  (current.filter.kind === SERVICE ? lastDirectory : lastFilter).value = current.filter;
}
