/**
 * What happened to a record, step by step, from the changes as the server stored them.
 * Pure: words are put to it in `sentences.ts`.
 */
import { sameValue } from "../same-value";
import { type Step, type Value, writtenCovers, writtenValue } from "./wire";

/** One write of one field, with what can be known of it from the whole history. */
export interface Written {
  readonly field: string;
  readonly wid: string;
  readonly value: Value;
  readonly user: string | null;
  readonly at: string;
  readonly covers: readonly string[];
}

export interface FieldChange {
  readonly field: string;
  /** The value replaced; undefined when the field had none its author could see. */
  readonly from: Value | undefined;
  readonly to: Value;
  /** More than one different value replaced: a person settled it. Newest first. */
  readonly settled: readonly Written[];
  /** Earlier or simultaneous writes of others that its author had not seen. Newest first. */
  readonly unseen: readonly Written[];
}

export interface ChangeStep {
  readonly type: "change";
  readonly id: string;
  readonly at: string;
  readonly receivedAt: string | null;
  readonly user: string | null;
  readonly device: string | null;
  readonly via: string | null;
  /** The change that began the record. */
  readonly first: boolean;
  readonly changes: readonly FieldChange[];
}

/** From here on a field has several values. */
export interface SplitStep {
  readonly type: "split";
  readonly id: string;
  readonly at: string;
  readonly field: string;
  /** Different values, oldest first. */
  readonly values: readonly Value[];
  readonly shown: Value;
}

export type StoryStep = ChangeStep | SplitStep;

/** Whether these heads need a person, and which is shown meanwhile: the field's merge policy. */
export type Judge = (
  field: string,
  heads: ReadonlyMap<string, Value>,
) => { readonly value: Value; readonly conflict: boolean };

/** The story of a record, oldest first. */
export function tell(history: readonly Step[], judge: Judge): readonly StoryStep[] {
  const writes = writesByField(history);
  const ordered = [...history].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
  const changes = ordered.map((step, index) => changeStep(step, index === 0, writes));
  const splits = splitSteps(history, judge);
  return [...changes, ...splits].sort((a, b) => compare(a.at, b.at) || rank(a) - rank(b));
}

function rank(step: StoryStep): number {
  return step.type === "change" ? 0 : 1;
}

/** Every write of every field by field, then by write id. */
export function writesByField(
  history: readonly Step[],
): ReadonlyMap<string, ReadonlyMap<string, Written>> {
  const writes = new Map<string, Map<string, Written>>();
  for (const step of history) {
    for (const [field, write] of Object.entries(step.set)) {
      const written: Written = {
        field,
        wid: step.id,
        value: writtenValue(write),
        user: step.user,
        at: step.at,
        covers: writtenCovers(write),
      };
      const known = writes.get(field) ?? new Map<string, Written>();
      writes.set(field, known.set(step.id, written));
    }
  }
  return writes;
}

/** All writes of the field that this one was made upon, itself included. */
export function seenBy(wid: string, writes: ReadonlyMap<string, Written>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [wid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(writes.get(next)?.covers ?? []));
  }
  return seen;
}

/** The newest write that all these were made upon; null when they share none. */
export function commonStart(
  wids: readonly string[],
  writes: ReadonlyMap<string, Written>,
): Written | null {
  const lines = wids.map((wid) => seenBy(wid, writes));
  const shared = [...writes.values()].filter((w) => lines.every((line) => line.has(w.wid)));
  return newestFirst(shared)[0] ?? null;
}

function changeStep(
  step: Step,
  first: boolean,
  writes: ReadonlyMap<string, ReadonlyMap<string, Written>>,
): ChangeStep {
  return {
    type: "change",
    id: step.id,
    at: step.at,
    receivedAt: step.received_at,
    user: step.user,
    device: step.device,
    via: step.via,
    first,
    changes: Object.keys(step.set).map((field) =>
      fieldChange(step, field, writes.get(field) ?? new Map()),
    ),
  };
}

function fieldChange(step: Step, field: string, writes: ReadonlyMap<string, Written>): FieldChange {
  const write = step.set[field] ?? [null];
  const value = writtenValue(write);
  const covered = newestFirst(writtenCovers(write).flatMap((wid) => writes.get(wid) ?? []));
  const replaced = differing(covered);
  const seen = seenBy(step.id, writes);
  const unseen = [...writes.values()].filter(
    (other) =>
      other.wid < step.id &&
      !seen.has(other.wid) &&
      !sameValue(other.value, value) &&
      !replacedBefore(other, step.id, writes, seen),
  );
  return {
    field,
    from: covered[0]?.value,
    to: value,
    settled: replaced.length > 1 ? replaced : [],
    unseen: differing(newestFirst(unseen)),
  };
}

/** An unseen write is not worth telling when a later unseen write already replaced it. */
function replacedBefore(
  other: Written,
  wid: string,
  writes: ReadonlyMap<string, Written>,
  seen: ReadonlySet<string>,
): boolean {
  return [...writes.values()].some(
    (later) => later.wid < wid && !seen.has(later.wid) && later.covers.includes(other.wid),
  );
}

function splitSteps(history: readonly Step[], judge: Judge): SplitStep[] {
  const arrivals = [...history].sort(
    (a, b) => compare(arrival(a), arrival(b)) || compare(a.id, b.id),
  );
  const live = new Map<string, Map<string, Value>>();
  const covered = new Map<string, Set<string>>();
  const told = new Map<string, number>();
  const splits: SplitStep[] = [];
  for (const step of arrivals) {
    for (const [field, write] of Object.entries(step.set)) {
      const heads = arrive(step.id, write, mapAt(live, field), setAt(covered, field));
      const { value, conflict } = judge(field, heads);
      const values = conflict ? differentValues(heads) : [];
      if (values.length > (told.get(field) ?? 0)) {
        const id = `${step.id}:${field}`;
        splits.push({ type: "split", id, at: arrival(step), field, values, shown: value });
      }
      told.set(field, values.length);
    }
  }
  return splits;
}

function arrive(
  wid: string,
  write: readonly unknown[],
  heads: Map<string, Value>,
  covered: Set<string>,
): ReadonlyMap<string, Value> {
  for (const over of writtenCovers(write)) {
    covered.add(over);
    heads.delete(over);
  }
  if (!covered.has(wid)) heads.set(wid, writtenValue(write));
  return heads;
}

function differentValues(heads: ReadonlyMap<string, Value>): readonly Value[] {
  const values: Value[] = [];
  for (const [, value] of [...heads].sort(([a], [b]) => compare(a, b))) {
    if (!values.some((known) => sameValue(known, value))) values.push(value);
  }
  return values;
}

function differing(writes: readonly Written[]): readonly Written[] {
  const kept: Written[] = [];
  for (const write of writes) {
    if (!kept.some((known) => sameValue(known.value, write.value))) kept.push(write);
  }
  return kept;
}

function newestFirst(writes: readonly Written[]): readonly Written[] {
  return [...writes].sort((a, b) => compare(b.wid, a.wid));
}

function arrival(step: Step): string {
  return step.received_at ?? step.at;
}

function mapAt(all: Map<string, Map<string, Value>>, field: string): Map<string, Value> {
  const found = all.get(field) ?? new Map<string, Value>();
  all.set(field, found);
  return found;
}

function setAt(all: Map<string, Set<string>>, field: string): Set<string> {
  const found = all.get(field) ?? new Set<string>();
  all.set(field, found);
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
