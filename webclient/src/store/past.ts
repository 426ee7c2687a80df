/**
 * Envelopes of what the server named, kept sealed for 30 days in case it is restored from an older
 * backup: also of what this phone may not, or not any more, read. sync.md section 6, `kept`.
 */

import type { SyncReply } from "../sync/protocol.ts";
import type { SealedRow, Writing } from "./db.ts";
import type { StoredOutboxRow } from "./rows.ts";
import { putSealed, type Written } from "./written.ts";

const PAST_MS = 30 * 24 * 60 * 60_000;

/** `record` is the record's id; null when nobody here could read the change any more. */
export interface PastRow extends SealedRow {
  readonly record: string | null;
  readonly ackedMs: number;
}

/**
 * Before a reply is applied: what it acknowledges goes there, what is gone or erased goes for good,
 * and a restored server is offered everything again.
 */
export async function keepPast(
  tx: Writing,
  network: string,
  outbox: ReadonlyMap<string, StoredOutboxRow>,
  reply: SyncReply,
  written: Written,
): Promise<void> {
  const past = tx.objectStore("past");
  if (reply.reset === "timeline") await offerAgain(tx, network, written);
  const sealed = await Promise.all(reply.ack.map((id) => tx.objectStore("sealed").get(id)));
  for (const [at, id] of reply.ack.entries()) {
    const row = sealed[at];
    const record = outbox.get(id)?.change.record ?? null;
    if (row !== undefined) await past.put({ ...row, record, ackedMs: reply.now }, id);
  }
  const voided = Object.keys(reply.void).map((id) => outbox.get(id)?.change.path ?? "");
  const leaving = [...reply.gone, ...reply.erased, ...voided];
  if (leaving.length === 0) return;
  const records = new Set(leaving.map((path) => path.slice(path.indexOf("/") + 1)));
  await dropPast(tx, ({ record }) => record !== null && records.has(record));
}

/** What was acknowledged long enough ago; `nowMs` is the server's time. */
export function forgetPast(tx: Writing, nowMs: number): Promise<void> {
  return dropPast(tx, ({ ackedMs }) => nowMs - ackedMs > PAST_MS);
}

async function offerAgain(tx: Writing, network: string, written: Written): Promise<void> {
  const past = tx.objectStore("past");
  const [ids, rows] = await Promise.all([past.getAllKeys(), past.getAll()]);
  for (const [at, id] of ids.entries()) {
    const row = rows[at];
    if (row === undefined || row.network !== network) continue;
    const { record: _, ackedMs: __, ...envelope } = row;
    const anew = { state: "waiting", reason: null, handedMs: null, triedMs: null } as const;
    await putSealed(tx, id, { ...envelope, ...anew }, written);
  }
  await past.clear();
}

async function dropPast(tx: Writing, isOver: (row: PastRow) => boolean): Promise<void> {
  const past = tx.objectStore("past");
  const [ids, rows] = await Promise.all([past.getAllKeys(), past.getAll()]);
  for (const [at, id] of ids.entries()) {
    const row = rows[at];
    if (row !== undefined && isOver(row)) await past.delete(id);
  }
}
