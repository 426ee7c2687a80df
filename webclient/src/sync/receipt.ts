/**
 * What a reply of the server does to a replica, as pure rows in, rows out.
 * The second half of `sync/replica.py`; sync.md sections 6 (3), 8 and 9.
 */
import { Change } from "./change.ts";
import { widMs } from "./ids.ts";
import { Cells } from "./merge.ts";
import { type Fragment, ID_REUSE, RESET_TIMELINE, type SyncReply } from "./protocol.ts";
import type { Effects, KeptRow, OutboxRow, RecordRow, ReplicaMeta, Rows } from "./replica.ts";

/** Makes a new write id of about this time. */
export type Mint = (ms: number) => string;

/**
 * What a reply does, in this order: verdicts, pull, gone, erased, cursor, and the sweep at the last
 * page.
 *
 * `asked` is the cursor that the request carried. `rows` needs the whole outbox, `kept` whole, and
 * the records that the reply and its acknowledged changes name; all records on the last page of a
 * sweep. `nowMs` dates the kept rows.
 *
 * A reply to a cursor that is no longer ours does nothing: another tab, or the worker, was quicker.
 * Its `gone` may be older than what we hold, and its last page is not the last page of a sweep that
 * began meanwhile. What it acknowledges is sent again and acknowledged again.
 */
export function receive(
  rows: Rows,
  asked: string | null,
  reply: SyncReply,
  nowMs: number,
  mint: Mint,
): Effects {
  if (rows.meta.cursor !== asked) {
    return { records: new Map(), outbox: new Map(), kept: new Map(), meta: rows.meta };
  }
  return new Receipt(rows, reply, nowMs, mint).run();
}

class Receipt implements Effects {
  readonly records = new Map<string, RecordRow | null>();
  readonly outbox = new Map<string, OutboxRow | null>();
  readonly kept = new Map<string, KeptRow | null>();
  meta: ReplicaMeta;
  readonly #before: Rows;
  readonly #reply: SyncReply;
  readonly #nowMs: number;
  readonly #mint: Mint;
  /**
   * What a reset reply acknowledges belongs to the generation before: such a reply cannot say
   * `gone`, and what may still be read here comes again with the pages that follow.
   */
  readonly #heardIn: number;

  constructor(before: Rows, reply: SyncReply, nowMs: number, mint: Mint) {
    const begun = reply.reset !== null;
    this.meta = {
      user: before.meta.user,
      cursor: reply.cursor,
      generation: before.meta.generation + (begun ? 1 : 0),
      sweeping: before.meta.sweeping || begun,
    };
    this.#before = before;
    this.#reply = reply;
    this.#nowMs = nowMs;
    this.#mint = mint;
    this.#heardIn = before.meta.generation;
  }

  run(): Effects {
    const { reset, pull, gone, erased, more } = this.#reply;
    this.#takeVerdicts();
    if (reset === RESET_TIMELINE) this.#offerAgain();
    for (const fragment of pull) this.#takeRecord(fragment);
    for (const path of gone) this.#drop(path);
    for (const path of erased) this.#erase(path);
    if (!more && this.meta.sweeping) this.#sweep();
    const { records, outbox, kept, meta } = this;
    return { records, outbox, kept, meta };
  }

  #takeVerdicts(): void {
    const { ack, held, bad } = this.#reply;
    for (const id of ack) this.#with(id, (row) => this.#acknowledge(row.change));
    for (const [id, reason] of Object.entries(held)) {
      this.#with(id, ({ change }) => {
        if (reason === ID_REUSE) this.#writeAgain(change);
        else this.outbox.set(id, { change, state: "held", reason });
      });
    }
    for (const [id, reason] of Object.entries(bad)) {
      this.#with(id, ({ change }) => this.outbox.set(id, { change, state: "bad", reason }));
    }
    for (const id of Object.keys(this.#reply.void)) {
      this.#with(id, (row) => this.#erase(row.change.path));
    }
  }

  /** A verdict on a change that is no longer in the outbox was heard before. */
  #with(id: string, act: (row: OutboxRow) => void): void {
    const row = this.#before.outbox.get(id);
    if (row !== undefined) act(row);
  }

  #acknowledge(change: Change): void {
    const { path } = change;
    this.outbox.set(change.id, null);
    const row = this.#record(path);
    const acked = this.#heardIn;
    if (row.stub !== null) {
      // Content that this phone may only see as a stub does not come to rest here.
      this.records.set(path, { ...row, acked });
      return;
    }
    this.kept.set(change.id, { change, ackedMs: this.#nowMs });
    const cells = copy(row.cells);
    cells.apply(change, this.meta.user);
    this.records.set(path, { ...row, cells, acked });
  }

  /** The same set under a new id, with the same covers, not covering the old one. */
  #writeAgain(change: Change): void {
    const id = this.#mint(widMs(change.id));
    const again = new Change(id, change.kind, change.record, change.schema, change.writes);
    this.outbox.set(change.id, null);
    this.outbox.set(id, { change: again, state: "frozen", reason: null });
  }

  /** The server lost part of its past: everything it once acknowledged is sent again. */
  #offerAgain(): void {
    for (const [id, { change }] of this.#before.kept) {
      this.outbox.set(id, { change, state: "frozen", reason: null });
      this.kept.set(id, null);
    }
  }

  #takeRecord(fragment: Fragment): void {
    const path = `${fragment.c}/${fragment.r}`;
    const { generation } = this.meta;
    const row = this.#record(path);
    if ("stub" in fragment) {
      this.#dropKept(path);
      const cells = new Cells(fragment.c, fragment.r);
      this.records.set(path, { ...row, cells, stub: fragment.stub, generation });
      return;
    }
    const cells = Cells.fromWire(fragment);
    // The first pull after a reset is all there is: what a restored server lost must not linger.
    if (row.generation === generation) cells.merge(row.cells);
    this.records.set(path, { ...row, cells, stub: null, generation });
  }

  #drop(path: string): void {
    this.records.set(path, null);
    this.#dropKept(path);
  }

  #erase(path: string): void {
    this.#drop(path);
    for (const rows of [this.#before.outbox, this.outbox]) {
      for (const [id, row] of rows) if (row?.change.path === path) this.outbox.set(id, null);
    }
  }

  #dropKept(path: string): void {
    for (const rows of [this.#before.kept, this.kept]) {
      for (const [id, row] of rows) if (row?.change.path === path) this.kept.set(id, null);
    }
  }

  /** The reset is over: what no page of it brought is no longer this user's to hold. */
  #sweep(): void {
    const { generation } = this.meta;
    for (const [path, row] of this.#before.records) {
      const seen = row.generation === generation || row.acked === generation;
      if (!seen && !this.records.has(path)) this.#drop(path);
    }
    this.meta = { ...this.meta, sweeping: false };
  }

  /** The row as it stands in this receipt; a record that is new here has no cells. */
  #record(path: string): RecordRow {
    const row = this.records.has(path) ? this.records.get(path) : this.#before.records.get(path);
    if (row !== undefined && row !== null) return row;
    const slash = path.indexOf("/");
    const cells = new Cells(path.slice(0, slash), path.slice(slash + 1));
    return { cells, stub: null, generation: this.#heardIn, acked: 0 };
  }
}

function copy(cells: Cells): Cells {
  const copied = new Cells(cells.kind, cells.record);
  copied.merge(cells);
  return copied;
}
