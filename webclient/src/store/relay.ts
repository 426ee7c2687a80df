/**
 * Handing in envelopes without saying who one is: from a locked phone, by the worker behind a closed
 * app, and by a phone that was blocked; for another's file: `carried.ts`. `security.md` P3, L6.
 *
 * An answer here removes nothing, for anybody could have given it: it marks what was handed in. A
 * change leaves this phone only when the server names it to the phone itself.
 */

import type { Outcome } from "../sync/conversation.ts";
import { isObject, type JsonObject, type Transport } from "../sync/transport.ts";
import { toBase64url } from "../vault/bytes.ts";
import type { SealedRow } from "./db.ts";
import type { Letter } from "./letters.ts";
import { putSealed, readSealed, type Writer } from "./written.ts";

const LETTERS_MAX = 200;
const BYTES_MAX = 1000 * 1024;
/** What the server would not have is offered again after this long. */
const AGAIN_MS = 60 * 60_000;
type Verdicts = ReadonlyMap<string, string>;

/** Hands in what waits and is closed; `idle` when there is nothing. */
export async function relay(
  writer: Writer,
  transport: Transport,
  nowMs: () => number,
): Promise<Outcome> {
  const waiting = await lettersOf(writer, (row) => isDue(row, nowMs()));
  if (waiting.length === 0) return { kind: "idle" };
  for (const letters of parcels(waiting, ([, row]) => row.bytes.length)) {
    const answer = await handOver(
      transport,
      letters.map(([, { bytes }]) => toBase64url(bytes)),
    );
    if (!answer.ok) return answer.error;
    await note(writer, letters, answer.value, nowMs());
  }
  return { kind: "done" };
}

/** What waits and takes no further writes, in its order. */
export async function lettersOf(
  writer: Writer,
  wanted: (row: SealedRow) => boolean,
): Promise<readonly Letter[]> {
  return writer.database.read(["sealed", "open"], async (tx) => {
    const [rows, open] = await Promise.all([readSealed(tx), tx.objectStore("open").getAllKeys()]);
    const closed = [...rows].filter(([id, row]) => wanted(row) && !open.includes(id));
    return closed.sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

function isDue({ state, handedMs, reason, triedMs }: SealedRow, nowMs: number): boolean {
  if (state !== "waiting" || handedMs !== null) return false;
  return reason === null || triedMs === null || Math.abs(nowMs - triedMs) > AGAIN_MS;
}

/** In pieces that fit into a request each. */
export function parcels<T>(things: readonly T[], bytesOf: (thing: T) => number): readonly T[][] {
  const found: T[][] = [];
  let bytes = 0;
  for (const thing of things) {
    // Base64 is four thirds of the bytes.
    const more = Math.ceil((bytesOf(thing) * 4) / 3) + 3;
    const last = found.at(-1);
    if (last === undefined || last.length === LETTERS_MAX || bytes + more > BYTES_MAX) {
      found.push([thing]);
      bytes = more;
    } else {
      last.push(thing);
      bytes += more;
    }
  }
  return found;
}

type Handed =
  | { readonly ok: true; readonly value: Verdicts }
  | { readonly ok: false; readonly error: Extract<Outcome, { kind: "failed" }> };

export async function handOver(transport: Transport, sealed: readonly string[]): Promise<Handed> {
  const answer = await transport.post("/api/relay", JSON.stringify({ sealed }), null);
  const failed = (reason: "offline" | "silent" | "portal", retryAfterMs: number | null): Handed => {
    return { ok: false, error: { kind: "failed", reason, retryAfterMs } };
  };
  switch (answer.kind) {
    case "reply": {
      const verdicts = readVerdicts(answer.body);
      return verdicts === null ? failed("portal", null) : { ok: true, value: verdicts };
    }
    case "portal":
      return failed("portal", null);
    case "offline":
      return failed("offline", null);
    default:
      return failed("silent", answer.retryAfterMs);
  }
}

function readVerdicts(body: JsonObject): Verdicts | null {
  const sealed = body["sealed"];
  if (sealed === undefined || !isObject(sealed)) return null;
  return new Map(Object.entries(sealed).map(([id, code]) => [id, String(code)]));
}

async function note(
  writer: Writer,
  letters: readonly Letter[],
  verdicts: Verdicts,
  nowMs: number,
): Promise<void> {
  await writer.write(["sealed"], async (tx, written) => {
    for (const [id] of letters) {
      const row = await tx.objectStore("sealed").get(id);
      const verdict = row === undefined ? undefined : verdicts.get(row.envelope);
      if (row === undefined || verdict === undefined) continue;
      // `held`: of a blocked device, and in quarantine. It was handed in all the same.
      const handed = verdict === "ok" || verdict === "held";
      const after = handed
        ? { handedMs: nowMs, reason: null }
        : { triedMs: nowMs, reason: verdict };
      await putSealed(tx, id, { ...row, ...after }, written);
    }
  });
}
