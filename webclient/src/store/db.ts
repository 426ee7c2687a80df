/**
 * The one database of this phone, shared by all tabs and the worker.
 *
 * Rows are opaque bytes under a key: no index looks inside. What a piece of work sees of them, and
 * how they come to rest encrypted, is in `view.ts`; which of them must be readable while this phone
 * is locked is said here.
 */
import { type IDBPDatabase, openDB } from "idb";
import type { Bytes } from "../vault/bytes.ts";
import type { PastRow } from "./past.ts";
import {
  type Cipher,
  type Editor,
  idOf,
  type Mode,
  type Reader,
  readStores,
  type Stores,
  VAULT_ID,
  VaultChanged,
  View,
} from "./view.ts";

const NAME = "maraude";
const VERSION = 5;
/** A write that fails is tried again on a freshly opened database this many times. */
const REOPEN_MAX = 3;

/** A sealed change that waits, readable by the server alone; under the change's id. */
export interface SealedRow {
  readonly network: string;
  /** The device it was sealed as, which the phone may no longer be. */
  readonly device: string;
  readonly envelope: string;
  readonly bytes: Bytes;
  /** held: the server gave a verdict that only a coordinator or a later day changes. */
  readonly state: "waiting" | "held";
  readonly reason: string | null;
  /** When the server was given it in a request that names nobody; null before. */
  readonly handedMs: number | null;
  /** When the server was last asked to take it and said why not, in `reason`; null before. */
  readonly triedMs: number | null;
}

interface Schema {
  /** Merged state of each record, by `kind/id`. */
  records: Bytes;
  /** Changes without acknowledgement that this phone may read, by write id. */
  outbox: Bytes;
  /** A mark for each change that a form may still write into: freezing it only deletes. */
  open: Bytes;
  /** The same changes sealed, and those that nobody here can read. Always in clear. */
  sealed: SealedRow;
  /** Own acknowledged changes, by write id. */
  kept: Bytes;
  /** Envelopes of changes that the server named, in case it is restored. Always in clear. */
  past: PastRow;
  /** What is half typed into a form, by the form's key. */
  drafts: Bytes;
  /** Who this phone is, where it stands with the server, settings; by name. */
  meta: Bytes;
  /** The wrapped vault key and this browser's own keys: `guard.ts`. Always in clear. */
  vault: unknown;
}

export type StoreName = keyof Schema;
export const STORES: readonly StoreName[] = [
  "records",
  "outbox",
  "open",
  "sealed",
  "kept",
  "past",
  "drafts",
  "meta",
  "vault",
];

/** Rows of `meta` that are read while locked. They name nobody. */
const META_IN_CLEAR: ReadonlySet<string> = new Set([
  "device",
  "home",
  "offsetMs",
  "made",
  "capture",
  "revoked",
  "language",
  "theme",
  "textSize",
  "round",
  "tiles",
]);

const IN_CLEAR: ReadonlySet<string> = new Set(["open", "sealed", "past", "vault"]);

export interface Reading {
  objectStore<N extends StoreName>(name: N): Reader<Schema[N]>;
}

export interface Writing {
  objectStore<N extends StoreName>(name: N): Editor<Schema[N]>;
}

/** The database could not do it, also not after reopening: `full` when there is no space left. */
export class StoreFailure extends Error {
  readonly code: "full" | "failed";

  constructor(cause: DOMException) {
    super(cause.name, { cause });
    this.name = "StoreFailure";
    this.code = cause.name === "QuotaExceededError" ? "full" : "failed";
  }
}

const toBytes = new TextEncoder();
const fromBytes = new TextDecoder();

export function encode(row: unknown): Bytes {
  return toBytes.encode(JSON.stringify(row));
}

export function decode(bytes: Bytes): unknown {
  return JSON.parse(fromBytes.decode(bytes));
}

export function isInClear(store: string, key: string): boolean {
  if (store === "meta") return META_IN_CLEAR.has(key);
  return IN_CLEAR.has(store);
}

/** Every row as it lay when `moment` was the moment. */
export interface Foreseen {
  readonly moment: number;
  readonly stores: Stores;
}

export class Database {
  /** Another one after each write that this tab knows of. */
  #moment = 0;
  #mode: Mode | null = null;
  /** Whether a row was met that lies in clear though this phone has a vault. */
  strays = false;
  /** Makes room, once something could not be done and before it is tried again. */
  relieve: (cause: DOMException) => Promise<unknown> = async () => undefined;
  #open: Promise<IDBPDatabase> | null = null;
  /** Writes of one tab run one after the other: they would only undo each other's reads. */
  #last: Promise<unknown> = Promise.resolve();

  /** Clear until the database was opened and it is known. */
  get mode(): Mode {
    return this.#mode ?? { at: "clear" };
  }

  set mode(mode: Mode) {
    this.#mode = mode;
  }

  /** Looks anew whether there is a vault; it is locked then. */
  async locate(): Promise<void> {
    this.#mode = null;
    await this.#retry(async () => undefined);
  }

  /**
   * Runs `work` over rows of one moment. It may run again: it must change nothing. What was foreseen
   * is taken for what lies there now unless something was written since; what another tab wrote
   * without having told of it yet, it will tell.
   */
  async read<T>(
    _stores: readonly StoreName[],
    work: (tx: Reading) => Promise<T>,
    foreseen: Foreseen | null = null,
  ): Promise<T> {
    for (;;) {
      const before = this.#mode;
      try {
        return await this.#retry((database) => this.#readOnce(database, work, foreseen));
      } catch (error) {
        // This very tab may be at making, locking or wiping it: then it is read as what it became.
        await this.#last;
        if (!(error instanceof VaultChanged) || this.#mode === before) throw error;
      }
    }
  }

  /** All rows, for a {@link read} to come. */
  foresee(): Promise<Foreseen> {
    const moment = this.#moment;
    return this.#retry(async (database) => ({
      moment,
      // What lies only for a server that is restored is not needed to show anything.
      stores: await readStores(
        database,
        STORES.filter((name) => name !== "past"),
      ),
    }));
  }

  /** Something was written, here or by another tab. */
  stirred(): void {
    this.#moment += 1;
  }

  async #readOnce<T>(
    database: IDBPDatabase,
    work: (tx: Reading) => Promise<T>,
    foreseen: Foreseen | null,
  ): Promise<T> {
    let known = foreseen?.moment === this.#moment ? foreseen.stores : null;
    for (;;) {
      const view = new View(database, this.mode, idOf(this.mode), isInClear, known);
      known = null;
      const result = await work(view as Reading);
      if (view.strays > 0) this.strays = true;
      if (await view.settled()) return result;
    }
  }

  /**
   * Runs `work` and writes what it did in one strictly durable transaction; resolves after that
   * completed. Rejects with StoreFailure when nothing was written. `work` may run again: it must
   * change nothing but the transaction.
   */
  write<T>(stores: readonly StoreName[], work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#queued(stores, work, () => ({ mode: this.mode, vaultId: idOf(this.mode) }));
  }

  /** Like {@link write}, into the vault of `cipher`, which begins with it or goes on. */
  found<T>(cipher: Cipher, work: (tx: Writing) => Promise<T>): Promise<T> {
    const mode: Mode = { at: "open", cipher };
    const vaultId = idOf(this.mode);
    const done = this.#queued(STORES, work, () => ({ mode, vaultId })).then((result) => {
      this.#mode = mode;
      return result;
    });
    // The next write belongs into it too.
    this.#last = Promise.allSettled([done]);
    return done;
  }

  /** Resolves when the writes asked for so far have ended, well or not. */
  async drained(): Promise<void> {
    await this.#last;
  }

  /** One transaction that looks at no vault and opens nothing. */
  raw<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#retry(async (database) => {
      const tx = database.transaction([...STORES], "readwrite", { durability: "strict" });
      return complete(tx, work(tx as unknown as Writing));
    });
  }

  async close(): Promise<void> {
    const opened = this.#open;
    this.#open = null;
    if (opened === null) return;
    const [result] = await Promise.allSettled([opened]);
    if (result.status === "fulfilled") result.value.close();
  }

  #queued<T>(
    stores: readonly StoreName[],
    work: (tx: Writing) => Promise<T>,
    sight: () => Sight,
  ): Promise<T> {
    const run = () => this.#retry((database) => attempt(database, sight(), stores, work));
    this.stirred();
    const result = this.#last.then(run).finally(() => this.stirred());
    this.#last = Promise.allSettled([result]);
    return result;
  }

  async #retry<T>(attempt: (database: IDBPDatabase) => Promise<T>): Promise<T> {
    for (let reopened = 0; ; ) {
      this.#open ??= this.#connect();
      const opened = this.#open;
      try {
        const database = await opened;
        this.#mode ??= await locate(database);
        return await attempt(database);
      } catch (error) {
        // What failed beside this may have closed the connection already: then that was the reason.
        const mine = this.#open === opened;
        if (mine) await this.close();
        if (!(error instanceof DOMException)) throw error;
        if (mine && reopened === REOPEN_MAX) throw new StoreFailure(error);
        if (mine && reopened === 0) await this.relieve(error);
        if (mine) reopened += 1;
      }
    }
  }

  async #connect(): Promise<IDBPDatabase> {
    const release = () => void this.close();
    // Some protective modes of browsers take it away altogether.
    if (typeof indexedDB === "undefined") {
      throw new StoreFailure(new DOMException("no IndexedDB", "NotSupportedError"));
    }
    try {
      return await openDB(NAME, VERSION, {
        upgrade(database) {
          // Stores are only ever added; what a row looks like inside is the business of rows.ts.
          for (const store of STORES) {
            if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
          }
        },
        blocking: release,
        terminated: release,
      });
    } catch (error) {
      // A newer app in another tab already grew the database; what this one needs is still there.
      if (error instanceof DOMException && error.name === "VersionError") return openDB(NAME);
      throw error;
    }
  }
}

async function locate(database: IDBPDatabase): Promise<Mode> {
  const id: unknown = await database.get("vault", VAULT_ID);
  return typeof id === "string" ? { at: "locked", id } : { at: "clear" };
}

/** How one write sees the database: its rows, and the vault it expects there. */
interface Sight {
  readonly mode: Mode;
  readonly vaultId: string | null;
}

/** Runs the work until nothing it read was changed by another tab before it was written. */
async function attempt<T>(
  database: IDBPDatabase,
  { mode, vaultId }: Sight,
  stores: readonly StoreName[],
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  for (;;) {
    const view = new View(database, mode, vaultId, isInClear);
    const result = await work(view as Writing);
    const rows = await view.sealed();
    const within = [...new Set([...stores, "vault"])];
    const tx = database.transaction(within, "readwrite", { durability: "strict" });
    if (await complete(tx, view.put(tx, rows))) return result;
  }
}

/** Waits for the work and for `complete`; an error of either leaves nothing written. */
async function complete<T>(
  tx: { readonly done: Promise<void>; abort(): void; readonly error: DOMException | null },
  work: Promise<T>,
): Promise<T> {
  const [worked, done] = await Promise.allSettled([
    work.catch((error: unknown) => {
      abort(tx);
      throw error;
    }),
    tx.done,
  ]);
  // What aborted the transaction says more than the request that noticed it.
  if (done.status === "rejected" && tx.error !== null) throw tx.error;
  if (worked.status === "rejected") throw worked.reason;
  if (done.status === "rejected") throw done.reason;
  return worked.value;
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch (error) {
    // Already aborted by the failure itself.
    if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
  }
}
