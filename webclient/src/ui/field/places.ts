/** The order of places at the start of a round, and the kind of round each is used for. */

export interface Visit {
  readonly site: string;
  readonly kind: string;
  readonly ms: number;
  readonly mine: boolean;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly siteKind: string;
}

export interface PlaceLine extends Place {
  /** My own last visit; null when I was never there. */
  readonly visitedMs: number | null;
  readonly usualKind: string;
}

/** What a kind of place is mostly used for, until rounds tell better. */
const KIND_OF_SITE: Readonly<Record<string, string>> = {
  living_site: "maraude",
  distribution: "distribution",
  day_centre: "fixed_point",
  warehouse: "warehouse",
  office: "fixed_point",
  shelter: "visit",
  public_space: "maraude",
  phone: "hotline",
};

/** Mine by last visit, then the rest by last visit of the team, then by name. */
export function orderPlaces(
  places: readonly Place[],
  visits: readonly Visit[],
  tag: string,
): readonly PlaceLine[] {
  const names = new Intl.Collator(tag);
  const mine = latestBySite(visits.filter((visit) => visit.mine));
  const all = latestBySite(visits);
  const sorted = [...places].sort(
    (a, b) =>
      (mine.get(b.id) ?? 0) - (mine.get(a.id) ?? 0) ||
      (all.get(b.id) ?? 0) - (all.get(a.id) ?? 0) ||
      names.compare(a.name, b.name),
  );
  return sorted.map((place) => ({
    ...place,
    visitedMs: mine.get(place.id) ?? null,
    usualKind: usualKind(place, visits),
  }));
}

/** The kind of most rounds here, my own first; without any, what such places are for. */
export function usualKind(place: Place, visits: readonly Visit[]): string {
  const hereVisits = visits.filter((visit) => visit.site === place.id);
  const own = hereVisits.filter((visit) => visit.mine);
  const counts = new Map<string, number>();
  for (const visit of own.length > 0 ? own : hereVisits) {
    counts.set(visit.kind, (counts.get(visit.kind) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? KIND_OF_SITE[place.siteKind] ?? "maraude";
}

/** The usual kind first, then the most common ones; the others unfold. */
export function kindsToOffer(
  usual: string,
  all: readonly string[],
  shown: number,
): readonly string[] {
  return [usual, ...all.filter((kind) => kind !== usual)].slice(0, shown);
}

function latestBySite(visits: readonly Visit[]): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const { site, ms } of visits) latest.set(site, Math.max(ms, latest.get(site) ?? 0));
  return latest;
}
