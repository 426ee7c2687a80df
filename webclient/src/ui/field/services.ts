/** The services of the directory that this phone holds, read, named, and in their order. */
import { computed, untracked } from "@preact/signals";
import { CODES } from "../../schema/records.gen";
import { readService, type Service } from "../../schema/service";
import type { Entry } from "../../store/phone";
import { language } from "../../strings";
import { INTL_TAGS } from "../../strings/languages";
import { lists } from "../../strings/lists";
import { ServiceIndex } from "../directory/find-service";
import { byOpening, type Listed, listedAt, type ServiceNames } from "../directory/listed";
import { entriesOf, entryAt, isMerged, text, timeZone, voidedFor } from "./entries";
import { isOnlyNear } from "./word-index";

/** Where a network without places is. */
const COUNTRY_DEFAULT = "FR";
const KINDS = ["directory_service", "org", "site"] as const;

interface Known {
  readonly service: Service;
  readonly names: ServiceNames;
}

let lastSources: readonly Entry[] = [];

/** The same array as long as none of its entries changed: others change with every tap. */
const sources = computed<readonly Entry[]>(() => {
  const now = KINDS.flatMap((kind) => entriesOf(kind));
  const same = now.length === lastSources.length && now.every((each, n) => each === lastSources[n]);
  if (!same) lastSources = now;
  return lastSources;
});

export const services = computed<readonly Known[]>(() => {
  const entries = sources.value.filter(
    (entry) =>
      entry.kind === "directory_service" &&
      !entry.stub &&
      voidedFor(entry) === null &&
      !isMerged(entry),
  );
  return untracked(() => entries.map(known));
});

const index = computed(() => {
  // Codes are called otherwise in another language, or when the network says so.
  void language.value;
  void lists.value;
  return new ServiceIndex(services.value);
});

/** One service by its id, as it stands now; null when it is not here. */
export function serviceAt(id: string, nowMs: number): Listed | null {
  const entry = entryAt(`directory_service/${id}`);
  if (entry === null || entry.stub || voidedFor(entry) !== null) return null;
  const { service, names } = known(entry);
  return listedAt(service, names, nowMs, timeZone());
}

/** All that anybody may see, open ones first; each with its number for {@link findIn}. */
export function listedNow(nowMs: number): readonly (readonly [number, Listed])[] {
  const zone = timeZone();
  const order = byOpening(nowMs, INTL_TAGS[language.value]);
  return services.value
    .map(({ service, names }, n) => [n, listedAt(service, names, nowMs, zone)] as const)
    .filter(([, { standing }]) => standing !== "gone")
    .sort(([, a], [, b]) => order(a, b));
}

export interface FoundIn {
  readonly found: readonly Listed[];
  /** Nothing is called so: they are what is nearly. */
  readonly isNear: boolean;
}

/** Those in which the words are found, those that are called so before those that tell of it. */
export function findIn(all: readonly (readonly [number, Listed])[], query: string): FoundIn {
  if (query.trim() === "") return { found: all.map(([, listed]) => listed), isNear: false };
  const found = index.value.find(query);
  const inOrder = all
    .filter(([n]) => found.has(n))
    .sort(([a], [b]) => (found.get(b) ?? 0) - (found.get(a) ?? 0))
    .map(([, listed]) => listed);
  return { found: inOrder, isNear: isOnlyNear(found) };
}

/** Makes the index before anybody types. */
export function prepareSearch(): void {
  void index.value;
}

/** Codes of the numbers to call in an emergency where this network is, in their order. */
export function emergencyNumbers(): readonly { readonly code: string; readonly number: string }[] {
  const found = new Set(entriesOf("site").map((site) => text(site, "country")));
  const here = found.size > 0 ? found : new Set([COUNTRY_DEFAULT]);
  return Object.entries(CODES.emergency_number)
    .filter(([, { countries }]) => countries.some((country) => here.has(country)))
    .map(([code, { number }]) => ({ code, number }));
}

function known(entry: Entry): Known {
  const service = readService(entry.id, entry.fields, (site) => siteText(site, "country"));
  const names = {
    provider: orgName(service.provider),
    assuredBy: orgName(service.assuredBy),
    places: service.sites.flatMap((site) => {
      const name = siteText(site, "name");
      return name === null ? [] : [{ name, note: siteText(site, "access_note") }];
    }),
  };
  return { service, names };
}

function siteText(id: string, field: string): string | null {
  const site = entryAt(`site/${id}`);
  return site && text(site, field);
}

function orgName(id: string | null): string | null {
  const org = id === null ? null : entryAt(`org/${id}`);
  return org && text(org, "name");
}
