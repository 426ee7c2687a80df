/** What happened to one entry, as far as this phone knows: live writes, own changes of 7 days. */
import type { Change } from "../sync/change.ts";
import { widMs } from "../sync/ids.ts";
import type { Cells } from "../sync/merge.ts";
import type { KeptRow, OutboxRow, OutboxState } from "../sync/replica.ts";
import type { Step, Value } from "./interface.ts";

const STATES: Readonly<Record<OutboxState, Step["state"]>> = {
  open: "saved",
  frozen: "saved",
  held: "held",
  bad: "refused",
};

/** The newest first. `user` is whose phone this is. */
export function stepsOf(
  cells: Cells | null,
  kept: readonly KeptRow[],
  outbox: readonly OutboxRow[],
  user: string | null,
): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const [id, fields] of writesOf(cells)) {
    steps.set(id, step(id, cells?.users.get(id) ?? null, "sent", fields));
  }
  // An own change says what it set in full, also where a later one replaced it.
  for (const { change } of kept) {
    steps.set(change.id, step(change.id, user, "sent", valuesOf(change)));
  }
  for (const { change, state } of outbox) {
    steps.set(change.id, step(change.id, user, STATES[state], valuesOf(change)));
  }
  return [...steps.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function step(
  id: string,
  user: string | null,
  state: Step["state"],
  fields: Readonly<Record<string, Value>>,
): Step {
  return { id, atMs: widMs(id), user, state, fields };
}

function writesOf(cells: Cells | null): ReadonlyMap<string, Record<string, Value>> {
  const writes = new Map<string, Record<string, Value>>();
  for (const [field, heads] of cells?.live ?? []) {
    for (const [id, value] of heads) writes.set(id, { ...writes.get(id), [field]: value });
  }
  return writes;
}

function valuesOf(change: Change): Record<string, Value> {
  return Object.fromEntries([...change.writes].map(([field, { value }]) => [field, value]));
}
