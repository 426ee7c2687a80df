/** Reading entries: by kind, field by field, with the names of people and places. */
import { computed } from "@preact/signals";
import { type Entry, phone, type Value } from "../../store/phone";
import { t } from "../../strings";

const NONE: readonly Entry[] = [];

const byKind = computed(() => {
  const kinds = new Map<string, Entry[]>();
  for (const entry of phone.entries.value.values()) {
    const same = kinds.get(entry.kind);
    if (same) same.push(entry);
    else kinds.set(entry.kind, [entry]);
  }
  return kinds;
});

export function entriesOf(kind: string): readonly Entry[] {
  return byKind.value.get(kind) ?? NONE;
}

export function entryAt(path: string): Entry | null {
  return phone.entries.value.get(path) ?? null;
}

export function text(entry: Entry, field: string): string | null {
  const value = entry.fields[field];
  return typeof value === "string" && value !== "" ? value : null;
}

/** The elements of a set or map, `needs/legal` as ["legal", true]; what was taken out is left out. */
export function elements(entry: Entry, container: string): readonly (readonly [string, Value])[] {
  const prefix = `${container}/`;
  return Object.entries(entry.fields)
    .filter(([name, value]) => name.startsWith(prefix) && value !== null && value !== false)
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
}

export function voidedFor(entry: Entry): string | null {
  return text(entry, "voided");
}

/** Counted once already: a coordinator found it to be the same as another entry. */
export function isMerged(entry: Entry): boolean {
  const heads = entry.heads["$into"] ?? [];
  const latest = heads.reduce(
    (a, b) => (b.wid > a.wid ? b : a),
    heads[0] ?? { wid: "", value: null },
  );
  return latest.value !== null;
}

export function siteName(id: string | null): string {
  const site = id === null ? null : entryAt(`site/${id}`);
  return (site && text(site, "name")) ?? "–";
}

/** How the team calls this user; "somebody" while the phone does not know them. */
export function aliasOf(user: string | null): string {
  if (user !== null && user === phone.identity.value?.user.id) return t().you;
  const member = user === null ? null : entryAt(`member/${user}`);
  return (member && text(member, "alias")) ?? t().someone;
}

export function timeZone(): string {
  return phone.identity.value?.network.time_zone ?? "UTC";
}
