/**
 * What a piece of work sees of the database: rows in clear, as if in one transaction.
 *
 * Opening and sealing rows takes a worker, and an IndexedDB transaction waits for nobody. So reads
 * come from short transactions, one for all that is asked in the same moment, and are opened in one
 * batch; writes are staged, sealed in one batch, and put in ONE strict transaction, which first looks
 * whether everything that was read is still the same. If it is not, all was for nothing and the work
 * runs again: equal rows mean that it would have read and done just that, so no save is ever lost.
 */
import type { IDBPDatabase } from "idb";
import type { Bytes } from "../vault/bytes.ts";
import { isSealed, type Row } from "../vault/rows.ts";

/** Opens and seals rows; `id` is the vault they belong to. */
export interface Cipher {
  readonly id: string;
  seal(rows: readonly Row[]): Promise<readonly Bytes[]>;
  open(rows: readonly Row[]): Promise<readonly (Bytes | null)[]>;
}

/**
 * clear: this phone has no vault yet, rows lie open. locked: only what is always in clear is read
 * and written. Else all that is not always in clear is sealed.
 */
export type Mode =
  | { readonly at: "clear" }
  | { readonly at: "locked"; readonly id: string }
  | { readonly at: "open"; readonly cipher: Cipher };

/** Another tab made, changed or wiped the vault: what this one holds of it is void. */
export class VaultChanged extends Error {
  override readonly name = "VaultChanged";
}

/** A row that only an open vault can read or write was wanted of a locked one. */
export class VaultLocked extends Error {
  override readonly name = "VaultLocked";
}

/** Where the id of the vault lies, in the store of the same name. */
export const VAULT_ID = "id";

type Key = string;

export interface Reader<V> {
  get(key: Key): Promise<V | undefined>;
  getKey(key: Key): Promise<Key | undefined>;
  getAll(): Promise<V[]>;
  getAllKeys(): Promise<Key[]>;
}

export interface Editor<V> extends Reader<V> {
  put(value: V, key: Key): Promise<void>;
  delete(key: Key): Promise<void>;
  clear(): Promise<void>;
}

interface Asked {
  readonly store: string;
  /** Null for all rows of the store. */
  readonly key: Key | null;
  /** Whether the rows themselves are wanted. */
  readonly rows: boolean;
  resolve(found: ReadonlyMap<Key, unknown>): void;
  reject(error: unknown): void;
}

/** Whole stores as they lay at one moment. */
export type Stores = ReadonlyMap<string, ReadonlyMap<Key, unknown>>;

const DELETED = Symbol("deleted");

/** What was found, before it was opened. */
interface Seen extends Pick<Asked, "store" | "key" | "rows"> {
  readonly found: ReadonlyMap<Key, unknown>;
}

export class View {
  /** Rows that lie in clear though they should not: of before there was a vault. */
  strays = 0;
  readonly #database: IDBPDatabase;
  readonly #mode: Mode;
  readonly #inClear: (store: string, key: Key) => boolean;
  readonly #seen: Seen[] = [];
  readonly #staged = new Map<string, Map<Key, unknown>>();
  readonly #cleared = new Set<string>();
  #asked: Asked[] = [];
  #batches = 0;
  readonly #vaultId: string | null;
  #foreseen: Stores | null;

  /**
   * `vaultId` is that of the vault this database must have now; null for none. The first batch is of
   * the moment of `foreseen`, where there is one: it asks for whole stores alone then.
   */
  constructor(
    database: IDBPDatabase,
    mode: Mode,
    vaultId: string | null,
    inClear: (store: string, key: Key) => boolean,
    foreseen: Stores | null = null,
  ) {
    this.#foreseen = foreseen;
    this.#database = database;
    this.#mode = mode;
    this.#inClear = inClear;
    this.#vaultId = vaultId;
  }

  objectStore(name: string): Editor<unknown> {
    const all = async (rows: boolean) => this.#overlaid(name, await this.#ask(name, null, rows));
    return {
      get: async (key) => {
        const staged = this.#stagedAt(name, key);
        if (staged !== undefined) return staged === DELETED ? undefined : staged;
        return (await this.#ask(name, key, true)).get(key);
      },
      getKey: async (key) => {
        const staged = this.#stagedAt(name, key);
        if (staged !== undefined) return staged === DELETED ? undefined : key;
        return (await this.#ask(name, key, false)).has(key) ? key : undefined;
      },
      getAll: async () => [...(await all(true)).values()],
      getAllKeys: async () => [...(await all(false)).keys()],
      put: async (value, key) => this.#stage(name, key, value),
      delete: async (key) => this.#stage(name, key, DELETED),
      clear: async () => {
        this.#cleared.add(name);
        this.#staged.delete(name);
      },
    };
  }

  /** Whether all that was read is of one moment; work that only reads ends with this. */
  async settled(): Promise<boolean> {
    if (this.#batches < 2) return true;
    const stores = [...new Set(this.#seen.map(({ store }) => store))];
    return this.#unchanged(this.#database.transaction(stores, "readonly"));
  }

  /** What was staged, as it comes to rest. */
  async sealed(): Promise<Staged> {
    if (this.#mode.at !== "open") return this.#staged;
    const rows: Row[] = [];
    for (const [store, staged] of this.#staged) {
      for (const [id, value] of staged) {
        if (value === DELETED || this.#inClear(store, id)) continue;
        rows.push({ store, id, bytes: value as Bytes });
      }
    }
    if (rows.length === 0) return this.#staged;
    const sealed = await this.#mode.cipher.seal(rows);
    const puts = new Map([...this.#staged].map(([store, staged]) => [store, new Map(staged)]));
    rows.forEach(({ store, id }, at) => {
      puts.get(store)?.set(id, sealed[at]);
    });
    return puts;
  }

  /** Puts it, if nothing that was read has changed: else false, and nothing was asked for. */
  async put(tx: Writable, puts: Staged): Promise<boolean> {
    const vaultId = tx.objectStore("vault").get(VAULT_ID);
    const unchanged = await this.#unchanged(tx);
    if (((await vaultId) ?? null) !== this.#vaultId) throw new VaultChanged();
    if (!unchanged) return false;
    const requests: Promise<unknown>[] = [];
    // A request that cannot even be made fails like one that was refused.
    const ask = async (request: () => Promise<unknown>) => request();
    for (const store of this.#cleared) requests.push(ask(() => tx.objectStore(store).clear()));
    for (const [store, rows] of puts) {
      const target = tx.objectStore(store);
      for (const [key, value] of rows) {
        requests.push(ask(() => (value === DELETED ? target.delete(key) : target.put(value, key))));
      }
    }
    await Promise.all(requests);
    return true;
  }

  #stage(store: string, key: Key, value: unknown): void {
    if (value !== DELETED && this.#mode.at === "locked" && !this.#inClear(store, key)) {
      throw new VaultLocked();
    }
    const rows = this.#staged.get(store) ?? new Map<Key, unknown>();
    this.#staged.set(store, rows.set(key, value));
  }

  #stagedAt(store: string, key: Key): unknown {
    const staged = this.#staged.get(store)?.get(key);
    return staged === undefined && this.#cleared.has(store) ? DELETED : staged;
  }

  #overlaid(store: string, found: ReadonlyMap<Key, unknown>): ReadonlyMap<Key, unknown> {
    const staged = this.#staged.get(store);
    if (staged === undefined && !this.#cleared.has(store)) return found;
    const rows = new Map(this.#cleared.has(store) ? [] : found);
    for (const [key, value] of staged ?? []) {
      if (value === DELETED) rows.delete(key);
      else rows.set(key, value);
    }
    return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #ask(store: string, key: Key | null, rows: boolean): Promise<ReadonlyMap<Key, unknown>> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ store, key, rows, resolve, reject });
      if (this.#asked.length === 1) queueMicrotask(() => void this.#answer());
    });
  }

  async #answer(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    this.#batches += 1;
    try {
      const stores = [...new Set([...asked.map(({ store }) => store), "vault"])];
      const tx = this.#database.transaction(stores, "readonly");
      const vaultId = tx.objectStore("vault").get(VAULT_ID);
      const before = this.#foreseen;
      this.#foreseen = null;
      const found = await Promise.all(asked.map((one) => before?.get(one.store) ?? read(tx, one)));
      if (((await vaultId) ?? null) !== this.#vaultId) throw new VaultChanged();
      asked.forEach(({ store, key, rows }, at) => {
        this.#seen.push({ store, key, rows, found: found[at] ?? new Map() });
      });
      const opened = await this.#opened(asked, found);
      asked.forEach(({ resolve }, at) => {
        resolve(opened[at] ?? new Map());
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  /** All in one batch. A row that does not open is as good as none: somebody put it there. */
  async #opened(
    asked: readonly Asked[],
    found: readonly ReadonlyMap<Key, unknown>[],
  ): Promise<readonly ReadonlyMap<Key, unknown>[]> {
    const sealed: Row[] = [];
    asked.forEach(({ store, rows }, at) => {
      if (!rows) return;
      for (const [id, bytes] of found[at] ?? []) {
        if (this.#inClear(store, id)) continue;
        if (isSealed(bytes as Bytes)) sealed.push({ store, id, bytes: bytes as Bytes });
        else if (this.#mode.at !== "clear") this.strays += 1;
      }
    });
    if (sealed.length === 0) return found;
    if (this.#mode.at !== "open") throw new VaultLocked();
    const opened = await this.#mode.cipher.open(sealed);
    const clear = new Map(sealed.map(({ store, id }, at) => [`${store}|${id}`, opened[at]]));
    return asked.map(({ store, rows }, at) => {
      const before = found[at] ?? new Map<Key, unknown>();
      if (!rows) return before;
      const after = new Map<Key, unknown>();
      for (const [id, bytes] of before) {
        const place = `${store}|${id}`;
        const value = clear.has(place) ? clear.get(place) : bytes;
        if (value !== null) after.set(id, value);
      }
      return after;
    });
  }

  async #unchanged(tx: Readable): Promise<boolean> {
    const now = await Promise.all(this.#seen.map((one) => read(tx, one)));
    return this.#seen.every(({ found, rows }, at) => sameRows(found, now[at] ?? new Map(), rows));
  }
}

interface Readable {
  objectStore(name: string): {
    get(key: Key): Promise<unknown>;
    getKey(key: Key): Promise<unknown>;
    getAll(): Promise<unknown[]>;
    getAllKeys(): Promise<unknown[]>;
  };
}

/** The vault that a tab in this mode expects. */
export function idOf(mode: Mode): string | null {
  if (mode.at === "clear") return null;
  return mode.at === "locked" ? mode.id : mode.cipher.id;
}

/** Every row of these stores, as it lies. */
export async function readStores(
  database: IDBPDatabase,
  stores: readonly string[],
): Promise<Stores> {
  const tx = database.transaction([...stores], "readonly");
  const all = stores.map((store) => read(tx, { store, key: null, rows: true }));
  const found = await Promise.all(all);
  return new Map(stores.map((store, at) => [store, found[at] ?? new Map()]));
}

interface Writable {
  objectStore(name: string): ReturnType<Readable["objectStore"]> & {
    put(value: unknown, key: Key): Promise<unknown>;
    delete(key: Key): Promise<unknown>;
    clear(): Promise<unknown>;
  };
}

type Staged = ReadonlyMap<string, ReadonlyMap<Key, unknown>>;

async function read(
  tx: Readable,
  { store, key, rows }: Pick<Asked, "store" | "key" | "rows">,
): Promise<ReadonlyMap<Key, unknown>> {
  const from = tx.objectStore(store);
  if (key !== null) {
    const found = await (rows ? from.get(key) : from.getKey(key));
    return new Map(found === undefined ? [] : [[key, found]]);
  }
  if (!rows) return new Map((await from.getAllKeys()).map((each) => [each as Key, each]));
  const [keys, values] = await Promise.all([from.getAllKeys(), from.getAll()]);
  return new Map(keys.map((each, at) => [each as Key, values[at]]));
}

function sameRows(
  before: ReadonlyMap<Key, unknown>,
  after: ReadonlyMap<Key, unknown>,
  rows: boolean,
): boolean {
  if (before.size !== after.size) return false;
  for (const [key, value] of before) {
    if (!after.has(key) || (rows && !sameValue(value, after.get(key)))) return false;
  }
  return true;
}

/** Of stored values. Keys of WebCrypto tell nothing of themselves, and are never replaced alone. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, at) => byte === b[at]);
  }
  if (!isPlain(a) || !isPlain(b)) return typeof a === "object" && typeof b === "object";
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
