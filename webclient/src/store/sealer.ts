/** Seals what this phone writes, with the worker and keys it has at that moment. */
import { Change } from "../sync/change.ts";
import { type VaultClient, VaultClosed } from "../vault/client.ts";
import type { SealedRow } from "./db.ts";
import type { Home } from "./rows.ts";
import { isStubField } from "./seal.ts";
import type { Sealer } from "./written.ts";

/** What sealing needs; each is asked for when it is needed. */
export interface SealingGround {
  locked(): boolean;
  home(): Home | null;
  signing(): Promise<CryptoKeyPair>;
  worker(): VaultClient;
}

export class PhoneSealer implements Sealer {
  readonly #ground: SealingGround;

  constructor(ground: SealingGround) {
    this.#ground = ground;
  }

  get locked(): boolean {
    return this.#ground.locked();
  }

  async seal(changes: readonly Change[]): Promise<readonly SealedRow[] | null> {
    const home = this.#ground.home();
    if (home === null || home.sealing === null) return null;
    if (changes.length === 0) return [];
    const { network, device, sealing: to } = home;
    try {
      const { privateKey: signing } = await this.#ground.signing();
      const letters = changes.map((change) => {
        return { body: JSON.stringify({ push: [change.toWire()] }), network, device, to, signing };
      });
      const envelopes = await this.#ground.worker().ask("envelopes", letters);
      return envelopes.map(({ id, bytes }) => {
        const untried = { reason: null, handedMs: null, triedMs: null };
        return { network, device, envelope: id, bytes, state: "waiting", ...untried };
      });
    } catch (error) {
      if (error instanceof VaultClosed) throw error;
      // A key that is none, or a browser that cannot: what may be read again is kept all the same.
      return null;
    }
  }

  reduced({ id, kind, record, schema, writes }: Change): Change {
    const shown = [...writes].filter(([field]) => field === "org" || isStubField(kind, field));
    return new Change(id, kind, record, schema, new Map(shown));
  }
}
