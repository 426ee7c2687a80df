/**
 * One stored row, encrypted: 0x01 | nonce 12 | AES-256-GCM. Its place is part of what is proved, so
 * that two rows that were swapped do not open. `security.md` K3.
 *
 * A row in clear is JSON text and never begins with that byte: both kinds may lie side by side, for
 * as long as a phone has no vault, and for what must be read while it is locked.
 */
import { type Bytes, joined, random, utf8 } from "./bytes.ts";

const VERSION = 1;
const NONCE_BYTES = 12;

/** Where a row lies. */
export interface Place {
  readonly store: string;
  readonly id: string;
}

export interface Row extends Place {
  readonly bytes: Bytes;
}

export function isSealed(bytes: Uint8Array): boolean {
  return bytes[0] === VERSION;
}

export async function sealRow(key: CryptoKey, { store, id, bytes }: Row): Promise<Bytes> {
  const iv = random(NONCE_BYTES);
  const additionalData = aad({ store, id });
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes);
  return joined(Uint8Array.of(VERSION), iv, new Uint8Array(box));
}

/** Null for what was not sealed with this key in this place. */
export async function openRow(key: CryptoKey, { store, id, bytes }: Row): Promise<Bytes | null> {
  const iv = bytes.subarray(1, 1 + NONCE_BYTES);
  const box = bytes.subarray(1 + NONCE_BYTES);
  const additionalData = aad({ store, id });
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, box),
    );
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function aad({ store, id }: Place): Bytes {
  return utf8(`${store}|${id}|${VERSION}`);
}
