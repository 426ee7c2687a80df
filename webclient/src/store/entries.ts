/** One record as the screens see it: merged cells joined with what this phone has not sent. */

import { impliedClass, type Kind, keyOf, SCHEMA } from "../schema/records.ts";
import { widMs } from "../sync/ids.ts";
import { Cells, deleted } from "../sync/merge.ts";
import type { OutboxRow, RecordRow } from "../sync/replica.ts";
import { isRestrictedClass, type Shown, showAll } from "../sync/show.ts";
import type { Entry, EntryState, Head, Value } from "./interface.ts";
import { authorOf, madeAtMs } from "./origin.ts";
import type { StoredOutboxRow } from "./rows.ts";
import { isSealed, isStubField } from "./seal.ts";

type Unsent = OutboxRow & Partial<Pick<StoredOutboxRow, "sealed" | "carriedBy">>;

/**
 * Null when there is nothing to show: the record is deleted, or of a kind that this version does
 * not know. `unsent` are the outbox rows of this record, oldest first.
 */
export function makeEntry(
  path: string,
  row: RecordRow | null,
  unsent: readonly Unsent[],
  user: string | null,
): Entry | null {
  const slash = path.indexOf("/");
  const declared = SCHEMA.kinds.get(path.slice(0, slash));
  if (declared === undefined) return null;
  const state =
    (row !== null && unsent.length === 0 ? readPlain(declared, row) : null) ??
    readJoined(declared, path.slice(slash + 1), row, unsent, user);
  if (state === null) return null;
  const { cells, stub, author } = state;
  const bad = unsent.find((one) => one.state === "bad")?.reason ?? null;
  let heads = stub ? headsOf(cells, stub) : null;
  const entry = {
    kind: declared.name,
    id: cells.record,
    path,
    fields: state.fields,
    // What a form covers. A phone holds thousands of entries, and somebody opens a few of them.
    get heads() {
      heads ??= headsOf(cells, stub);
      return heads;
    },
    conflicts: state.conflicts,
    held: unsent.some((one) => one.state === "held"),
    bad,
    refused: row === null && !stub ? refusedValues(unsent) : {},
    author,
    mine: user !== null && author === user,
    madeAtMs: state.madeAtMs,
    deleted: false,
    asked: false,
    state: "sent" as EntryState,
    stub,
    carriedBy: unsent.find((one) => one.carriedBy != null)?.carriedBy ?? null,
  };
  entry.asked = isAsked(entry);
  entry.state = stateOf(entry, unsent);
  return entry;
}

/** What the cells of a record say, whichever way they were read. */
interface Read {
  readonly cells: Cells;
  readonly stub: boolean;
  readonly fields: Readonly<Record<string, Value>>;
  readonly conflicts: readonly string[];
  readonly author: string | null;
  readonly madeAtMs: number;
}

/** The general way; null of a record that is deleted. */
function readJoined(
  declared: Kind,
  id: string,
  row: RecordRow | null,
  unsent: readonly Unsent[],
  user: string | null,
): Read | null {
  const kind = declared.name;
  const cells = joined(kind, id, row, unsent, user);
  if (deleted(cells)) return null;
  const stub = row?.stub != null || unsent.some((one) => one.sealed) || isSealed(cells, unsent);
  const shown = stub ? stubOf(kind, showAll(declared, cells)) : showAll(declared, cells);
  const fields: Record<string, Value> = { ...row?.stub };
  for (const [name, one] of shown) fields[name] = one.value;
  return {
    cells,
    stub,
    fields,
    conflicts: conflictsOf(declared, shown),
    author: typeof fields["author"] === "string" ? fields["author"] : authorOf(cells),
    madeAtMs: readMs(fields["made_at"]) ?? madeAtMs(cells) ?? 0,
  };
}

const NO_CONFLICTS: readonly string[] = [];

/**
 * The short way, of nearly every record at a cold start: every field has one head, nothing is
 * deleted or restricted, and what it shows stands in the stored fragment as it is. Null of any
 * other, which takes the general way; a test holds both together.
 */
function readPlain(declared: Kind, { cells, stub }: RecordRow): Read | null {
  const { wire } = cells;
  if (wire === null || stub !== null || isRestrictedClass(declared.visibility)) return null;
  const fields: Record<string, Value> = {};
  let first: readonly [string, string | null] | null = null;
  let began: readonly [string, string | null] | null = null;
  for (const [wid, user, values] of wire.w) {
    if (first === null || wid < first[0]) first = [wid, user];
    for (const name of Object.keys(values)) {
      if (name === "$gone" || Object.hasOwn(fields, name)) return null;
      const field = declared.field(name);
      if (field === undefined) continue;
      if (field.merge === "narrowest" || field.merge === "derived") return null;
      const value = values[name] as Value;
      if (field.implies !== undefined && impliedClass(field, value, keyOf(name)) !== null) {
        return null;
      }
      fields[name] = value;
      if (name === "org") began = [wid, user];
    }
  }
  if (first === null) return null;
  const covered = Object.values(wire.x).flat();
  const oldest = covered.reduce((least, wid) => (wid < least ? wid : least), first[0]);
  return {
    cells,
    stub: false,
    fields,
    conflicts: NO_CONFLICTS,
    author: (began ?? first)[1],
    madeAtMs: widMs(began === null ? oldest : began[0]),
  };
}

/** A stub says when its record was made; its cells here are at most a later correction. */
function readMs(time: Value | undefined): number | null {
  const ms = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function stubOf(kind: string, shown: ReadonlyMap<string, Shown>): ReadonlyMap<string, Shown> {
  return new Map([...shown].filter(([name]) => isStubField(kind, name)));
}

/** Refused changes are left out, unless they are all there is to show. */
function joined(
  kind: string,
  id: string,
  row: RecordRow | null,
  unsent: readonly Unsent[],
  user: string | null,
): Cells {
  // Nothing to join: stored cells are read here and never written into.
  if (row !== null && unsent.length === 0) return row.cells;
  const cells = new Cells(kind, id);
  if (row !== null) cells.merge(row.cells);
  for (const { change, state } of unsent) {
    if (state !== "bad") cells.apply(change, user);
  }
  if (row === null && unsent.every(({ state }) => state === "bad")) {
    for (const { change } of unsent) cells.apply(change, user);
  }
  return cells;
}

function refusedValues(unsent: readonly Unsent[]): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const { change, state } of unsent) {
    if (state !== "bad") continue;
    for (const [field, { value }] of change.writes) values[field] = value;
  }
  return values;
}

function stateOf(entry: Omit<Entry, "state">, unsent: readonly Unsent[]): EntryState {
  if (entry.bad !== null) return "attention";
  if (entry.mine && (entry.conflicts.length > 0 || entry.asked)) return "attention";
  const waiting = unsent.some((one) => one.state === "open" || one.state === "frozen");
  return waiting ? "saved" : "sent";
}

/** Asked, and not answered since: an answer that was taken back is none. */
function isAsked(entry: Pick<Entry, "fields" | "heads">): boolean {
  if (entry.fields["queried"] !== true) return false;
  const { heads } = entry;
  const answers = heads["answer"]?.filter(({ value }) => value !== null);
  return newest(answers) <= newest([...(heads["queried"] ?? []), ...(heads["query"] ?? [])]);
}

function newest(heads: readonly Head[] | undefined): string {
  return (heads ?? []).reduce((latest, { wid }) => (wid > latest ? wid : latest), "");
}

function headsOf(cells: Cells, stub: boolean): Record<string, readonly Head[]> {
  const heads: Record<string, readonly Head[]> = {};
  for (const [field, values] of cells.live) {
    if (stub && !isStubField(cells.kind, field)) continue;
    heads[field] = [...values].map(([wid, value]) => ({
      wid,
      value,
      user: cells.users.get(wid) ?? null,
    }));
  }
  return heads;
}

/** Of a value that is set once nobody may choose another: that is for the coordinators to see. */
function conflictsOf(kind: Kind, shown: ReadonlyMap<string, Shown>): readonly string[] {
  return [...shown]
    .filter(([name, one]) => one.conflict && kind.field(name)?.merge !== "once")
    .map(([name]) => name);
}
