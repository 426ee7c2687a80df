/** Sealed envelopes on another's phone: the file that carries them, and handing it in. Y4. */

import type { Transport } from "../sync/transport.ts";
import { fromBase64url, toBase64url, uuidText } from "../vault/bytes.ts";
import type { Result } from "./interface.ts";
import type { Letter } from "./letters.ts";
import { handOver, parcels } from "./relay.ts";

/** Where an envelope's own id stands in its bytes. */
const ID_FROM = 42;
const ID_TO = 58;
/** The first line of a file of envelopes; then one in base64url a line. */
const FILE_HEAD = "maraude sealed 1";
const FILE_BYTES_MAX = 50 * 1024 * 1024;

/** A file for the share sheet. */
export function fileWith(letters: readonly Letter[]): Blob {
  return new Blob([textOf(letters)], { type: "text/plain" });
}

/** The same as a text, which the code of one envelope holds too. */
export function textOf(letters: readonly Letter[]): string {
  const lines = [FILE_HEAD, ...letters.map(([, { bytes }]) => toBase64url(bytes))];
  return `${lines.join("\n")}\n`;
}

/** Hands in another phone's file. Errors: `not_ours` `offline` `portal`. */
export async function handIn(
  file: Blob,
  transport: Transport,
): Promise<Result<{ readonly ok: number; readonly not: number }>> {
  if (file.size > FILE_BYTES_MAX) return { ok: false, error: "not_ours" };
  const [head, ...lines] = (await file.text()).split(/\r?\n/).filter((line) => line !== "");
  const ours = head === FILE_HEAD && lines.length > 0;
  if (!ours || !lines.every((line) => /^[\w-]+$/.test(line)))
    return { ok: false, error: "not_ours" };
  let ok = 0;
  for (const parcel of parcels(lines, (line) => line.length)) {
    const answer = await handOver(transport, parcel);
    if (!answer.ok)
      return {
        ok: false,
        error:
          answer.error.kind === "failed" && answer.error.reason === "portal" ? "portal" : "offline",
      };
    ok += parcel.filter((line) => answer.value.get(idIn(line)) === "ok").length;
  }
  return { ok: true, value: { ok, not: lines.length - ok } };
}

/** The id of an envelope in base64url; empty for what is too short to have one. */
function idIn(line: string): string {
  try {
    return uuidText(fromBase64url(line).subarray(ID_FROM, ID_TO));
  } catch (error) {
    if (error instanceof DOMException) return "";
    throw error;
  }
}
