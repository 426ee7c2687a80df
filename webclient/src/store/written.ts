/** Writing rows, and telling what was written so that this tab and the others show the same. */

import type { Change } from "../sync/change.ts";
import type { KeptRow, RecordRow } from "../sync/replica.ts";
import {
  type Database,
  type Reading,
  type SealedRow,
  StoreFailure,
  type StoreName,
  type Writing,
} from "./db.ts";
import {
  decodeMeta,
  decodeOutbox,
  encodeMeta,
  encodeOutbox,
  type MetaName,
  type MetaRows,
  type StoredOutboxRow,
} from "./rows.ts";

/** What a transaction wrote or a read found; null is a row that is gone. */
export interface Written {
  readonly records: Map<string, RecordRow | null>;
  readonly outbox: Map<string, StoredOutboxRow | null>;
  readonly sealed: Map<string, SealedRow | null>;
  /** Changes that are no longer open. */
  readonly frozen: Set<string>;
  readonly kept: Map<string, KeptRow | null>;
  readonly meta: Map<MetaName, MetaRows[MetaName] | null>;
  /** Records of this phone that were erased at somebody's request. */
  erased: number;
}

/** The names of what was written, for another tab to read anew. */
export type Names = Readonly<
  Record<Exclude<StoreName, "open" | "drafts" | "past" | "vault">, readonly string[]>
> & {
  readonly erased: number;
};

export function nothingWritten(): Written {
  return {
    records: new Map(),
    outbox: new Map(),
    sealed: new Map(),
    frozen: new Set(),
    kept: new Map(),
    meta: new Map(),
    erased: 0,
  };
}

/** Makes envelopes, and knows what may lie here of what is in them. */
export interface Sealer {
  /** The vault is locked: what is written is in its envelope alone. */
  readonly locked: boolean;
  /** Null when it cannot be done now: nobody told this phone the network's key. */
  seal(changes: readonly Change[]): Promise<readonly SealedRow[] | null>;
  /** Of a change of a restricted record, what the screens may show. */
  reduced(change: Change): Change;
}

/** Runs transactions and tells, after each one completed, what it wrote. */
export class Writer {
  readonly database: Database;
  /** Null while this phone has no vault. */
  sealer: Sealer | null = null;
  readonly #tell: (written: Written) => void;

  constructor(database: Database, tell: (written: Written) => void) {
    this.database = database;
    this.#tell = tell;
  }

  /** As {@link Database.write}; `work` notes in `written` what it does, anew in each attempt. */
  async write<T>(
    stores: readonly StoreName[],
    work: (tx: Writing, written: Written) => Promise<T>,
  ): Promise<T> {
    const done = await this.database.write(stores, async (tx) => {
      const written = nothingWritten();
      return { result: await work(tx, written), written };
    });
    this.#tell(done.written);
    return done.result;
  }
}

export function namesOf(written: Written): Names {
  return {
    records: [...written.records.keys()],
    outbox: [...new Set([...written.outbox.keys(), ...written.frozen])],
    sealed: [...written.sealed.keys()],
    kept: [...written.kept.keys()],
    meta: [...written.meta.keys()],
    erased: written.erased,
  };
}

export async function putMeta(
  tx: Writing,
  rows: Partial<MetaRows>,
  written: Written,
): Promise<void> {
  for (const [name, value] of Object.entries(rows) as [MetaName, MetaRows[MetaName]][]) {
    await tx.objectStore("meta").put(encodeMeta(value), name);
    written.meta.set(name, value);
  }
}

export async function readMeta<N extends MetaName>(
  tx: Reading | Writing,
  name: N,
): Promise<MetaRows[N] | undefined> {
  return decodeMeta<N>(await tx.objectStore("meta").get(name));
}

/**
 * All that waits to leave, by id. A row is stored as frozen and is open while its mark stands: a
 * full phone refuses every write but deletes, and what it holds must be able to leave all the same.
 */
export async function readOutbox(tx: Reading | Writing): Promise<StoredOutboxRow[]> {
  const [rows, marks] = await Promise.all([
    tx.objectStore("outbox").getAll(),
    tx.objectStore("open").getAllKeys(),
  ]);
  const open = new Set(marks);
  return rows.map(decodeOutbox).map((row) => (open.has(row.change.id) ? opened(row) : row));
}

/** All envelopes, by the id of the change inside. */
export async function readSealed(tx: Reading | Writing): Promise<ReadonlyMap<string, SealedRow>> {
  const store = tx.objectStore("sealed");
  const [ids, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
  const found = new Map<string, SealedRow>();
  ids.forEach((id, at) => {
    const row = rows[at];
    if (row !== undefined) found.set(id, row);
  });
  return found;
}

export async function readOutboxRow(
  tx: Reading | Writing,
  id: string,
): Promise<StoredOutboxRow | null> {
  const [bytes, mark] = await Promise.all([
    tx.objectStore("outbox").get(id),
    tx.objectStore("open").getKey(id),
  ]);
  if (bytes === undefined) return null;
  return mark === undefined ? decodeOutbox(bytes) : opened(decodeOutbox(bytes));
}

function opened(row: StoredOutboxRow): StoredOutboxRow {
  return { ...row, state: "open" };
}

export async function putOutbox(
  tx: Writing,
  row: StoredOutboxRow,
  written: Written,
): Promise<void> {
  const { id } = row.change;
  const stored = row.state === "open" ? ({ ...row, state: "frozen" } as const) : row;
  await tx.objectStore("outbox").put(encodeOutbox(stored), id);
  if (row.state === "open") await tx.objectStore("open").put(new Uint8Array(), id);
  written.outbox.set(id, row);
}

/**
 * Writes changes that are new, or that say something new: sealed, and of those that may be read
 * again a copy. Without the network's key there is the copy alone, until {@link sealLeft}.
 */
export async function putChanges(
  tx: Writing,
  rows: readonly StoredOutboxRow[],
  written: Written,
  sealer: Sealer | null,
): Promise<void> {
  const sealed = (await sealer?.seal(rows.map(({ change }) => change))) ?? null;
  if (sealed === null && sealer?.locked) throw new StoreFailure(NO_KEY);
  for (const [at, row] of rows.entries()) {
    const envelope = sealed?.[at];
    if (envelope !== undefined) await putSealed(tx, row.change.id, envelope, written);
    if (!sealer?.locked) {
      await putOutbox(tx, envelope === undefined ? row : readable(row, sealer), written);
      continue;
    }
    // Seen on the screen until it is left, and never again.
    if (row.state === "open") await tx.objectStore("open").put(new Uint8Array(), row.change.id);
    written.outbox.set(row.change.id, row);
  }
}

const NO_KEY = new DOMException("no key to seal with", "NotFoundError");

/** Seals what was written while the network's key was unknown. */
export async function sealLeft(tx: Writing, written: Written, sealer: Sealer): Promise<void> {
  const [rows, sealed] = await Promise.all([readOutbox(tx), tx.objectStore("sealed").getAllKeys()]);
  const known = new Set(sealed);
  const left = rows.filter(({ change, whole }) => whole && !known.has(change.id));
  const envelopes = (await sealer.seal(left.map(({ change }) => change))) ?? [];
  for (const [at, row] of left.entries()) {
    const envelope = envelopes[at];
    if (envelope === undefined || envelope.network !== row.network) continue;
    await putSealed(tx, row.change.id, envelope, written);
    if (row.sealed) await putOutbox(tx, readable(row, sealer), written);
  }
}

/** What may lie here of a row whose envelope lies beside it. */
export function readable(row: StoredOutboxRow, sealer: Sealer | null): StoredOutboxRow {
  if (!row.sealed || !row.whole || sealer === null) return row;
  return { ...row, change: sealer.reduced(row.change), whole: false };
}

export async function putSealed(
  tx: Writing,
  id: string,
  row: SealedRow,
  written: Written,
): Promise<void> {
  await tx.objectStore("sealed").put(row, id);
  written.sealed.set(id, row);
}

/** Closes an open change to further saves. Needs no space. */
export async function freezeOutbox(tx: Writing, id: string, written: Written): Promise<void> {
  await tx.objectStore("open").delete(id);
  written.frozen.add(id);
}

/** Needs no space. */
export async function dropOutbox(tx: Writing, id: string, written: Written): Promise<void> {
  const stores = (["outbox", "open", "sealed"] as const).map((name) => tx.objectStore(name));
  await Promise.all(stores.map((store) => store.delete(id)));
  written.outbox.set(id, null);
  written.sealed.set(id, null);
}

export async function countMade(tx: Writing, count: number, written: Written): Promise<void> {
  const made = ((await readMeta(tx, "made")) ?? 0) + count;
  await putMeta(tx, { made }, written);
}
