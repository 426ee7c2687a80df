/** Who began a record and when, from its cells. */
import { widMs } from "../sync/ids.ts";
import { Cells } from "../sync/merge.ts";
import type { RecordRow } from "../sync/replica.ts";

/** The user of the write that set `org`, else of the oldest live one. */
export function authorOf(cells: Cells): string | null {
  const oldest = smallest(cells.heads("org").keys()) ?? smallest(cells.users.keys());
  return oldest === null ? null : (cells.users.get(oldest) ?? null);
}

/** The time of that write, else of the oldest one known; null of a record without any. */
export function madeAtMs(cells: Cells): number | null {
  const oldest =
    smallest(cells.heads("org").keys()) ??
    smallest([...cells.users.keys(), ...[...cells.covered.values()].flatMap((wids) => [...wids])]);
  return oldest === null ? null : widMs(oldest);
}

/** As the server's stub will be: enough for its author to keep the line in sight. */
export function stubRow(row: RecordRow): RecordRow {
  const { kind, record } = row.cells;
  const made_at = new Date(madeAtMs(row.cells) ?? 0).toISOString();
  return { ...row, cells: new Cells(kind, record), stub: { author: authorOf(row.cells), made_at } };
}

function smallest(wids: Iterable<string>): string | null {
  let least: string | null = null;
  for (const wid of wids) if (least === null || wid < least) least = wid;
  return least;
}
