/**
 * A phone's replica as pure functions over rows: what a save writes, what the screen shows.
 * What a reply does is in `receipt.ts`. Twin of `sync/replica.py`; sync.md sections 4 and 6.
 *
 * Whoever keeps the rows (IndexedDB on a phone) reads what a call needs, calls it, and writes the
 * returned effects in the same transaction.
 */
import { SCHEMA_NUMBER } from "../schema/records.gen.ts";
import type { Field } from "../schema/records.ts";
import { compareText, type Scalar, same, type Value } from "./canonical.ts";
import { Change, COVERS_MAX } from "./change.ts";
import { encodeWid, WID_MS_MAX, widMs } from "./ids.ts";
import { Cells, type Heads } from "./merge.ts";

export { receive } from "./receipt.ts";

/**
 * open: a form may still write into it. frozen: may have left the phone. held: a coordinator will
 * decide. bad: can never be accepted, stays in the visible drawer.
 */
export type OutboxState = "bad" | "frozen" | "held" | "open";

/** A change that no reply has acknowledged. `reason` is the code of held or bad. */
export interface OutboxRow {
  readonly change: Change;
  readonly state: OutboxState;
  readonly reason: string | null;
}

/** An own acknowledged change, kept in case the server is restored from an older backup. */
export interface KeptRow {
  readonly change: Change;
  readonly ackedMs: number;
}

/**
 * A record as the server gave it. While `stub` is set, `cells` is empty.
 * `generation` is that of the last pull, `acked` that of the last acknowledgement: a sweep keeps
 * what either has seen, yet only a pull in its generation vouches for all that `cells` holds.
 */
export interface RecordRow {
  readonly cells: Cells;
  readonly stub: Readonly<Record<string, Value>> | null;
  readonly generation: number;
  readonly acked: number;
}

/** Where this replica stands with one server; `sweeping` from a reset until its last page. */
export interface ReplicaMeta {
  readonly user: string;
  readonly cursor: string | null;
  readonly generation: number;
  readonly sweeping: boolean;
}

/** Everything a replica holds, or the part of it that one call needs. */
export interface Rows {
  readonly records: ReadonlyMap<string, RecordRow>;
  readonly outbox: ReadonlyMap<string, OutboxRow>;
  readonly kept: ReadonlyMap<string, KeptRow>;
  readonly meta: ReplicaMeta;
}

/** What to write, in one transaction; null deletes the row. */
export interface Effects {
  readonly records: ReadonlyMap<string, RecordRow | null>;
  readonly outbox: ReadonlyMap<string, OutboxRow | null>;
  readonly kept: ReadonlyMap<string, KeptRow | null>;
  readonly meta: ReplicaMeta;
}

/** Own acknowledged changes are kept in clear this long. */
export const KEPT_MS = 7 * 24 * 3600 * 1000;

/** The cells that a screen shows of one record: the server's joined with what is not sent yet. */
export function shownCells(rows: Rows, path: string): Cells {
  const slash = path.indexOf("/");
  const cells = new Cells(path.slice(0, slash), path.slice(slash + 1));
  const row = rows.records.get(path);
  if (row !== undefined) cells.merge(row.cells);
  for (const { change, state } of rows.outbox.values()) {
    if (state !== "bad" && change.path === path) cells.apply(change, rows.meta.user);
  }
  return cells;
}

/**
 * The ids a save of this field covers, taken from what is rendered: `heads` are those known when
 * the form was rendered, `screen` the values it showed. Of more than 64 heads the oldest are
 * covered. An unknown field is covered as one under `review`: the least that can be meant.
 */
export function basis(field: Field | null, heads: Heads, screen: readonly Value[]): string[] {
  const policy = field?.merge ?? "review";
  if (policy === "once") return [];
  const rendered = [...heads].filter(
    ([, value]) => policy !== "review" || screen.some((one) => same(one, value)),
  );
  return oldest(rendered.map(([wid]) => wid));
}

/**
 * The change that a form writes: a new one, or its open one with the last values.
 *
 * `nowMs` is the phone's clock with its offset; `dirty` has only what the person changed. Texts
 * are normalised to NFC here, and characters that no change may carry are left out.
 */
export function save(
  opened: Change | null,
  path: string,
  dirty: Readonly<Record<string, Value>>,
  bases: Readonly<Record<string, readonly string[]>>,
  nowMs: number,
  random50: number,
): Change {
  const change = opened ?? fresh(path, Object.keys(dirty), bases, nowMs, random50);
  const writes = new Map(change.writes);
  for (const [name, value] of Object.entries(dirty)) {
    const before = writes.get(name)?.covers ?? [];
    const covers = new Set([...before, ...(bases[name] ?? [])]);
    covers.delete(change.id);
    writes.set(name, { value: tidy(value), covers: oldest([...covers]) });
  }
  return new Change(change.id, change.kind, change.record, change.schema, writes);
}

/**
 * What a request may carry, in this order: the frozen changes by id, so that what was written first
 * arrives first; then, when asked for, those that wait for a coordinator. Never an open one.
 */
export function pending<Row extends OutboxRow>(outbox: Iterable<Row>, withHeld: boolean): Row[] {
  const rows = [...outbox].sort((a, b) => compareText(a.change.id, b.change.id));
  const held = withHeld ? rows.filter((row) => row.state === "held") : [];
  return [...rows.filter((row) => row.state === "frozen"), ...held];
}

/** The ids of the kept changes that were acknowledged long enough ago. */
export function expiredKept(kept: ReadonlyMap<string, KeptRow>, nowMs: number): string[] {
  return [...kept].filter(([, row]) => nowMs - row.ackedMs > KEPT_MS).map(([id]) => id);
}

function fresh(
  path: string,
  names: readonly string[],
  bases: Readonly<Record<string, readonly string[]>>,
  nowMs: number,
  random50: number,
): Change {
  const covered = names.flatMap((name) => bases[name] ?? []);
  // Later than all it covers, so that a clock that runs behind does not disorder the screen.
  const afterMs = covered.reduce((ms, wid) => Math.max(ms, widMs(wid) + 1), 0);
  const ms = Math.min(WID_MS_MAX, Math.max(Math.floor(nowMs), afterMs));
  const slash = path.indexOf("/");
  const [kind, record] = [path.slice(0, slash), path.slice(slash + 1)];
  return new Change(encodeWid(ms, random50), kind, record, SCHEMA_NUMBER, new Map());
}

function oldest(wids: readonly string[]): string[] {
  return [...wids].sort().slice(0, COVERS_MAX);
}

function tidy(value: Value): Value {
  return isArray(value) ? value.map(tidyScalar) : tidyScalar(value);
}

function isArray(value: Value): value is readonly Scalar[] {
  return Array.isArray(value);
}

function tidyScalar(value: Scalar): Scalar {
  if (typeof value !== "string") return value;
  // With the u flag the class matches lone surrogates only, never halves of a pair.
  return value.replace(/[\0\ud800-\udfff]/gu, "").normalize("NFC");
}
