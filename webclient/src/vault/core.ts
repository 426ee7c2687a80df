/**
 * What the vault's worker does: it holds the vault key while this phone is unlocked, and nothing
 * that it is asked hands that key out. Ending the worker is what locking means.
 *
 * Sealing an envelope needs no vault key: a locked phone has a worker too.
 */

import type { Bytes } from "./bytes.ts";
import { type Envelope, type Letter, sealEnvelope } from "./envelope.ts";
import { type FieldText, sealField } from "./field.ts";
import {
  type Cost,
  calibrate,
  makeVaultKey,
  type Opener,
  unwrap,
  type Wrap,
  wrap,
} from "./keys.ts";
import { openRows, type Packed, type PackedRows, type Row, sealRow } from "./rows.ts";

/** The vault key of one phone, wrapped. */
export interface Locked {
  readonly id: string;
  readonly wrap: Wrap;
  readonly pepper: CryptoKey;
}

/** Each question the page may ask: its argument, and the answer. */
export interface Questions {
  /** Begins a vault under a secret; `cost` null measures this phone first. */
  make: [{ secret: string; id: string; pepper: CryptoKey; cost: Cost | null }, Wrap];
  unlock: [Locked & { opener: Opener }, boolean];
  /** The key that is open now, under another secret; null when `old` is wrong. Without an `old` it
   * is not asked for: for who has just unlocked. */
  rewrap: [Locked & { old: string | null; secret: string }, Wrap | null];
  /** The key that is open now, under a device's own bytes. */
  wrapFor: [{ id: string; pepper: CryptoKey; prf: Bytes }, Wrap];
  seal: [readonly Row[], readonly Bytes[]];
  /** Null in the place of a row that was not sealed so. */
  open: [PackedRows, Packed];
  envelopes: [readonly Letter[], readonly Envelope[]];
  /** A field that only the server can open, as it travels. */
  field: [FieldText, string];
}

export type Question = keyof Questions;

type Answers = { [Q in Question]: (asked: Questions[Q][0]) => Promise<Questions[Q][1]> };

export class Core implements Answers {
  #key: CryptoKey | null = null;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async make({ secret, id, pepper, cost }: Questions["make"][0]): Promise<Wrap> {
    const key = await makeVaultKey();
    const made = await wrap(key, id, secret, pepper, cost ?? (await calibrate(this.#nowMs)));
    this.#key = key;
    return made;
  }

  async unlock({ id, wrap, pepper, opener }: Questions["unlock"][0]): Promise<boolean> {
    const key = await unwrap(wrap, id, opener, pepper);
    if (key !== null) this.#key = key;
    return key !== null;
  }

  async rewrap(asked: Questions["rewrap"][0]): Promise<Wrap | null> {
    const { id, pepper, old, secret } = asked;
    const key = old === null ? this.#held() : await unwrap(asked.wrap, id, old, pepper);
    if (key === null) return null;
    return wrap(key, id, secret, pepper, await calibrate(this.#nowMs));
  }

  async wrapFor({ id, pepper, prf }: Questions["wrapFor"][0]): Promise<Wrap> {
    return wrap(this.#held(), id, prf, pepper, { memory: 0, passes: 0 });
  }

  async seal(rows: readonly Row[]): Promise<readonly Bytes[]> {
    const key = this.#held();
    return Promise.all(rows.map((row) => sealRow(key, row)));
  }

  async open(rows: PackedRows): Promise<Packed> {
    return openRows(this.#held(), rows);
  }

  async envelopes(letters: readonly Letter[]): Promise<readonly Envelope[]> {
    return Promise.all(letters.map(sealEnvelope));
  }

  async field(asked: FieldText): Promise<string> {
    return sealField(asked);
  }

  #held(): CryptoKey {
    if (this.#key === null) throw new Error("the vault is locked");
    return this.#key;
  }
}
