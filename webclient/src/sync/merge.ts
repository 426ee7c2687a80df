/**
 * How concurrent writes of one record become one record. Twin of `sync/merge.py`, which opens with
 * the essay that says why; sync.md sections 3 and 5.
 *
 * A cell (record, field, write id) only ever goes absent → live(value) → covered, so that joining
 * two replicas is a pointwise maximum. A policy says what is shown; it never changes a cell.
 */
import { compare, compareText, same, type Value } from "./canonical.ts";
import type { Change } from "./change.ts";

/** A cell whose write is replaced; what it held is history. */
export const COVERED = Symbol("covered");

/** A cell that holds a value which no known write replaces. */
export interface Live {
  readonly value: Value;
}

/** Null is an absent cell. */
export type Cell = Live | typeof COVERED | null;

/** The live cells of one field: write id → value. */
export type Heads = ReadonlyMap<string, Value>;

/** A record's state as it travels: live cells by write (id, user, fields), covered ids by field. */
export interface WireCells {
  readonly c: string;
  readonly r: string;
  readonly w: readonly (readonly [string, string | null, Readonly<Record<string, Value>>])[];
  readonly x: Readonly<Record<string, readonly string[]>>;
}

const NO_HEADS: Heads = new Map();

/**
 * Joins two states of one cell: absent < live < covered.
 *
 * Commutative, associative, idempotent. Two live values of one write id never differ unless a
 * client is broken or hostile; the larger canonical JSON, compared as UTF-8 bytes, then stands.
 * Source: observed-remove sets, Bieniusa et al. 2012.
 */
export function joinCell(ours: Cell, theirs: Cell): Cell {
  if (ours === null) return theirs;
  if (theirs === null) return ours;
  if (ours === COVERED || theirs === COVERED) return COVERED;
  return compare(ours.value, theirs.value) >= 0 ? ours : theirs;
}

/** The merged state of one record: every cell that is not absent, and who wrote the live ones. */
export class Cells {
  readonly kind: string;
  readonly record: string;
  /** As it was read, until somebody asks for a cell: a phone holds thousands and shows a few. */
  #wire: WireCells | null;
  #cells: Unfolded | null = null;

  constructor(kind: string, record: string, wire: WireCells | null = null) {
    this.kind = kind;
    this.record = record;
    this.#wire = wire;
  }

  /** The fragment that this was read from, while no cell was asked for. */
  get wire(): WireCells | null {
    return this.#wire;
  }

  get live(): Map<string, Map<string, Value>> {
    return this.#unfolded().live;
  }

  get covered(): Map<string, Set<string>> {
    return this.#unfolded().covered;
  }

  /** Of each write with a live cell; null on the phone that has not sent it yet. */
  get users(): Map<string, string | null> {
    return this.#unfolded().users;
  }

  get path(): string {
    return `${this.kind}/${this.record}`;
  }

  heads(field: string): Heads {
    return this.live.get(field) ?? NO_HEADS;
  }

  cell(field: string, wid: string): Cell {
    if (this.covered.get(field)?.has(wid)) return COVERED;
    const value = this.live.get(field)?.get(wid);
    return value === undefined ? null : { value };
  }

  /** Joins the delta of a change; whether any cell moved. */
  apply(change: Change, user: string | null = null): boolean {
    let moved = false;
    for (const [field, { value, covers }] of change.writes) {
      moved = this.join(field, change.id, { value }, user) || moved;
      for (const wid of covers) moved = this.join(field, wid, COVERED) || moved;
    }
    return moved;
  }

  /** Joins another replica's state of the same record; whether any cell moved. */
  merge(other: Cells): boolean {
    let moved = false;
    for (const [field, wids] of other.covered) {
      for (const wid of wids) moved = this.join(field, wid, COVERED) || moved;
    }
    for (const [field, heads] of other.live) {
      for (const [wid, value] of heads) {
        moved = this.join(field, wid, { value }, other.users.get(wid) ?? null) || moved;
      }
    }
    return moved;
  }

  /** Joins one cell; whether it moved. */
  join(field: string, wid: string, cell: Cell, user: string | null = null): boolean {
    const before = this.cell(field, wid);
    const after = joinCell(before, cell);
    if (after === null || before === COVERED) return false;
    if (after === COVERED) {
      this.#cover(field, wid);
      return true;
    }
    // Ids are unique, so two users of one write are a broken client: the larger stands.
    this.users.set(wid, larger(this.users.get(wid) ?? null, user));
    if (after === before) return false;
    put(this.live, field, wid, after.value);
    return true;
  }

  #cover(field: string, wid: string): void {
    const covered = this.covered.get(field);
    if (covered === undefined) this.covered.set(field, new Set([wid]));
    else covered.add(wid);
    const heads = this.live.get(field);
    if (heads?.delete(wid) !== true) return;
    if (heads.size === 0) this.live.delete(field);
    if (![...this.live.values()].some((others) => others.has(wid))) this.users.delete(wid);
  }

  /** The fragment `{c, r, w, x}`; equal states give equal canonical bytes. */
  toWire(): WireCells {
    const writes = new Map<string, Record<string, Value>>();
    for (const [field, heads] of this.live) {
      for (const [wid, value] of heads) {
        const fields = writes.get(wid);
        if (fields === undefined) writes.set(wid, { [field]: value });
        else fields[field] = value;
      }
    }
    const x: Record<string, readonly string[]> = {};
    for (const [field, wids] of this.covered) x[field] = [...wids].sort();
    const sorted = [...writes].sort(([a], [b]) => compareText(a, b));
    return {
      c: this.kind,
      r: this.record,
      w: sorted.map(([wid, fields]) => [wid, this.users.get(wid) ?? null, fields]),
      x,
    };
  }

  /** Reads a fragment that a replica wrote. */
  static fromWire(wire: WireCells): Cells {
    const cells = new Cells(wire.c, wire.r, wire);
    cells.#unfolded();
    return cells;
  }

  /** As {@link fromWire}, of a fragment of {@link toWire}: not read before a cell is asked for. */
  static folded(wire: WireCells): Cells {
    return new Cells(wire.c, wire.r, wire);
  }

  #unfolded(): Unfolded {
    if (this.#cells !== null) return this.#cells;
    const wire = this.#wire;
    this.#wire = null;
    this.#cells = { live: new Map(), covered: new Map(), users: new Map() };
    const { live, covered, users } = this.#cells;
    for (const [field, wids] of Object.entries(wire?.x ?? {})) covered.set(field, new Set(wids));
    for (const [wid, user, fields] of wire?.w ?? []) {
      for (const [field, value] of Object.entries(fields)) {
        // A first head of a field with nothing covered is nearly every cell.
        if (live.has(field) || covered.has(field)) this.join(field, wid, { value }, user);
        else {
          live.set(field, new Map([[wid, value]]));
          users.set(wid, larger(users.get(wid) ?? null, user));
        }
      }
    }
    return this.#cells;
  }
}

interface Unfolded {
  readonly live: Map<string, Map<string, Value>>;
  readonly covered: Map<string, Set<string>>;
  readonly users: Map<string, string | null>;
}

/** Follows `$into` to the record that stays; a cycle ends at its smallest id. */
export function canonicalRecord(start: string, into: (id: string) => string | null): string {
  const path: string[] = [];
  let here: string | null = start;
  while (here !== null && !path.includes(here)) {
    path.push(here);
    here = into(here);
  }
  if (here === null) return path.at(-1) ?? start;
  return path.slice(path.indexOf(here)).reduce((a, b) => (a < b ? a : b));
}

/** The ids that a deletion must name: those live in any field but `$gone`, null left out. */
export function liveWids(cells: Cells): Set<string> {
  const wids = new Set<string>();
  for (const [field, heads] of cells.live) {
    if (field === "$gone") continue;
    for (const [wid, value] of heads) if (value !== null) wids.add(wid);
  }
  return wids;
}

/** Whether the record is deleted: all that is live was seen by those who deleted it. */
export function deleted(cells: Cells): boolean {
  const seen = goneIds(cells);
  return seen !== null && [...liveWids(cells)].every((wid) => seen.has(wid));
}

/** Whether somebody deleted the record and somebody wrote what the deletion had not seen. */
export function editedAfterDeletion(cells: Cells): boolean {
  return goneIds(cells) !== null && !deleted(cells);
}

/** Whether the heads hold more than one value, as canonical JSON. */
export function differ(heads: Heads): boolean {
  const [first, ...others] = heads.values();
  return first !== undefined && !others.every((other) => same(first, other));
}

/** What the deletions saw together; null when nobody deleted. */
function goneIds(cells: Cells): Set<unknown> | null {
  const lists = [...cells.heads("$gone").values()].filter((value) => Array.isArray(value));
  return lists.length === 0 ? null : new Set(lists.flat());
}

function put(live: Map<string, Map<string, Value>>, field: string, wid: string, value: Value) {
  const heads = live.get(field);
  if (heads === undefined) live.set(field, new Map([[wid, value]]));
  else heads.set(wid, value);
}

function larger(ours: string | null, theirs: string | null): string | null {
  return (ours ?? "") >= (theirs ?? "") ? ours : theirs;
}
