/** The address as a signal; going somewhere is a change of the fragment. */
import { signal } from "@preact/signals";
import { type Filter, NO_FILTER, type Route, readAddress, writeAddress } from "./address";
import { me } from "./session";

export const route = signal<Route>(readAddress(location.hash));
/** The list as it was left, so that going back finds it again. */
export const lastFilter = signal<Filter>(NO_FILTER);

addEventListener("hashchange", () => {
  route.value = readAddress(location.hash);
  remember(route.value);
});
remember(route.value);

export function go(next: Route): void {
  location.hash = writeAddress(next);
}

export function goToList(): void {
  go({ view: "entries", filter: lastFilter.value });
}

/** First what this person may change. */
export function settings(): Route {
  const keepsLists = me.value?.user.role === "network";
  return { view: "settings", part: keepsLists ? "service_type" : "tiles" };
}

function remember(current: Route): void {
  if (current.view === "entries") lastFilter.value = current.filter;
}
