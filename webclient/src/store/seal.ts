/**
 * What a phone may show of a restricted record: its stub. `security.md` P2.
 *
 * The server sends nothing else of it; these functions close the gap before its stub arrives, for
 * what this phone wrote itself. Only pages use them: the worker does not carry the vocabulary, and
 * goes by the mark that a save leaves in the outbox.
 */
import { SCHEMA } from "../schema/records.ts";
import { Cells } from "../sync/merge.ts";
import type { OutboxRow } from "../sync/replica.ts";
import { isRestricted } from "../sync/show.ts";
import type { Value } from "./interface.ts";

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

/** Whether a save of these fields makes its record restricted, whatever else it holds. */
export function isSealing(kind: string, fields: Readonly<Record<string, Value>>): boolean {
  const declared = SCHEMA.kinds.get(kind);
  if (declared === undefined) return false;
  const cells = Cells.fromWire({ c: kind, r: "", w: [["", "", fields]], x: {} });
  return isRestricted(declared, cells);
}
