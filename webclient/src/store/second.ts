/** The way to what nobody needs to count: the second store, and other phones' files. P6, Y4. */
import type { Change } from "../sync/change.ts";
import type { StoreFailure } from "./db.ts";
import type { Phone, Result } from "./interface.ts";
import type { Draft } from "./log.ts";
import type { FieldGround } from "./sealed-field.ts";
import type { SpareGround } from "./spare.ts";

const late = () => import("./spare.ts");

export class Second {
  readonly #ground: SpareGround & FieldGround;
  readonly #spoken: () => string | null;
  #settling: Promise<void> | null = null;

  /** `spoken` is the language on the screen, as far as that is known. */
  constructor(ground: SpareGround & FieldGround, spoken: () => string | null) {
    this.#ground = ground;
    this.#spoken = spoken;
    ground.log.elsewhere = (error, drafts) => this.#keep(error, drafts);
    ground.writer.database.relieve = (cause) => this.#relieve(cause);
  }

  /** Moves what lies there into the database, or else hands it in. */
  settle(): Promise<void> {
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = null;
    });
    return this.#settling;
  }

  async #settle(): Promise<void> {
    const [loaded] = await Promise.allSettled([late()]);
    // Without its file and without network this time: the next start has one of them.
    if (loaded.status === "fulfilled") await loaded.value.settle(this.#ground);
  }

  handIn(file: Blob): Promise<Result<{ readonly ok: number; readonly not: number }>> {
    return late().then(({ handIn }) => handIn(file, this.#ground.transport));
  }

  /** Errors: `offline` `refused`. */
  async makeLink(referral: string): Promise<Result<string>> {
    return (await late()).makeLink(this.#ground, referral);
  }

  seal: Phone["seal"] = (asked) => late().then(({ sealField }) => sealField(this.#ground, asked));

  async file(): Promise<Blob> {
    return (await late()).fileOfBoth(this.#ground.writer);
  }

  async codes(): Promise<readonly string[]> {
    return (await late()).codesHere();
  }

  async drop(): Promise<void> {
    await (await late()).dropAll();
    this.#ground.records.spare.value = 0;
  }

  /** Whatever goes wrong here too: that it was not saved is what must be said. */
  async #keep(error: StoreFailure, drafts: readonly Draft[]): Promise<readonly Change[]> {
    try {
      return await (await late()).keepInstead(this.#ground, error, drafts);
    } catch {
      throw error;
    }
  }

  async #relieve(cause: DOMException): Promise<void> {
    // Another tab or a newer version closed it: nothing is missing.
    const spoken = this.#spoken();
    if (cause.name === "InvalidStateError" || spoken === null) return;
    await Promise.allSettled([late().then(({ freeCaches }) => freeCaches(spoken))]);
  }
}
