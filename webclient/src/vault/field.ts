/**
 * A field that only the network's server can open, in its own place: twin of `sync/sealed_field.py`,
 * where the bytes are told.
 */
import { fromHex, joined, sha256, toBase64url, utf8, uuidBytes } from "./bytes.ts";
import { type SealingKey, SUITE, sealTo } from "./envelope.ts";

const FORM = 2;
const HEADER_BYTES = 10;
/** Its length tells nothing: what is short is as long as anything. */
const PAD_BYTES = 256;

export interface FieldText {
  readonly text: string;
  readonly network: string;
  /** The id of its record. */
  readonly record: string;
  /** `kind.field`, in ASCII. */
  readonly place: string;
  readonly to: SealingKey;
}

/** In base64url. Throws for a public key that is none. */
export async function sealField({ text, network, record, place, to }: FieldText): Promise<string> {
  const header = joined(Uint8Array.of(FORM, SUITE), fromHex(to.id));
  if (header.length !== HEADER_BYTES) throw new RangeError("not a key id");
  const plain = utf8(text);
  const padding = new Uint8Array(-plain.length & (PAD_BYTES - 1));
  const bound = joined(header, uuidBytes(network), uuidBytes(record), utf8(place));
  return toBase64url(joined(header, await sealTo(to, await sha256(bound), joined(plain, padding))));
}
