/** Reading rows, all or by name, into what the screens take in. */
import { isInClear, type Reading } from "./db.ts";
import { decodeKept, decodeMeta, decodeRecord, type MetaName } from "./rows.ts";
import {
  type Names,
  nothingWritten,
  readOutbox,
  readOutboxRow,
  readSealed,
  type Written,
} from "./written.ts";

export async function readAll(tx: Reading): Promise<Written> {
  const found = nothingWritten();
  const [records, outbox, sealed, kept, meta, names] = await Promise.all([
    tx.objectStore("records").getAll(),
    readOutbox(tx),
    readSealed(tx),
    tx.objectStore("kept").getAll(),
    tx.objectStore("meta").getAll(),
    tx.objectStore("meta").getAllKeys(),
  ]);
  for (const row of records.map(decodeRecord)) found.records.set(row.cells.path, row);
  for (const row of outbox) found.outbox.set(row.change.id, row);
  for (const [id, row] of sealed) found.sealed.set(id, row);
  for (const row of kept.map(decodeKept)) found.kept.set(row.change.id, row);
  names.forEach((name, index) => {
    found.meta.set(name as MetaName, decodeMeta(meta[index]) ?? null);
  });
  return found;
}

/** What a locked phone may know. */
export async function readInClear(tx: Reading): Promise<Written> {
  const found = nothingWritten();
  const meta = tx.objectStore("meta");
  const [sealed, names] = await Promise.all([readSealed(tx), meta.getAllKeys()]);
  for (const [id, row] of sealed) found.sealed.set(id, row);
  const open = names.filter((name) => isInClear("meta", name));
  const rows = await Promise.all(open.map((name) => meta.get(name)));
  open.forEach((name, at) => {
    found.meta.set(name as MetaName, decodeMeta(rows[at]) ?? null);
  });
  return found;
}

export async function readNamed(tx: Reading, names: Names): Promise<Written> {
  const found = nothingWritten();
  const get = (store: "records" | "kept" | "meta") =>
    Promise.all(names[store].map((name) => tx.objectStore(store).get(name)));
  const [records, kept, meta] = await Promise.all((["records", "kept", "meta"] as const).map(get));
  const outbox = await Promise.all(names.outbox.map((id) => readOutboxRow(tx, id)));
  const sealed = await Promise.all(names.sealed.map((id) => tx.objectStore("sealed").get(id)));
  names.sealed.forEach((id, index) => {
    found.sealed.set(id, sealed[index] ?? null);
  });
  names.records.forEach((name, index) => {
    found.records.set(name, mapped(records?.[index], decodeRecord));
  });
  names.outbox.forEach((name, index) => {
    found.outbox.set(name, outbox[index] ?? null);
  });
  names.kept.forEach((name, index) => {
    found.kept.set(name, mapped(kept?.[index], decodeKept));
  });
  names.meta.forEach((name, index) => {
    found.meta.set(name as MetaName, decodeMeta(meta?.[index]) ?? null);
  });
  found.erased = names.erased;
  return found;
}

function mapped<T, U>(value: T | undefined, map: (value: T) => U): U | null {
  return value === undefined ? null : map(value);
}
