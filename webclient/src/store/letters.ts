/**
 * The sealed side of an exchange: which envelopes go out with what can be read, and what a reply
 * says of them. sync.md section 8, `sealed`; `security.md` P3, P5.
 */
import type { WireChange } from "../sync/change.ts";
import { ID_REUSE, PUSH_BYTES_MAX, type SyncReply } from "../sync/protocol.ts";
import { pending } from "../sync/replica.ts";
import { toBase64url } from "../vault/bytes.ts";
import type { Reading, SealedRow, Writing } from "./db.ts";
import type { StoredOutboxRow } from "./rows.ts";
import { dropOutbox, putMeta, putOutbox, putSealed, readSealed, type Written } from "./written.ts";

export type Letter = readonly [id: string, row: SealedRow];

/** What waits of this network and has no readable copy here, by the id of the change inside. */
export async function readBlind(
  tx: Reading | Writing,
  network: string,
  outbox: readonly StoredOutboxRow[],
): Promise<readonly Letter[]> {
  const readable = new Set(outbox.map(({ change }) => change.id));
  const [sealed, open] = await Promise.all([readSealed(tx), tx.objectStore("open").getAllKeys()]);
  return [...sealed].filter(
    ([id, row]) => row.network === network && !readable.has(id) && !open.includes(id),
  );
}

/** Of the changes that lie here without their content. */
export async function envelopesOf(
  tx: Reading | Writing,
  outbox: readonly StoredOutboxRow[],
  held: boolean,
): Promise<readonly Letter[]> {
  const sealed = await readSealed(tx);
  return pending(outbox, held).flatMap(({ whole, change: { id } }) => {
    const row = whole ? undefined : sealed.get(id);
    return row === undefined ? [] : [[id, row] as const];
  });
}

export function due(held: boolean): (letter: Letter) => boolean {
  return ([, { state }]) => held || state === "waiting";
}

/** What waits for the network and device that this phone is now. */
interface Waiting {
  readonly outbox: ReadonlyMap<string, StoredOutboxRow>;
  readonly blind: readonly Letter[];
  readonly device: string;
}

/**
 * What a reply says of envelopes. One leaves when the change inside is named; when it is of another
 * device than this, so that nobody here is told of that change, when it was taken.
 */
export async function settleSealed(
  tx: Writing,
  rows: Waiting,
  reply: SyncReply,
  written: Written,
): Promise<void> {
  const named = new Set([...reply.ack, ...Object.keys(reply.void)]);
  const reasons = { ...reply.held, ...reply.bad };
  for (const [id, row] of rows.blind) {
    const verdict = reply.sealed[row.envelope];
    const taken = verdict === "ok" && row.device !== rows.device;
    if (named.has(id) || taken) await dropOutbox(tx, id, written);
    else if (reasons[id] !== undefined || (verdict !== undefined && verdict !== "ok")) {
      const reason = reasons[id] ?? verdict ?? null;
      await putSealed(tx, id, { ...row, state: "held", reason }, written);
    }
  }
  const sealed = await readSealed(tx);
  const unknown = [...sealed.values()].some(({ envelope, device }) => {
    return device === rows.device && reply.sealed[envelope] === "unknown_device";
  });
  // The server has no key of this phone, or lost it: it is told again.
  if (unknown) await putMeta(tx, { keyTold: false }, written);
  for (const [id, row] of rows.outbox) {
    const verdict = row.whole ? undefined : reply.sealed[sealed.get(id)?.envelope ?? ""];
    const reused = !row.whole && reply.held[id] === ID_REUSE;
    if (verdict === "corrupt")
      await putOutbox(tx, { ...row, state: "bad", reason: verdict }, written);
    else if (verdict === "held" || reused) {
      const reason = reused ? ID_REUSE : (reply.held[id] ?? "device_revoked");
      await putOutbox(tx, { ...row, state: "held", reason }, written);
    }
  }
}

/** As many, from the first, as fit into one request: what can be read, then envelopes. */
export function fitting(
  plain: readonly StoredOutboxRow[],
  letters: readonly Letter[],
  most: number,
): { ids: string[]; push: WireChange[]; sealed: string[] } {
  const chosen = { ids: [] as string[], push: [] as WireChange[], sealed: [] as string[] };
  let bytes = 0;
  const fits = (more: number) => {
    bytes += more;
    return chosen.ids.length < most && bytes <= PUSH_BYTES_MAX;
  };
  for (const { change } of plain) {
    const wire = change.toWire();
    if (!fits(new TextEncoder().encode(JSON.stringify(wire)).length + 1)) return chosen;
    chosen.ids.push(change.id);
    chosen.push.push(wire);
  }
  for (const [id, row] of letters) {
    const text = toBase64url(row.bytes);
    if (!fits(text.length + 3)) return chosen;
    chosen.ids.push(id);
    chosen.sealed.push(text);
  }
  return chosen;
}
