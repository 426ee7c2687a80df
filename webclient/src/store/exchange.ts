/**
 * The stored side of one exchange with the server: what goes out, and what a reply does.
 *
 * A reply is applied in ONE transaction that also reads the rows it touches, because other tabs
 * and the worker write to the same database. sync.md section 6, (2) to (5).
 */
import { version } from "../../package.json";
import { SCHEMA_NUMBER } from "../schema/records.gen.ts";
import type { Applied, Outgoing, Received, SyncLog, Wish } from "../sync/conversation.ts";
import { encodeWid } from "../sync/ids.ts";
import { ID_REUSE, PROTOCOL, readReply, type SyncReply } from "../sync/protocol.ts";
import {
  type Effects,
  type KeptRow,
  pending,
  type RecordRow,
  type Rows,
  receive,
} from "../sync/replica.ts";
import { STORES, StoreFailure, type StoreName, type Writing } from "./db.ts";
import { due, envelopesOf, fitting, type Letter, readBlind, settleSealed } from "./letters.ts";
import { drawRandom50 } from "./log.ts";
import { stubRow } from "./origin.ts";
import { keepPast } from "./past.ts";
import {
  decodeKept,
  decodeRecord,
  encodeKept,
  encodeRecord,
  homeOf,
  type MetaRows,
  type StoredOutboxRow,
} from "./rows.ts";
import {
  countMade,
  dropOutbox,
  putChanges,
  putMeta,
  putOutbox,
  putSealed,
  readMeta,
  readOutbox,
  readOutboxRow,
  type Sealer,
  type Writer,
  type Written,
} from "./written.ts";

const NO_REPLICA: MetaRows["replica"] = { cursor: null, generation: 0, sweeping: false };

export class Exchange implements SyncLog {
  readonly #writer: Writer;
  readonly #nowMs: () => number;

  constructor(writer: Writer, nowMs: () => number) {
    this.#writer = writer;
    this.#nowMs = nowMs;
  }

  prepare(wish: Wish): Promise<Outgoing | null> {
    return this.#writer.database.read(["outbox", "open", "sealed", "meta"], async (tx) => {
      const account = await readMeta(tx, "account");
      if (account === undefined) return null;
      const network = account.identity.network.id;
      const held = wish.held || (await readMeta(tx, "heldAsked")) !== dayOf(this.#nowMs());
      const mine = (await readOutbox(tx)).filter((row) => row.network === network);
      const blind = await readBlind(tx, network, mine);
      const plain = pending(mine, held).filter(
        ({ whole, change, state }) => whole && (state === "frozen" || !wish.asked.has(change.id)),
      );
      const letters = [...(await envelopesOf(tx, mine, held)), ...blind.filter(due(held))].filter(
        ([id]) => !wish.asked.has(id),
      );
      const { ids, push, sealed } = fitting(plain, letters, wish.changesMax);
      const { cursor } = (await readMeta(tx, "replica")) ?? NO_REPLICA;
      const waiting = mine.filter((row) => row.state === "open" || row.state === "frozen");
      const { device } = account.identity;
      const lost = blind.filter(([, row]) => row.device === device && row.state === "waiting");
      const body = JSON.stringify({
        v: PROTOCOL,
        schema: SCHEMA_NUMBER,
        t: this.#nowMs(),
        cursor,
        phone: {
          app: version,
          made: (await readMeta(tx, "made")) ?? 0,
          unsent: waiting.length + lost.length,
        },
        push,
        // Servers of before know no such member.
        ...(sealed.length === 0 ? {} : { sealed }),
      });
      const whole = ids.length === plain.length + letters.length;
      return { token: account.token, body, cursor, ids, whole };
    });
  }

  async apply(received: Received): Promise<Applied | null> {
    const reply = readReply(received.reply);
    if (reply === null) return null;
    try {
      const { sealer } = this.#writer;
      return await this.#writer.write(STORES, (tx, written) =>
        take(tx, received, reply, written, sealer),
      );
    } catch (error) {
      if (!(error instanceof StoreFailure) || error.code !== "full") throw error;
      const relieved = await this.#relieve(reply);
      // While there is more to hand over, that makes space; then the person has to.
      if (relieved.unsent === 0) throw error;
      return relieved;
    }
  }

  async park(id: string): Promise<void> {
    await this.#writer.write(["outbox", "open", "sealed"], async (tx, written) => {
      const [row, sealed] = await Promise.all([
        readOutboxRow(tx, id),
        tx.objectStore("sealed").get(id),
      ]);
      const reason = "malformed";
      if (row !== null) await putOutbox(tx, { ...row, state: "bad", reason }, written);
      if (sealed !== undefined)
        await putSealed(tx, id, { ...sealed, state: "held", reason }, written);
    });
  }

  /**
   * On a full phone a reply does not fit. While more is waiting behind what the server named, that
   * leaves, which only deletes: the rest must have its turn. The cursor stays, so that the records
   * come again once there is space; until then their entries are out of sight, so what stands in
   * nobody's way is kept, and named again each time.
   */
  async #relieve(reply: SyncReply): Promise<Applied> {
    const named = new Set([...reply.ack, ...Object.keys(reply.void)]);
    return this.#writer.write(["outbox", "open", "sealed"], async (tx, written) => {
      const rows = await readOutbox(tx);
      const unsent = rows.filter(
        ({ change, state }) => state === "frozen" && !named.has(change.id),
      );
      for (const { change } of unsent.length === 0 ? [] : rows) {
        if (named.has(change.id)) await dropOutbox(tx, change.id, written);
      }
      return { moved: written.outbox.size > 0, more: false, unsent: unsent.length };
    });
  }
}

/** Applies a reply: verdicts, pull, gone, erased, cursor, sweep, and what the phone notes of it. */
async function take(
  tx: Writing,
  { outgoing, sentMs, receivedMs }: Received,
  reply: SyncReply,
  written: Written,
  sealer: Sealer | null,
): Promise<Applied> {
  const mint = (ms: number) => encodeWid(ms, drawRandom50());
  const rows = await readRows(tx, reply);
  const heard = withoutRewriting(rows, reply);
  const effects = withoutSealed(rows, receive(rows, outgoing.cursor, heard, reply.now, mint));
  const isOurs = rows.meta.cursor === outgoing.cursor;
  if (isOurs) await keepPast(tx, rows.network, rows.outbox, reply, written);
  await writeEffects(tx, rows, effects, written, sealer);
  if (isOurs) await settleSealed(tx, rows, reply, written);
  const offsetMs = Math.round(reply.now - (sentMs + receivedMs) / 2);
  await putMeta(tx, { offsetMs, contactMs: receivedMs }, written);
  await takeKey(tx, reply, written);
  // A request that was full of newer changes asked about nothing that waits.
  if (outgoing.whole) await putMeta(tx, { heldAsked: dayOf(receivedMs) }, written);
  written.erased = countErased(rows, effects, reply);
  return summary(rows, effects, reply);
}

/** The network's key, when the server has another one than this phone knew. */
async function takeKey(tx: Writing, { sealing }: SyncReply, written: Written): Promise<void> {
  const [home, account] = [await readMeta(tx, "home"), await readMeta(tx, "account")];
  if (account === undefined || sealing === null || sealing.key === home?.sealing?.key) return;
  await putMeta(tx, { home: { ...(home ?? homeOf(account)), sealing } }, written);
}

/** A change whose content lies in its envelope alone cannot be written again under another id. */
function withoutRewriting(rows: StoredRows, reply: SyncReply): SyncReply {
  const kept = ([id, reason]: [string, string]) =>
    reason !== ID_REUSE || rows.outbox.get(id)?.whole !== false;
  return { ...reply, held: Object.fromEntries(Object.entries(reply.held).filter(kept)) };
}

/**
 * What a reply does, without what may not come to rest here: its stub replaces a restricted record
 * in the same reply as a rule, but after a reset, or at the end of a page, only in a later one.
 */
function withoutSealed(rows: StoredRows, effects: Effects): Effects {
  const paths = sealedPaths(rows);
  if (paths.size === 0) return effects;
  const records = new Map(effects.records);
  for (const [path, row] of records) {
    if (row?.stub === null && paths.has(path)) records.set(path, stubRow(row));
  }
  const kept = new Map(effects.kept);
  for (const [id, row] of kept) if (row !== null && paths.has(row.change.path)) kept.set(id, null);
  return { ...effects, records, kept };
}

function sealedPaths({ outbox }: StoredRows): ReadonlySet<string> {
  const rows = [...outbox.values()].filter(({ sealed }) => sealed);
  return new Set(rows.map(({ change }) => change.path));
}

/** The rows a reply touches; every record when this page ends a sweep. */
async function readRows(tx: Writing, reply: SyncReply): Promise<Found> {
  const account = await readMeta(tx, "account");
  // Only an enrolled phone asks, and nothing but enrolling again replaces the account.
  if (account === undefined) throw new Error("reply without an account");
  const replica = (await readMeta(tx, "replica")) ?? NO_REPLICA;
  const network = account.identity.network.id;
  const outbox = new Map<string, StoredOutboxRow>();
  for (const row of await readOutbox(tx)) {
    if (row.network === network) outbox.set(row.change.id, row);
  }
  const records = new Map<string, RecordRow>();
  for (const bytes of await readRecords(tx, reply, outbox, replica.sweeping)) {
    const row = decodeRecord(bytes);
    records.set(row.cells.path, row);
  }
  const kept = new Map<string, KeptRow>();
  const whole = emptiesKept(reply) || (!reply.more && replica.sweeping);
  for (const bytes of whole ? await tx.objectStore("kept").getAll() : []) {
    const row = decodeKept(bytes);
    kept.set(row.change.id, row);
  }
  const { user, device } = account.identity;
  const blind = await readBlind(tx, network, [...outbox.values()]);
  return { records, outbox, kept, network, device, blind, meta: { ...replica, user: user.id } };
}

/** As pure rows, with what only a phone knows of them. */
type Found = Omit<Rows, "outbox"> & StoredRows;

interface StoredRows {
  readonly outbox: ReadonlyMap<string, StoredOutboxRow>;
  /** Envelopes of changes that nobody here can read. */
  readonly blind: readonly Letter[];
  readonly network: string;
  readonly device: string;
}

async function readRecords(
  tx: Writing,
  reply: SyncReply,
  outbox: ReadonlyMap<string, StoredOutboxRow>,
  sweeping: boolean,
) {
  const records = tx.objectStore("records");
  if (!reply.more && (sweeping || reply.reset !== null)) return records.getAll();
  const paths = new Set([...reply.gone, ...reply.erased]);
  for (const fragment of reply.pull) paths.add(`${fragment.c}/${fragment.r}`);
  for (const id of [...reply.ack, ...Object.keys(reply.void)]) {
    const row = outbox.get(id);
    if (row !== undefined) paths.add(row.change.path);
  }
  const found = await Promise.all([...paths].map((path) => records.get(path)));
  return found.filter((bytes) => bytes !== undefined);
}

function emptiesKept(reply: SyncReply): boolean {
  return (
    reply.reset !== null ||
    reply.gone.length + reply.erased.length + Object.keys(reply.void).length > 0 ||
    reply.pull.some((fragment) => "stub" in fragment)
  );
}

async function writeEffects(
  tx: Writing,
  rows: Found,
  effects: Effects,
  written: Written,
  sealer: Sealer | null,
): Promise<void> {
  await putAll(tx, "records", effects.records, encodeRecord, written.records);
  await putAll(tx, "kept", effects.kept, encodeKept, written.kept);
  const { network } = rows;
  const paths = sealedPaths(rows);
  const fresh: StoredOutboxRow[] = [];
  const work: Promise<void>[] = [];
  for (const [id, row] of effects.outbox) {
    const before = rows.outbox.get(id);
    if (row === null) work.push(dropOutbox(tx, id, written));
    else {
      const sealed = paths.has(row.change.path);
      if (before !== undefined) {
        work.push(putOutbox(tx, { ...before, ...row, sealed: before.sealed || sealed }, written));
        continue;
      }
      fresh.push({ ...row, network, sealed, whole: true, carriedBy: null });
    }
  }
  await Promise.all(work);
  await putChanges(tx, fresh, written, sealer);
  const minted = fresh.filter(({ change }) => !rows.kept.has(change.id)).length;
  if (minted > 0) await countMade(tx, minted, written);
  const { cursor, generation, sweeping } = effects.meta;
  await putMeta(tx, { replica: { cursor, generation, sweeping } }, written);
}

/** Writes or deletes each row, all requests at once: a page has hundreds. */
async function putAll<T>(
  tx: Writing,
  store: StoreName,
  rows: ReadonlyMap<string, T | null>,
  encodeRow: (row: T) => Uint8Array<ArrayBuffer>,
  written: Map<string, T | null>,
): Promise<void> {
  const target = tx.objectStore(store);
  await Promise.all(
    [...rows].map(async ([key, row]) => {
      await (row === null ? target.delete(key) : target.put(encodeRow(row), key));
      written.set(key, row);
    }),
  );
}

function summary(rows: Found, effects: Effects, reply: SyncReply): Applied {
  const named = [...reply.ack, ...[reply.held, reply.bad, reply.void].flatMap(Object.keys)];
  const told = named.length + Object.keys(reply.sealed).length;
  const after = new Map([...rows.outbox, ...effects.outbox]);
  const readable = [...after.values()].filter((row) => row?.state === "frozen");
  // Of what nobody here can read, too, more may wait than one request carries.
  const blind = rows.blind.filter(
    ([id, { state, envelope }]) =>
      state === "waiting" && !named.includes(id) && reply.sealed[envelope] === undefined,
  );
  return {
    moved: told > 0 || (reply.more && reply.cursor !== rows.meta.cursor),
    more: reply.more,
    unsent: readable.length + blind.length,
  };
}

/** Records that were on this phone, unsent or not, and are erased now. */
function countErased(rows: Rows, effects: Effects, reply: SyncReply): number {
  const waiting = new Set([...rows.outbox.values()].map((row) => row.change.path));
  const voided = Object.keys(reply.void).flatMap((id) => rows.outbox.get(id)?.change.path ?? []);
  const erased = [...new Set([...reply.erased, ...voided])];
  return erased.filter(
    (path) => effects.records.get(path) === null && (rows.records.has(path) || waiting.has(path)),
  ).length;
}

function dayOf(ms: number): string {
  return new Date(ms).toDateString();
}
