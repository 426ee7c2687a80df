/**
 * What a record's cells show: one pure function per merge policy, and the visibility class.
 * The second half of `sync/merge.py`; sync.md sections 5 and 9.
 */
import {
  type Field,
  impliedClass,
  isBefore,
  type Kind,
  keyOf,
  type Policy,
} from "../schema/records.ts";
import type { Value } from "./canonical.ts";
import { type Cells, differ, type Heads } from "./merge.ts";

/** What a field shows, the write it stands for, and whether a human must decide. */
export interface Shown {
  readonly value: Value;
  readonly wid: string;
  readonly conflict: boolean;
}

type Show = (field: Field, heads: Heads) => Shown;

/** From the widest. */
const CLASSES: readonly Value[] = ["public", "network", "org", "parties"];
const RESTRICTED: readonly Value[] = ["health", "minor", "protection", "incident"];

const POLICIES: Readonly<Record<Policy, Show>> = {
  latest: (_field, heads) => shown(heads, latest(heads), false),
  review: (_field, heads) => shown(heads, latest(heads), differ(heads)),
  any: (_field, heads) => shown(heads, latest(those(heads, holds)) ?? latest(heads), false),
  furthest: showFurthest,
  narrowest: showNarrowest,
  once: (_field, heads) => shown(heads, earliest(heads), differ(heads)),
  // The server computes these; a head of one can only come from a broken client.
  derived: (_field, heads) => shown(heads, latest(heads), false),
};

/** What the field's policy makes of its heads, of which there is at least one. */
export function show(field: Field, heads: Heads): Shown {
  // Nearly every field of nearly every record; only a lone unknown class must still be narrowed.
  if (heads.size === 1 && field.merge !== "narrowest") {
    for (const [wid, value] of heads) return { value, wid, conflict: false };
  }
  return POLICIES[field.merge](field, heads);
}

/** Every declared field that has a head, by wire name. */
export function showAll(kind: Kind, cells: Cells): Map<string, Shown> {
  const all = new Map<string, Shown>();
  for (const [name, heads] of cells.live) {
    const field = kind.field(name);
    if (field !== undefined && field.merge !== "derived") all.set(name, show(field, heads));
  }
  return all;
}

/** Whether a head of an `any` field says yes: it is neither null nor false. */
export function holds(value: Value): boolean {
  return value !== null && value !== false;
}

/**
 * The narrowest of visibility classes; two different restricted ones give `protection`.
 * A class that this version does not know counts as `protection`: closed by default.
 */
export function narrowest(classes: readonly Value[]): string | null {
  const restricted = new Set(
    classes
      .filter((name) => !CLASSES.includes(name))
      .map((name) => (RESTRICTED.includes(name) ? name : "protection")),
  );
  if (restricted.size > 1) return "protection";
  for (const name of [...restricted, ...[...CLASSES].reverse()]) {
    if (restricted.has(name) || classes.includes(name)) return String(name);
  }
  return null;
}

/** The class of a record: the narrowest over its heads and over what its fields imply. */
export function effectiveVisibility(kind: Kind, cells: Cells): string {
  const classes = [...cells.heads("visibility").values()].filter((head) => head !== null);
  if (classes.length === 0) classes.push(kind.visibility);
  for (const [name, heads] of kind.implies ? cells.live : []) {
    const field = kind.field(name);
    if (field?.implies === undefined) continue;
    for (const value of heads.values()) {
      const implied = impliedClass(field, value, keyOf(name));
      if (implied !== null) classes.push(implied);
    }
  }
  return narrowest(classes) ?? kind.visibility;
}

/** Whether only cleared people may read it: it never rests on a phone but as a stub. */
export function isRestricted(kind: Kind, cells: Cells): boolean {
  return isRestrictedClass(effectiveVisibility(kind, cells));
}

export function isRestrictedClass(name: string): boolean {
  return RESTRICTED.includes(name);
}

/** The maximal states of the declared order; an unknown state is incomparable. */
function showFurthest(field: Field, heads: Heads): Shown {
  const states = [...heads.values()];
  const maximal = those(heads, (value) => !states.some((other) => isBefore(field, value, other)));
  return shown(maximal, latest(maximal), differ(maximal));
}

function showNarrowest(_field: Field, heads: Heads): Shown {
  const value = narrowest([...heads.values()].filter((head) => head !== null));
  const wid = latest(those(heads, (head) => head === value)) ?? latest(heads);
  return { value, wid: wid ?? "", conflict: false };
}

function shown(heads: Heads, wid: string | null, conflict: boolean): Shown {
  const value = wid === null ? undefined : heads.get(wid);
  if (wid === null || value === undefined) throw new Error("a field without heads shows nothing");
  return { value, wid, conflict };
}

function those(heads: Heads, wanted: (value: Value) => boolean): Heads {
  return new Map([...heads].filter(([, value]) => wanted(value)));
}

function latest(heads: Heads): string | null {
  return [...heads.keys()].reduce<string | null>((a, b) => (a === null || b > a ? b : a), null);
}

function earliest(heads: Heads): string | null {
  return [...heads.keys()].reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
}
