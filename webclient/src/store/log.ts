/**
 * The transactions of this phone's own making: save, freeze, drop, settings.
 *
 * What a reply of the server does is in `exchange.ts`. Every method resolves after `complete` and
 * then tells what it wrote, so that this tab and the others show the same.
 */
import { Change } from "../sync/change.ts";
import { save } from "../sync/replica.ts";
import { type Reading, STORES, type Writing } from "./db.ts";
import type { Value } from "./interface.ts";
import {
  decodeKept,
  decodeMeta,
  decodeRecord,
  type MetaName,
  type MetaRows,
  type Witness,
} from "./rows.ts";
import {
  countMade,
  dropOutbox,
  freezeOutbox,
  type Names,
  nothingWritten,
  putMeta,
  putOutbox,
  readMeta,
  readOutbox,
  readOutboxRow,
  type Writer,
  type Written,
} from "./written.ts";

/** One save of a form, before it has an id. */
export interface Draft {
  /** The change this form has open, as far as the form knows. */
  readonly openId: string | null;
  readonly path: string;
  readonly network: string;
  readonly dirty: Readonly<Record<string, Value>>;
  readonly bases: Readonly<Record<string, readonly string[]>>;
  /** The phone's clock with its offset. */
  readonly nowMs: number;
  /** Whether it makes the record restricted. */
  readonly sealing: boolean;
  /** Key of the half typed form that this save makes good on; null when there is none. */
  readonly typed: string | null;
}

export class Log {
  readonly #writer: Writer;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Everything, in one read. */
  load(): Promise<Written> {
    return this.#writer.database.read(STORES, readAll);
  }

  /** The setting alone, which the page needs while the rest is read. */
  readLanguage(): Promise<string | null> {
    return this.#writer.database.read(
      ["meta"],
      async (tx) => (await readMeta(tx, "language")) ?? null,
    );
  }

  /** What another tab or the worker says it wrote. */
  reread(names: Names): Promise<Written> {
    return this.#writer.database.read(STORES, (tx) => readNamed(tx, names));
  }

  /**
   * Writes one save: into the form's open change, or as a new change when it has none or another
   * tab froze it meanwhile. Nothing was written when it rejects: with StoreFailure, or with
   * MalformedChange for what no server would take.
   */
  async save(draft: Draft): Promise<Change> {
    const random50 = drawRandom50();
    return this.#writer.write(["outbox", "open", "drafts", "meta"], async (tx, written) => {
      const row = draft.openId === null ? null : await readOutboxRow(tx, draft.openId);
      const opened = row?.state === "open" ? row.change : null;
      const { path, dirty, bases, nowMs, network } = draft;
      const saved = save(opened, path, dirty, bases, nowMs, random50);
      Change.fromWire(saved.toWire());
      await freezeCovered(tx, saved, written);
      const sealed = draft.sealing || (opened !== null && row?.sealed === true);
      await putOutbox(tx, { change: saved, state: "open", reason: null, network, sealed }, written);
      if (opened === null) await countMade(tx, 1, written);
      if (draft.typed !== null) await tx.objectStore("drafts").delete(draft.typed);
      return saved;
    });
  }

  /**
   * Writes new records that mean something only together: all of them or none. They are ready to
   * be sent at once, in their order. Rejects as {@link save} does.
   */
  async saveAll(drafts: readonly Draft[]): Promise<void> {
    const random50 = drafts.map(drawRandom50);
    await this.#writer.write(["outbox", "open", "drafts", "meta"], async (tx, written) => {
      for (const [n, { path, dirty, bases, nowMs, network, sealing, typed }] of drafts.entries()) {
        const change = save(null, path, dirty, bases, nowMs + n, random50[n] ?? 0);
        Change.fromWire(change.toWire());
        const state = "frozen";
        await putOutbox(tx, { change, state, reason: null, network, sealed: sealing }, written);
        if (typed !== null) await tx.objectStore("drafts").delete(typed);
      }
      await countMade(tx, drafts.length, written);
    });
  }

  /** Makes open changes ready to be sent and closed to further saves: these, or every one. */
  async freeze(ids: readonly string[] | "all"): Promise<void> {
    if (ids.length === 0) return;
    await this.#writer.write(["outbox", "open"], async (tx, written) => {
      for (const row of await readOutbox(tx)) {
        if (row.state !== "open" || (ids !== "all" && !ids.includes(row.change.id))) continue;
        await freezeOutbox(tx, row, written);
      }
    });
  }

  /** Takes the refused changes of a record out of the drawer. */
  async dropBad(path: string): Promise<void> {
    await this.#writer.write(["outbox", "open"], async (tx, written) => {
      for (const row of await readOutbox(tx)) {
        if (row.state !== "bad" || row.change.path !== path) continue;
        await dropOutbox(tx, row.change.id, written);
      }
    });
  }

  /** Writes rows of `meta` together. */
  async note(rows: Partial<MetaRows>): Promise<void> {
    await this.#writer.write(["meta"], (tx, written) => putMeta(tx, rows, written));
  }

  /**
   * Becomes a phone of this account. Within one network everything stays: the server sorts out by
   * its scopes what this user may hold. Another network starts empty; its own unsent changes wait.
   */
  async enter(account: MetaRows["account"], witness: Witness | null = null): Promise<void> {
    await this.#writer.write(STORES, async (tx, written) => {
      const before = await readMeta(tx, "account");
      if (before !== undefined && before.identity.network.id !== account.identity.network.id) {
        await empty(tx, written);
      }
      await putMeta(tx, { account, tried: { ms: 0, reason: null } }, written);
      const { device } = account.identity;
      if (before?.identity.device === device) return;
      // Counted are the changes of this one phone as the server knows it, and none of another's.
      const again = before === undefined && witness?.device === device;
      const { id } = account.identity.network;
      const waiting = (await readOutbox(tx)).filter(({ network }) => network === id);
      await putMeta(tx, { made: again ? witness.made : waiting.length }, written);
    });
  }

  /**
   * Forgets all that the server has: this phone was blocked, or had no contact for too long. What
   * was not sent stays, with its rounds and places; a later contact brings the rest again. What was
   * only half typed goes too.
   */
  async forgetSent(): Promise<void> {
    await this.#writer.write(STORES, async (tx, written) => {
      const needed = new Set((await readOutbox(tx)).flatMap(({ change }) => neededBy(change)));
      const records = tx.objectStore("records");
      const leaving = (await records.getAllKeys()).filter((path) => !needed.has(path));
      const kept = await tx.objectStore("kept").getAllKeys();
      await tx.objectStore("drafts").clear();
      if (leaving.length + kept.length === 0) return;
      await Promise.all(leaving.map((path) => records.delete(path)));
      await tx.objectStore("kept").clear();
      for (const path of leaving) written.records.set(path, null);
      for (const id of kept) written.kept.set(id, null);
      // The next contact begins anew, and sweeps out what is no longer this user's to hold.
      const generation = ((await readMeta(tx, "replica"))?.generation ?? 0) + 1;
      await putMeta(tx, { replica: { cursor: null, generation, sweeping: true } }, written);
    });
  }

  /** Drops records that were kept long enough; never one with an unsent change. */
  async forget(paths: readonly string[], keptIds: readonly string[]): Promise<void> {
    if (paths.length + keptIds.length === 0) return;
    await this.#writer.write(["records", "outbox", "open", "kept"], async (tx, written) => {
      const waiting = new Set((await readOutbox(tx)).map((row) => row.change.path));
      // All requests at once: a save that comes now waits for this transaction.
      const records = tx.objectStore("records");
      const kept = tx.objectStore("kept");
      const leaving = paths.filter((path) => !waiting.has(path));
      await Promise.all(leaving.map((path) => records.delete(path)));
      await Promise.all(keptIds.map((id) => kept.delete(id)));
      for (const path of leaving) written.records.set(path, null);
      for (const id of keptIds) written.kept.set(id, null);
    });
  }
}

/**
 * What another tab has open, seen and replaced by this save, takes no further writes: a change
 * that is already covered would cover its own successor, and both values would be gone.
 */
async function freezeCovered(tx: Writing, saved: Change, written: Written): Promise<void> {
  const covered = new Set([...saved.writes.values()].flatMap(({ covers }) => covers));
  for (const id of covered) {
    const row = await readOutboxRow(tx, id);
    if (row?.state === "open") await freezeOutbox(tx, row, written);
  }
}

/** 50 random bits from the system's generator. */
export function drawRandom50(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high & 0x3ffff) * 2 ** 32 + low;
}

/** The record of a change, and the round and place that it names. */
function neededBy({ path, writes }: Change): string[] {
  const named = (["round", "site"] as const).map((kind) => `${kind}/${writes.get(kind)?.value}`);
  const sites = [...writes.keys()].filter((field) => field.startsWith("sites/"));
  return [path, ...named, ...sites.map((field) => field.replace("sites/", "site/"))];
}

/** Forgets what the server of another network gave, and where this phone stood with it. */
async function empty(tx: Writing, written: Written): Promise<void> {
  for (const store of ["records", "kept"] as const) {
    for (const name of await tx.objectStore(store).getAllKeys()) written[store].set(name, null);
    await tx.objectStore(store).clear();
  }
  await tx.objectStore("drafts").clear();
  await putMeta(tx, { replica: { cursor: null, generation: 0, sweeping: false } }, written);
}

async function readAll(tx: Reading): Promise<Written> {
  const found = nothingWritten();
  const [records, outbox, kept, meta, names] = await Promise.all([
    tx.objectStore("records").getAll(),
    readOutbox(tx),
    tx.objectStore("kept").getAll(),
    tx.objectStore("meta").getAll(),
    tx.objectStore("meta").getAllKeys(),
  ]);
  for (const row of records.map(decodeRecord)) found.records.set(row.cells.path, row);
  for (const row of outbox) found.outbox.set(row.change.id, row);
  for (const row of kept.map(decodeKept)) found.kept.set(row.change.id, row);
  names.forEach((name, index) => {
    found.meta.set(name as MetaName, decodeMeta(meta[index]) ?? null);
  });
  return found;
}

async function readNamed(tx: Reading, names: Names): Promise<Written> {
  const found = nothingWritten();
  const get = (store: "records" | "kept" | "meta") =>
    Promise.all(names[store].map((name) => tx.objectStore(store).get(name)));
  const [records, kept, meta] = await Promise.all((["records", "kept", "meta"] as const).map(get));
  const outbox = await Promise.all(names.outbox.map((id) => readOutboxRow(tx, id)));
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
