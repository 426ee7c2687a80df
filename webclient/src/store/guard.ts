/**
 * The vault of this phone: choosing, trying and changing its secret, locking and wiping it.
 * `security.md` K2, K4, K5, L1 to L5; what each step writes is in `docs/vault.md`.
 *
 * Every step is one transaction. A phone that dies between two of them has the old state whole.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Port, VaultClient } from "../vault/client.ts";
import { makePepper, makeSigning } from "../vault/device.ts";
import type { Opener, Wrap } from "../vault/keys.ts";
import { ask, isOffered, type Passkey, setUp } from "../vault/prf.ts";
import { packRows, unpack } from "../vault/rows.ts";
import { isInWords, normalised, objection } from "../vault/secret.ts";
import { type Database, type Foreseen, STORES, StoreFailure } from "./db.ts";
import { empty, moveIn } from "./emptying.ts";
import { isFailure } from "./failures.ts";
import type { Result, Vault, VaultState } from "./interface.ts";
import type { Cipher } from "./view.ts";
import { nothingWritten, type Sealer, sealLeft } from "./written.ts";

const TRIES_MAX = 10;
/** From the third wrong try on one waits, and with each one twice as long. */
const FREE_TRIES = 3;
const WAIT_MS_MIN = 30_000;
/** What is being written when the phone is locked has this long to end. */
const DRAIN_MS_MAX = 3_000;
const OK: Result<null> = { ok: true, value: null };

/** The rows of the store `vault`; missing ones are undefined. */
interface VaultRows {
  readonly id?: string;
  readonly wrap?: Wrap;
  /** The secret is words: they are asked for, not digits. */
  readonly words?: boolean;
  readonly pepper?: CryptoKey;
  readonly device?: { readonly passkey: Passkey; readonly wrap: Wrap };
  readonly signing?: CryptoKeyPair;
  readonly tries?: { readonly wrong: number; readonly nextMs: number };
}

/** What the vault needs of the phone around it. */
export interface GuardGround {
  readonly database: Database;
  /** A fresh worker. */
  start(): Port;
  readonly sealer: Sealer;
  /** The organisation wants words, not digits. */
  words(): boolean;
  capture(): boolean;
  /** The vault is about to close: forms end what they write. */
  closing(): Promise<void>;
  /** Rows can be read otherwise from now on: shows what can be, nothing else. */
  changed(foreseen?: Foreseen | null): Promise<void>;
  /** Everything unsent is dropped, wherever it lies. */
  dropped(): Promise<void>;
  /** Tells the other tabs. */
  tell(what: "locked" | "changed"): void;
}

export class Guard implements Vault {
  readonly #ground: GuardGround;
  readonly #state: Signal<VaultState> = signal({ at: "starting" });
  readonly state: ReadonlySignal<VaultState> = this.#state;
  #client: VaultClient | null = null;
  #rows: VaultRows = {};
  #signing: Promise<CryptoKeyPair> | null = null;
  #offered = false;
  /** This vault was opened by a secret that the organisation does not want any more. */
  #due = false;

  constructor(ground: GuardGround) {
    this.#ground = ground;
  }

  /** Looks what there is; also after another tab changed it. */
  async start(): Promise<void> {
    const { database } = this.#ground;
    this.#client?.end();
    this.#client = null;
    this.#signing = null;
    this.#due = false;
    await database.locate();
    await this.#read();
    await this.#ground.changed();
    this.#tellState();
    void isOffered().then((offered) => {
      this.#offered = offered;
      this.#tellState();
    });
  }

  /** What another tab did. */
  hear(news: "locked" | "changed"): Promise<void> {
    return news === "locked" ? this.lockHere() : this.start();
  }

  /** The worker, with or without a key in it. */
  get worker(): VaultClient {
    this.#client ??= new VaultClient(this.#ground.start());
    return this.#client;
  }

  /** This phone's signing key; made when it is first needed. */
  signing(): Promise<CryptoKeyPair> {
    this.#signing ??= this.#makeSigning();
    return this.#signing;
  }

  words(): boolean {
    return this.#ground.words();
  }

  async choose(typed: string): Promise<Result<null>> {
    const { database, sealer } = this.#ground;
    const secret = normalised(typed);
    const wrong = objection(secret, this.words());
    if (wrong !== null) return { ok: false, error: wrong };
    if (this.#due) return this.#chooseAgain(secret);
    if (database.mode.at !== "clear") return FAILED;
    return this.#attempt(async () => {
      await this.#ground.closing();
      const id = crypto.randomUUID();
      const pepper = await makePepper();
      const wrap = await this.worker.ask("make", { secret, id, pepper, cost: null });
      const cipher = cipherOf(this.worker, id);
      await database.found(cipher, async (tx) => {
        await moveIn(tx, sealer);
        const vault = tx.objectStore("vault");
        const rows = { id, wrap, pepper, words: isInWords(secret) };
        for (const [name, row] of Object.entries(rows)) await vault.put(row, name);
        await vault.put({ wrong: 0, nextMs: 0 }, "tries");
      });
      await this.#entered(isInWords(secret));
      this.#ground.tell("changed");
      return OK;
    });
  }

  async change(old: string, typed: string): Promise<Result<null>> {
    const secret = normalised(typed);
    const wrong = objection(secret, this.words());
    if (wrong !== null) return { ok: false, error: wrong };
    return this.#try(async ({ id, wrap, pepper }) => {
      const asked = { id, wrap, pepper, old: normalised(old), secret };
      const after = await this.worker.ask("rewrap", asked);
      if (after === null) return false;
      await this.#put({ wrap: after, words: isInWords(secret) });
      return true;
    });
  }

  /** Whoever just unlocked is not asked for the old one again: by a finger, it may be forgotten. */
  #chooseAgain(secret: string): Promise<Result<null>> {
    return this.#attempt(async () => {
      const { id, wrap, pepper } = this.#rows;
      if (id === undefined || wrap === undefined || pepper === undefined) return FAILED;
      const after = await this.worker.ask("rewrap", { id, wrap, pepper, old: null, secret });
      if (after === null) return FAILED;
      this.#due = false;
      return this.#put({ wrap: after, words: true });
    });
  }

  async unlock(typed: string): Promise<Result<null>> {
    if (this.#ground.database.mode.at !== "locked") return FAILED;
    return this.#try(({ wrap }) => this.#open(wrap, normalised(typed)));
  }

  async unlockByDevice(): Promise<Result<null>> {
    const { device } = this.#rows;
    if (this.#ground.database.mode.at !== "locked" || device === undefined) return FAILED;
    const bytes = await ask(device.passkey);
    if (bytes === null) return { ok: false, error: "cancelled" };
    return this.#attempt(async () => {
      return (await this.#open(device.wrap, bytes)) ? OK : { ok: false, error: "wrong" };
    });
  }

  async useDevice(on: boolean): Promise<Result<null>> {
    const { mode } = this.#ground.database;
    const { id, pepper } = this.#rows;
    if (mode.at !== "open" || id === undefined || pepper === undefined) return FAILED;
    if (!on) return this.#attempt(() => this.#put({ device: undefined }));
    const made = await setUp();
    if (made === null) return { ok: false, error: "unavailable" };
    return this.#attempt(async () => {
      const wrap = await this.worker.ask("wrapFor", { id, pepper, prf: made.bytes });
      return this.#put({ device: { passkey: made.passkey, wrap } });
    });
  }

  lock(): void {
    if (this.#state.peek().at !== "open") return;
    this.#ground.tell("locked");
    void this.lockHere();
  }

  /** What is being written ends first; then the key is gone. */
  async lockHere(): Promise<void> {
    const { database } = this.#ground;
    const { mode } = database;
    if (mode.at !== "open") return;
    this.#state.value = this.#locked();
    await inTime(this.#ground.closing());
    await inTime(database.drained());
    database.mode = { at: "locked", id: mode.cipher.id };
    this.#due = false;
    this.#client?.end();
    this.#client = null;
    await this.#ground.changed();
  }

  async wipe(unsentToo: boolean): Promise<{ readonly left: number }> {
    const { database } = this.#ground;
    if (database.mode.at !== "locked" && !unsentToo) await this.#sealLeft();
    this.#client?.end();
    this.#client = null;
    const left = await database.raw((tx) => empty(tx, unsentToo));
    if (unsentToo) await this.#ground.dropped();
    await this.start();
    this.#ground.tell("changed");
    return { left };
  }

  async #open(wrap: Wrap, opener: Opener): Promise<boolean> {
    const { id, pepper } = this.#rows;
    if (id === undefined || pepper === undefined) return false;
    // While the code is stretched this thread has nothing to do: it reads what it will need.
    const reading = this.#ground.database.foresee().catch(unlessFailed);
    if (!(await this.worker.ask("unlock", { id, pepper, wrap, opener }))) return false;
    this.#ground.database.mode = { at: "open", cipher: cipherOf(this.worker, id) };
    const words = typeof opener === "string" ? isInWords(opener) : this.#rows.words === true;
    if (this.#rows.tries?.wrong !== 0 || this.#rows.words !== words) {
      await this.#note({ tries: { wrong: 0, nextMs: 0 }, words });
    }
    await this.#entered(words, await reading);
    return true;
  }

  /** One try at the secret; it is counted before it is judged. */
  async #try(
    judge: (rows: Required<Pick<VaultRows, "id" | "wrap" | "pepper">>) => Promise<boolean>,
  ): Promise<Result<null>> {
    return this.#attempt(async () => {
      await this.#read();
      const { id, wrap, pepper, tries } = this.#rows;
      if (id === undefined || wrap === undefined || pepper === undefined) return FAILED;
      const { wrong, nextMs } = tries ?? { wrong: 0, nextMs: 0 };
      if (waitMs(wrong, nextMs) > 0) return { ok: false, error: "wait" };
      const counted = { wrong: wrong + 1, nextMs: Date.now() + delayMs(wrong + 1) };
      await this.#note({ tries: counted });
      if (await judge({ id, wrap, pepper })) {
        if (this.#rows.tries?.wrong !== 0) await this.#note({ tries: { wrong: 0, nextMs: 0 } });
        this.#tellState();
        return OK;
      }
      if (counted.wrong >= TRIES_MAX) {
        await this.wipe(false);
        return { ok: false, error: "wiped" };
      }
      this.#tellState();
      return { ok: false, error: "wrong" };
    });
  }

  /** On a full phone it is kept in memory: nobody shall be shut out by a lack of space. */
  async #note(rows: Pick<VaultRows, "tries" | "words">): Promise<void> {
    try {
      await this.#put(rows);
    } catch (error) {
      if (!(error instanceof StoreFailure && error.code === "full")) throw error;
      this.#rows = { ...this.#rows, ...rows };
    }
  }

  /** `words`: what it was opened by. What the organisation wants is known once rows can be read. */
  async #entered(words: boolean, foreseen: Foreseen | null = null): Promise<void> {
    const { database, sealer } = this.#ground;
    await this.#read();
    await this.#ground.changed(foreseen);
    this.#due = this.words() && !words;
    const { mode } = database;
    // Rows of a moment when another tab did not know of the vault yet.
    if (database.strays && mode.at === "open") {
      await database.found(mode.cipher, (tx) => moveIn(tx, sealer));
      database.strays = false;
    }
    this.#tellState();
  }

  async #sealLeft(): Promise<void> {
    const { database, sealer } = this.#ground;
    const sealing = database.write(STORES, (tx) => sealLeft(tx, nothingWritten(), sealer));
    await inTime(sealing);
  }

  async #makeSigning(): Promise<CryptoKeyPair> {
    const made = await makeSigning();
    // Past the queue: whoever seals is in the middle of a write.
    return this.#ground.database.raw(async (tx) => {
      const vault = tx.objectStore("vault");
      const kept = (await vault.get("signing")) as CryptoKeyPair | undefined;
      if (kept === undefined) await vault.put(made, "signing");
      return kept ?? made;
    });
  }

  async #read(): Promise<void> {
    const rows = await this.#ground.database.read(["vault"], async (tx) => {
      const vault = tx.objectStore("vault");
      const [names, values] = await Promise.all([vault.getAllKeys(), vault.getAll()]);
      return Object.fromEntries(names.map((name, at) => [name, values[at]]));
    });
    this.#rows = rows as VaultRows;
  }

  async #put(rows: { [N in keyof VaultRows]?: VaultRows[N] | undefined }): Promise<Result<null>> {
    await this.#ground.database.write(["vault"], async (tx) => {
      const vault = tx.objectStore("vault");
      for (const [name, row] of Object.entries(rows)) {
        await (row === undefined ? vault.delete(name) : vault.put(row, name));
      }
    });
    this.#rows = { ...this.#rows, ...rows } as VaultRows;
    this.#tellState();
    return OK;
  }

  #tellState(): void {
    const { mode } = this.#ground.database;
    if (mode.at === "clear") this.#state.value = { at: "none" };
    else if (mode.at === "locked") this.#state.value = this.#locked();
    else {
      const off = this.#offered ? "off" : "unavailable";
      const device = this.#rows.device === undefined ? off : "on";
      this.#state.value = { at: "open", device, due: this.#due };
    }
  }

  #locked(): VaultState {
    const { wrong, nextMs } = this.#rows.tries ?? { wrong: 0, nextMs: 0 };
    return {
      at: "locked",
      waitMs: waitMs(wrong, nextMs),
      tries: TRIES_MAX - wrong,
      capture: this.#ground.capture(),
      words: this.#rows.words === true,
      device: this.#rows.device !== undefined,
    };
  }

  async #attempt(work: () => Promise<Result<null>>): Promise<Result<null>> {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      return FAILED;
    }
  }
}

const FAILED: Result<null> = { ok: false, error: "failed" };

function unlessFailed(error: unknown): null {
  if (!isFailure(error)) throw error;
  return null;
}

function cipherOf(client: VaultClient, id: string): Cipher {
  return {
    id,
    seal: (rows) => client.ask("seal", rows),
    open: async (rows) => unpack(await client.ask("open", packRows(rows))),
  };
}

function delayMs(wrong: number): number {
  return wrong < FREE_TRIES ? 0 : WAIT_MS_MIN * 2 ** (wrong - FREE_TRIES);
}

/** Never longer than the last try earned, whatever the clock was set to since. */
function waitMs(wrong: number, nextMs: number): number {
  return Math.min(Math.max(0, nextMs - Date.now()), delayMs(wrong));
}

/** Waits for something that must not hold up what follows. */
async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, DRAIN_MS_MAX);
  });
  await Promise.allSettled([Promise.race([work, late])]);
  clearTimeout(timer);
}
