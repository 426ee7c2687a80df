/**
 * What a phone may show and keep of a restricted record: its stub. `security.md` P2 and P9.
 *
 * The server sends nothing else of it; these functions close the gap before its stub arrives, for
 * what this phone wrote itself.
 */
import { SCHEMA } from "../schema/records.ts";
import { Cells } from "../sync/merge.ts";
import type { Effects, OutboxRow, RecordRow } from "../sync/replica.ts";
import { isRestricted, showAll } from "../sync/show.ts";
import type { Value } from "./interface.ts";
import { authorOf, madeAtMs } from "./origin.ts";

/** Whether nobody may read this record here, counting what was refused of it too. */
export function isSealed(cells: Cells, unsent: readonly OutboxRow[]): boolean {
  const kind = SCHEMA.kinds.get(cells.kind);
  if (kind === undefined) return false;
  const refused = unsent.filter(({ state }) => state === "bad");
  if (refused.length === 0) return isRestricted(kind, cells);
  const all = new Cells(cells.kind, cells.record);
  all.merge(cells);
  for (const { change } of refused) all.apply(change, null);
  return isRestricted(kind, all);
}

/** Whether a field travels in stubs. */
export function isStubField(kind: string, field: string): boolean {
  return SCHEMA.kinds.get(kind)?.field(field)?.stub === true;
}

/**
 * What a reply does, without what may not come to rest: a change that was just acknowledged may
 * be restricted, and its stub on a later page only.
 */
export function sealed(effects: Effects): Effects {
  const paths = new Set<string>();
  const records = new Map<string, RecordRow | null>();
  for (const [path, row] of effects.records) {
    const seal = row !== null && row.stub === null && isSealed(row.cells, []);
    if (seal) paths.add(path);
    records.set(path, seal ? stubRow(row) : row);
  }
  if (paths.size === 0) return effects;
  const kept = new Map(effects.kept);
  for (const [id, row] of kept) if (row !== null && paths.has(row.change.path)) kept.set(id, null);
  return { ...effects, records, kept };
}

/** The stub as the server will send it, so that its author keeps the line in sight. */
function stubRow(row: RecordRow): RecordRow {
  const { cells } = row;
  const kind = SCHEMA.kinds.get(cells.kind);
  const made_at = new Date(madeAtMs(cells) ?? 0).toISOString();
  const stub: Record<string, Value> = { author: authorOf(cells), made_at };
  for (const [name, { value }] of kind === undefined ? [] : showAll(kind, cells)) {
    if (isStubField(cells.kind, name)) stub[name] = value;
  }
  return { ...row, cells: new Cells(cells.kind, cells.record), stub };
}
