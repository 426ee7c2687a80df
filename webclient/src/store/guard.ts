/**
 * The vault of this phone: choosing, trying and changing its secret, locking and wiping it.
 * `security.md` K2, K4, K5, L1 to L5; what each step writes is in `docs/vault.md`.
 *
 * Every step is one transaction. A phone that dies between two of them has the old state whole.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Bytes } from "../vault/bytes.ts";
import { type Port, VaultClient } from "../vault/client.ts";
import { makePepper, makeSigning } from "../vault/device.ts";
import type { Opener, Wrap } from "../vault/keys.ts";
import { ask, isOffered, type Passkey, setUp } from "../vault/prf.ts";
import { normalised, objection } from "../vault/secret.ts";
import { type Database, isInClear, STORES, StoreFailure, type Writing } from "./db.ts";
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
/** What a wipe leaves in `meta`: how this phone looks, and how it is counted. */
const META_STAYS = new Set(["device", "made", "offsetMs", "language", "theme", "textSize"]);

/** The rows of the store `vault`; missing ones are undefined. */
interface VaultRows {
  readonly id?: string;
  readonly wrap?: Wrap;
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
  changed(): Promise<void>;
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

  constructor(ground: GuardGround) {
    this.#ground = ground;
  }

  /** Looks what there is; also after another tab changed it. */
  async start(): Promise<void> {
    const { database } = this.#ground;
    this.#client?.end();
    this.#client = null;
    this.#signing = null;
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

  async choose(typed: string): Promise<Result<null>> {
    const { database, sealer } = this.#ground;
    const secret = normalised(typed);
    const wrong = objection(secret, this.#ground.words());
    if (wrong !== null) return { ok: false, error: wrong };
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
        for (const [name, row] of Object.entries({ id, wrap, pepper })) await vault.put(row, name);
        await vault.put({ wrong: 0, nextMs: 0 }, "tries");
      });
      await this.#entered();
      this.#ground.tell("changed");
      return OK;
    });
  }

  async change(old: string, typed: string): Promise<Result<null>> {
    const secret = normalised(typed);
    const wrong = objection(secret, this.#ground.words());
    if (wrong !== null) return { ok: false, error: wrong };
    return this.#try(async ({ id, wrap, pepper }) => {
      const asked = { id, wrap, pepper, old: normalised(old), secret };
      const after = await this.worker.ask("rewrap", asked);
      if (after === null) return false;
      await this.#put({ wrap: after });
      return true;
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
    await this.start();
    this.#ground.tell("changed");
    return { left };
  }

  async #open(wrap: Wrap, opener: Opener): Promise<boolean> {
    const { id, pepper } = this.#rows;
    if (id === undefined || pepper === undefined) return false;
    if (!(await this.worker.ask("unlock", { id, pepper, wrap, opener }))) return false;
    this.#ground.database.mode = { at: "open", cipher: cipherOf(this.worker, id) };
    if (this.#rows.tries?.wrong !== 0) await this.#count({ wrong: 0, nextMs: 0 });
    await this.#entered();
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
      await this.#count(counted);
      if (await judge({ id, wrap, pepper })) {
        if (this.#rows.tries?.wrong !== 0) await this.#count({ wrong: 0, nextMs: 0 });
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

  /** On a full phone the count is kept in memory: nobody shall be shut out by a lack of space. */
  async #count(tries: NonNullable<VaultRows["tries"]>): Promise<void> {
    try {
      await this.#put({ tries });
    } catch (error) {
      if (!(error instanceof StoreFailure && error.code === "full")) throw error;
      this.#rows = { ...this.#rows, tries };
    }
  }

  async #entered(): Promise<void> {
    const { database, sealer } = this.#ground;
    await this.#read();
    await this.#ground.changed();
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
      this.#state.value = { at: "open", device: this.#rows.device === undefined ? off : "on" };
    }
  }

  #locked(): VaultState {
    const { wrong, nextMs } = this.#rows.tries ?? { wrong: 0, nextMs: 0 };
    return {
      at: "locked",
      waitMs: waitMs(wrong, nextMs),
      tries: TRIES_MAX - wrong,
      capture: this.#ground.capture(),
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

function cipherOf(client: VaultClient, id: string): Cipher {
  return {
    id,
    seal: (rows) => client.ask("seal", rows),
    open: (rows) => client.ask("open", rows),
  };
}

/** Puts every row that lies in clear into the vault; what waits is sealed too. */
async function moveIn(tx: Writing, sealer: Sealer): Promise<void> {
  for (const name of ["records", "outbox", "kept", "drafts", "meta"] as const) {
    const store = tx.objectStore(name);
    const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
    for (const [at, key] of keys.entries()) {
      const row: Bytes | undefined = rows[at];
      if (row !== undefined && !isInClear(name, key)) await store.put(row, key);
    }
  }
  await sealLeft(tx, nothingWritten(), sealer);
}

/** How many sealed changes stay. */
async function empty(tx: Writing, unsentToo: boolean): Promise<number> {
  for (const name of ["records", "outbox", "open", "kept", "drafts"] as const) {
    await tx.objectStore(name).clear();
  }
  const leaving = async (name: "meta" | "vault" | "sealed", stays: (key: string) => boolean) => {
    const store = tx.objectStore(name);
    for (const key of await store.getAllKeys()) if (!stays(key)) await store.delete(key);
  };
  await leaving("meta", (key) => META_STAYS.has(key));
  await leaving("vault", (key) => key === "signing" && !unsentToo);
  await leaving("sealed", () => !unsentToo);
  return (await tx.objectStore("sealed").getAllKeys()).length;
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
