/**
 * The one database of this phone, shared by all tabs and the worker.
 *
 * Rows are opaque bytes under a key, behind {@link encode} and {@link decode}: no index looks
 * inside, so encrypting them is a matter of these two functions. They are synchronous because an
 * IndexedDB transaction closes itself when anything else is awaited.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";

const NAME = "maraude";
const VERSION = 3;
/** A write that fails is tried again on a freshly opened database this many times. */
const REOPEN_MAX = 3;

type Bytes = Uint8Array<ArrayBuffer>;

interface Schema extends DBSchema {
  /** Merged state of each record, by `kind/id`. */
  records: { key: string; value: Bytes };
  /** Changes without acknowledgement, by write id. */
  outbox: { key: string; value: Bytes };
  /** A mark for each outbox row that a form may still write into: freezing it only deletes. */
  open: { key: string; value: Bytes };
  /** Own acknowledged changes, by write id. */
  kept: { key: string; value: Bytes };
  /** What is half typed into a form, by the form's key. */
  drafts: { key: string; value: Bytes };
  /** Who this phone is, where it stands with the server, settings; by name. */
  meta: { key: string; value: Bytes };
}

export type StoreName = "records" | "outbox" | "open" | "kept" | "drafts" | "meta";
export const STORES: readonly StoreName[] = ["records", "outbox", "open", "kept", "drafts", "meta"];

export type Reading = IDBPTransaction<Schema, StoreName[], "readonly">;
export type Writing = IDBPTransaction<Schema, StoreName[], "readwrite">;

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

export class Database {
  #open: Promise<IDBPDatabase<Schema>> | null = null;

  /** Runs `work` in one transaction; it must await nothing but the transaction's own requests. */
  read<T>(stores: readonly StoreName[], work: (tx: Reading) => Promise<T>): Promise<T> {
    return this.#retry(async (database) => {
      const tx = database.transaction([...stores], "readonly");
      return complete(tx, work(tx));
    });
  }

  /**
   * Runs `work` in one strictly durable transaction and resolves after it completed.
   * Rejects with StoreFailure when nothing was written. `work` may run again: it must change
   * nothing but the transaction.
   */
  write<T>(stores: readonly StoreName[], work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#retry(async (database) => {
      const tx = database.transaction([...stores], "readwrite", { durability: "strict" });
      return complete(tx, work(tx));
    });
  }

  async close(): Promise<void> {
    const opened = this.#open;
    this.#open = null;
    if (opened === null) return;
    const [result] = await Promise.allSettled([opened]);
    if (result.status === "fulfilled") result.value.close();
  }

  async #retry<T>(attempt: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    for (let reopened = 0; ; reopened += 1) {
      try {
        this.#open ??= this.#connect();
        return await attempt(await this.#open);
      } catch (error) {
        await this.close();
        if (!(error instanceof DOMException)) throw error;
        if (reopened === REOPEN_MAX) throw new StoreFailure(error);
      }
    }
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    const release = () => void this.close();
    // Some protective modes of browsers take it away altogether.
    if (typeof indexedDB === "undefined") {
      throw new StoreFailure(new DOMException("no IndexedDB", "NotSupportedError"));
    }
    try {
      return await openDB<Schema>(NAME, VERSION, {
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
