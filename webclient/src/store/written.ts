/** Writing rows, and telling what was written so that this tab and the others show the same. */
import type { KeptRow, RecordRow } from "../sync/replica.ts";
import type { Database, Reading, StoreName, Writing } from "./db.ts";
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
  readonly kept: Map<string, KeptRow | null>;
  readonly meta: Map<MetaName, MetaRows[MetaName] | null>;
  /** Records of this phone that were erased at somebody's request. */
  erased: number;
}

/** The names of what was written, for another tab to read anew. */
export type Names = Readonly<Record<Exclude<StoreName, "open" | "drafts">, readonly string[]>> & {
  readonly erased: number;
};

export function nothingWritten(): Written {
  return { records: new Map(), outbox: new Map(), kept: new Map(), meta: new Map(), erased: 0 };
}

/** Runs transactions and tells, after each one completed, what it wrote. */
export class Writer {
  readonly database: Database;
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
    outbox: [...written.outbox.keys()],
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

/** Closes an open row to further saves. Needs no space. */
export async function freezeOutbox(
  tx: Writing,
  row: StoredOutboxRow,
  written: Written,
): Promise<void> {
  await tx.objectStore("open").delete(row.change.id);
  written.outbox.set(row.change.id, { ...row, state: "frozen" });
}

/** Needs no space. */
export async function dropOutbox(tx: Writing, id: string, written: Written): Promise<void> {
  await Promise.all([tx.objectStore("outbox").delete(id), tx.objectStore("open").delete(id)]);
  written.outbox.set(id, null);
}

export async function countMade(tx: Writing, count: number, written: Written): Promise<void> {
  const made = ((await readMeta(tx, "made")) ?? 0) + count;
  await putMeta(tx, { made }, written);
}
