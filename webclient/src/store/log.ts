/**
 * The transactions of this phone's own making: save, freeze, drop, settings.
 *
 * What a reply of the server does is in `exchange.ts`. Every method resolves after `complete` and
 * then tells what it wrote, so that this tab and the others show the same.
 */
import { Change } from "../sync/change.ts";
import { save } from "../sync/replica.ts";
import type { SealingKey } from "../vault/envelope.ts";
import { type Foreseen, STORES, StoreFailure, type StoreName, type Writing } from "./db.ts";
import type { Value } from "./interface.ts";
import { stubRow } from "./origin.ts";
import { forgetPast } from "./past.ts";
import { readAll, readInClear, readNamed } from "./reading.ts";
import {
  decodeKept,
  decodeRecord,
  encodeRecord,
  type MetaRows,
  type StoredOutboxRow,
  type Witness,
} from "./rows.ts";
import {
  countMade,
  dropOutbox,
  freezeOutbox,
  type Names,
  putChanges,
  putMeta,
  putOutbox,
  readable,
  readMeta,
  readOutbox,
  readSealed,
  type Sealer,
  sealLeft,
  type Writer,
  type Written,
} from "./written.ts";

/** One save of a form, before it has an id. */
export interface Draft {
  /** The change this form has open, as it saved it last, as far as the form knows. */
  readonly opened: Change | null;
  readonly path: string;
  readonly network: string;
  readonly dirty: Readonly<Record<string, Value>>;
  readonly bases: Readonly<Record<string, readonly string[]>>;
  /** The phone's clock with its offset. */
  readonly nowMs: number;
  /** Whether its record is restricted, or becomes so. */
  readonly sealing: boolean;
  /** Key of the half typed form that this save makes good on; null when there is none. */
  readonly typed: string | null;
}

const UNTOLD = { sealing: null, keyTold: false };

const SAVING: readonly StoreName[] = ["outbox", "open", "sealed", "drafts", "meta"];
const SEALING: readonly StoreName[] = [...SAVING, "records", "kept"];

export class Log {
  readonly #writer: Writer;
  /** Where a save goes that the database would not take; rejects with the same failure. P6. */
  elsewhere:
    | ((error: StoreFailure, drafts: readonly Draft[]) => Promise<readonly Change[]>)
    | null = null;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Everything that can be read now, in one read. */
  load(foreseen: Foreseen | null = null): Promise<Written> {
    const { database } = this.#writer;
    const isLocked = database.mode.at === "locked";
    return isLocked ? database.read(STORES, readInClear) : database.read(STORES, readAll, foreseen);
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
    const [saved] = await this.#orElsewhere([draft], async () => [await this.#save(draft)]);
    return saved as Change;
  }

  async #save(draft: Draft): Promise<Change> {
    const random50 = drawRandom50();
    const { sealer } = this.#writer;
    const stores = draft.sealing && sealer !== null ? SEALING : SAVING;
    return this.#writer.write(stores, async (tx, written) => {
      // One read for all that a save needs to know.
      const [marks, made] = await Promise.all([
        tx.objectStore("open").getAllKeys(),
        readMeta(tx, "made"),
      ]);
      const still = draft.opened !== null && marks.includes(draft.opened.id);
      const opened = still ? draft.opened : null;
      const { path, dirty, bases, nowMs, network, sealing } = draft;
      const saved = save(opened, path, dirty, bases, nowMs, random50);
      Change.fromWire(saved.toWire());
      await freezeCovered(tx, saved, marks, written);
      if (sealing && sealer?.locked === false) await sealPast(tx, path, written, sealer);
      await putChanges(tx, [newRow(saved, "open", network, sealing)], written, sealer);
      if (opened === null) await putMeta(tx, { made: (made ?? 0) + 1 }, written);
      if (draft.typed !== null) await tx.objectStore("drafts").delete(draft.typed);
      return saved;
    });
  }

  /**
   * Writes new records that mean something only together: all of them or none. They are ready to
   * be sent at once, in their order. Rejects as {@link save} does.
   */
  async saveAll(drafts: readonly Draft[]): Promise<void> {
    await this.#orElsewhere(drafts, () => this.#saveAll(drafts));
  }

  async #saveAll(drafts: readonly Draft[]): Promise<readonly Change[]> {
    const random50 = drafts.map(drawRandom50);
    const { sealer } = this.#writer;
    return this.#writer.write(SAVING, async (tx, written) => {
      const rows = drafts.map(({ path, dirty, bases, nowMs, network, sealing }, n) => {
        const change = save(null, path, dirty, bases, nowMs + n, random50[n] ?? 0);
        Change.fromWire(change.toWire());
        return newRow(change, "frozen", network, sealing);
      });
      await putChanges(tx, rows, written, sealer);
      for (const { typed } of drafts) {
        if (typed !== null) await tx.objectStore("drafts").delete(typed);
      }
      await countMade(tx, drafts.length, written);
      return rows.map(({ change }) => change);
    });
  }

  async #orElsewhere(
    drafts: readonly Draft[],
    work: () => Promise<readonly Change[]>,
  ): Promise<readonly Change[]> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreFailure) || this.elsewhere === null) throw error;
      return this.elsewhere(error, drafts);
    }
  }

  /** Makes open changes ready to be sent and closed to further saves: these, or every one. */
  async freeze(ids: readonly string[] | "all"): Promise<void> {
    if (ids.length === 0) return;
    await this.#writer.write(["open"], async (tx, written) => {
      for (const id of await tx.objectStore("open").getAllKeys()) {
        if (ids === "all" || ids.includes(id)) await freezeOutbox(tx, id, written);
      }
    });
  }

  /** Seals what was written before the network's key was known. */
  async sealLeft(): Promise<void> {
    const { sealer } = this.#writer;
    if (sealer === null) return;
    await this.#writer.write(SAVING, (tx, written) => sealLeft(tx, written, sealer));
  }

  /**
   * What was counted while locked and is still on the screen becomes readable again: these rows, of
   * which envelopes wait.
   */
  async adopt(rows: readonly StoredOutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#writer.write(SAVING, async (tx, written) => {
      const [waiting, known] = await Promise.all([
        tx.objectStore("sealed").getAllKeys(),
        tx.objectStore("outbox").getAllKeys(),
      ]);
      for (const row of rows) {
        const { id } = row.change;
        if (row.sealed || !waiting.includes(id) || known.includes(id)) continue;
        await putOutbox(tx, { ...row, state: "frozen" }, written);
      }
    });
  }

  /** Notes who carries a file with all that waits. */
  async carried(by: string): Promise<void> {
    await this.#writer.write(SAVING, async (tx, written) => {
      for (const row of await readOutbox(tx)) {
        if (row.state === "frozen") await putOutbox(tx, { ...row, carriedBy: by }, written);
      }
    });
  }

  /** Takes the refused changes of a record out of the drawer. */
  async dropBad(path: string): Promise<void> {
    await this.#writer.write(["outbox", "open", "sealed"], async (tx, written) => {
      for (const row of await readOutbox(tx)) {
        if (row.state !== "bad" || row.change.path !== path) continue;
        await dropOutbox(tx, row.change.id, written);
      }
    });
  }

  /** Uuid of this phone; made, and stored, before it is told to anybody. */
  async device(witness: Witness | null): Promise<string> {
    const made = witness?.device ?? crypto.randomUUID();
    return this.#writer.write(["meta"], async (tx, written) => {
      const known = await readMeta(tx, "device");
      if (known === undefined) await putMeta(tx, { device: made }, written);
      return known ?? made;
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
  async enter(
    account: MetaRows["account"],
    { sealing, keyTold }: { sealing: SealingKey | null; keyTold: boolean } = UNTOLD,
    witness: Witness | null = null,
  ): Promise<void> {
    await this.#writer.write(STORES, async (tx, written) => {
      const before = await readMeta(tx, "account");
      if (before !== undefined && before.identity.network.id !== account.identity.network.id) {
        await empty(tx, written);
      }
      const { device, network, user } = account.identity;
      const home = { network: network.id, org: user.org, device, sealing };
      const tried = { ms: 0, reason: null };
      await putMeta(tx, { account, home, keyTold, revoked: false, tried }, written);
      if (before?.identity.device === device) return;
      // Counted are the changes of this one phone as the server knows it, and none of another's.
      const again = before === undefined && witness?.device === device;
      const waiting = await waitingFor(tx, network.id, device);
      await putMeta(tx, { made: again ? witness.made : waiting }, written);
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
      await tx.objectStore("past").clear();
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

  /** Drops envelopes that were kept long enough for a server that is restored. */
  async forgetPast(nowMs: number): Promise<void> {
    await this.#writer.write(["past"], (tx) => forgetPast(tx, nowMs));
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
async function freezeCovered(
  tx: Writing,
  saved: Change,
  marks: readonly string[],
  written: Written,
): Promise<void> {
  const covered = new Set([...saved.writes.values()].flatMap(({ covers }) => covers));
  for (const id of marks) if (covered.has(id)) await freezeOutbox(tx, id, written);
}

/** How many changes wait for this network that no other device made. */
async function waitingFor(tx: Writing, network: string, device: string): Promise<number> {
  const [outbox, sealed] = await Promise.all([readOutbox(tx), readSealed(tx)]);
  const readable = outbox.filter((row) => row.network === network).map(({ change }) => change.id);
  const own = [...sealed].filter(([, row]) => row.network === network && row.device === device);
  return new Set([...readable, ...own.map(([id]) => id)]).size;
}

/** A record that becomes restricted: what lies here of it is a stub from now on. */
async function sealPast(
  tx: Writing,
  path: string,
  written: Written,
  sealer: Sealer,
): Promise<void> {
  await sealLeft(tx, written, sealer);
  const sealed = new Set(await tx.objectStore("sealed").getAllKeys());
  for (const row of await readOutbox(tx)) {
    if (row.change.path !== path || row.sealed) continue;
    const after = { ...row, sealed: true };
    await putOutbox(tx, sealed.has(row.change.id) ? readable(after, sealer) : after, written);
  }
  const bytes = await tx.objectStore("records").get(path);
  const record = bytes === undefined ? null : decodeRecord(bytes);
  if (record?.stub === null) {
    const stub = stubRow(record);
    await tx.objectStore("records").put(encodeRecord(stub), path);
    written.records.set(path, stub);
  }
  const kept = tx.objectStore("kept");
  for (const row of (await kept.getAll()).map(decodeKept)) {
    if (row.change.path !== path) continue;
    await kept.delete(row.change.id);
    written.kept.set(row.change.id, null);
  }
}

export function newRow(
  change: Change,
  state: "open" | "frozen",
  network: string,
  sealed: boolean,
): StoredOutboxRow {
  return { change, state, reason: null, network, sealed, whole: true, carriedBy: null };
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
  await tx.objectStore("past").clear();
  await putMeta(tx, { replica: { cursor: null, generation: 0, sweeping: false } }, written);
}
