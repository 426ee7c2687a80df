/**
 * The vault key and its wraps: on disk it lies only wrapped, by a secret that somebody knows or by
 * bytes that a finger or face releases, each mixed with a pepper that cannot leave this browser.
 *
 * wrap key = HKDF( Argon2id(secret) ‖ HMAC(pepper, salt) )   or   HKDF( PRF ‖ HMAC(pepper, salt) )
 *
 * `security.md` section 2, K2, K4. The pepper makes a copied database useless without the browser's
 * own key store; a full image of the phone has both, and then only the secret stands.
 */
import { argon2id } from "hash-wasm";
import { type Bytes, joined, random, utf8 } from "./bytes.ts";

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const INFO = utf8("maraude vault 1");
/** What one guess shall cost on this phone. */
const GUESS_MS = 700;

/** Memory in KiB and passes of Argon2id. */
export interface Cost {
  readonly memory: number;
  readonly passes: number;
}

export const COST_MIN: Cost = { memory: 19 * 1024, passes: 2 };
/** From the floor to the cap. */
const COSTS: readonly Cost[] = [
  COST_MIN,
  { memory: 32 * 1024, passes: 2 },
  { memory: 46 * 1024, passes: 2 },
  { memory: 64 * 1024, passes: 2 },
  { memory: 64 * 1024, passes: 3 },
];

/** The vault key of vault `id` under a secret or, with `cost` null, under a device's own bytes. */
export interface Wrap {
  readonly salt: Bytes;
  readonly cost: Cost | null;
  readonly nonce: Bytes;
  readonly box: Bytes;
}

/** What opens a wrap: a secret, or the bytes of WebAuthn PRF. */
export type Opener = string | Bytes;

export async function makeVaultKey(): Promise<CryptoKey> {
  // Extractable inside the worker alone, so that a second wrap can be made; no message asks for it.
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
}

/** Wraps the key of vault `id`; a secret costs what `cost` says. */
export async function wrap(
  key: CryptoKey,
  id: string,
  opener: Opener,
  pepper: CryptoKey,
  cost: Cost,
): Promise<Wrap> {
  const salt = random(SALT_BYTES);
  const nonce = random(NONCE_BYTES);
  const used = typeof opener === "string" ? cost : null;
  const wrapping = await wrapKey(opener, salt, pepper, used);
  const raw = await crypto.subtle.exportKey("raw", key);
  const box = await crypto.subtle.encrypt(gcm(nonce, id), wrapping, raw);
  return { salt, cost: used, nonce, box: new Uint8Array(box) };
}

/** Null when `opener` is not what it was wrapped with, or the wrap is of another vault. */
export async function unwrap(
  { salt, cost, nonce, box }: Wrap,
  id: string,
  opener: Opener,
  pepper: CryptoKey,
): Promise<CryptoKey | null> {
  const wrapping = await wrapKey(opener, salt, pepper, cost);
  try {
    const raw = await crypto.subtle.decrypt(gcm(nonce, id), wrapping, box);
    return await crypto.subtle.importKey("raw", raw, "AES-GCM", true, ["encrypt", "decrypt"]);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** What a guess shall cost here, from one measured run at the floor. `nowMs` is a clock. */
export async function calibrate(nowMs: () => number): Promise<Cost> {
  // The first run also compiles.
  await stretched("", random(SALT_BYTES), { memory: 64, passes: 1 });
  const began = nowMs();
  await stretched("", random(SALT_BYTES), COST_MIN);
  return costFor(nowMs() - began);
}

/** The most that stays under what one guess shall cost, when the floor took `floorMs`. */
export function costFor(floorMs: number): Cost {
  const of = ({ memory, passes }: Cost) => memory * passes;
  const unit = floorMs / of(COST_MIN);
  return COSTS.filter((cost) => of(cost) * unit <= GUESS_MS).at(-1) ?? COST_MIN;
}

async function wrapKey(
  opener: Opener,
  salt: Bytes,
  pepper: CryptoKey,
  cost: Cost | null,
): Promise<CryptoKey> {
  const known = typeof opener === "string" ? await stretched(opener, salt, cost) : opener;
  const peppered = new Uint8Array(await crypto.subtle.sign("HMAC", pepper, salt));
  const material = joined(known, peppered);
  const base = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: INFO },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function stretched(secret: string, salt: Bytes, cost: Cost | null): Promise<Bytes> {
  const { memory, passes } = cost ?? COST_MIN;
  const hash = await argon2id({
    // An empty one is refused; only measuring has none.
    password: secret === "" ? " " : secret,
    salt,
    iterations: passes,
    parallelism: 1,
    memorySize: memory,
    hashLength: KEY_BYTES,
    outputType: "binary",
  });
  return new Uint8Array(hash);
}

function gcm(iv: Bytes, id: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8(`wrap|${id}`) };
}
