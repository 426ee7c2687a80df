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

/**
 * Many rows in one buffer, for a message between threads: to clone thousands of small buffers takes
 * longer than to open them. `ends` are where each part ends; -1 in the place of one that is null.
 */
export interface Packed {
  readonly bytes: Bytes;
  readonly ends: Int32Array;
}

export interface PackedRows {
  readonly stores: readonly string[];
  readonly ids: readonly string[];
  readonly packed: Packed;
}

export function pack(parts: readonly (Uint8Array | null)[]): Packed {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + (part?.length ?? 0), 0));
  let end = 0;
  const ends = Int32Array.from(parts, (part) => {
    if (part === null) return -1;
    bytes.set(part, end);
    end += part.length;
    return end;
  });
  return { bytes, ends };
}

/** The parts, as views of the one buffer: to be read, not to be stored. */
export function unpack({ bytes, ends }: Packed): (Bytes | null)[] {
  let from = 0;
  return Array.from(ends, (end) => {
    if (end < 0) return null;
    const part = bytes.subarray(from, end);
    from = end;
    return part;
  });
}

export function packRows(rows: readonly Row[]): PackedRows {
  return {
    stores: rows.map(({ store }) => store),
    ids: rows.map(({ id }) => id),
    packed: pack(rows.map(({ bytes }) => bytes)),
  };
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

/** Null in the place of a row that was not sealed so. */
export async function openRows(key: CryptoKey, rows: PackedRows): Promise<Packed> {
  const parts = unpack(rows.packed).map((bytes, at) => {
    const [store, id] = [rows.stores[at], rows.ids[at]];
    if (bytes === null || store === undefined || id === undefined) return null;
    return openRow(key, { store, id, bytes });
  });
  return pack(await Promise.all(parts));
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
