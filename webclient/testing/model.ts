/**
 * A server and its phones in memory, as small as the protocol allows: what the replica must get
 * right is told apart from what storage and transport must. sync.md sections 7 to 9.
 */

import { fieldOf, kindOf } from "../src/schema/records.ts";
import { canonicalText, type Json, type Value } from "../src/sync/canonical.ts";
import type { Change } from "../src/sync/change.ts";
import { encodeWid } from "../src/sync/ids.ts";
import { Cells } from "../src/sync/merge.ts";
import { readReply, type SyncReply } from "../src/sync/protocol.ts";
import {
  basis,
  type Effects,
  pending,
  type Rows,
  receive,
  save,
  shownCells,
} from "../src/sync/replica.ts";
import { showAll } from "../src/sync/show.ts";

export interface Request {
  readonly user: string;
  readonly cursor: string | null;
  readonly push: readonly Change[];
}

interface Stored {
  readonly cells: Cells;
  seq: number;
}

interface Past {
  readonly seq: number;
  readonly records: ReadonlyMap<string, Stored>;
  readonly bodies: ReadonlyMap<string, string>;
}

const PAGE_RECORDS = 2;

export class Server {
  /** Users who may read nothing of a record, by path. */
  readonly hidden = new Map<string, Set<string>>();
  records = new Map<string, Stored>();
  #bodies = new Map<string, string>();
  #scope = 0;
  #seq = 0;
  #timeline = 0;

  sync({ user, cursor, push }: Request): SyncReply {
    const verdicts: { ack: string[]; held: Record<string, string> } = { ack: [], held: {} };
    const touched = new Set<string>();
    for (const change of push) this.#store(user, change, verdicts, touched);
    const anchor = `${this.#timeline}.${this.#scope}`;
    const [position, timeline, scope] = (cursor ?? `0.${anchor}`).split(".").map(Number);
    const lost = timeline !== this.#timeline;
    const reset = lost ? "timeline" : scope !== this.#scope ? "scope" : null;
    if (reset !== null) return reply({ ...verdicts, cursor: `0.${anchor}`, more: true, reset });
    const news = [...this.records].filter(([, { seq }]) => seq > (position ?? 0));
    news.sort(([, a], [, b]) => a.seq - b.seq);
    const page = news.slice(0, PAGE_RECORDS);
    const end = page.length < news.length ? (page.at(-1)?.[1].seq ?? 0) : this.#seq;
    const readable = page.filter(([path]) => this.#readable(user, path));
    const gone = [...touched].filter((path) => !this.#readable(user, path));
    const pull = readable.map(([, { cells }]) => cells.toWire());
    const more = page.length < news.length;
    return reply({ ...verdicts, cursor: `${end}.${anchor}`, more, pull, gone });
  }

  /** What `user` may read, by path. */
  readableBy(user: string): Map<string, string> {
    const all = [...this.records].filter(([path]) => this.#readable(user, path));
    return new Map(all.map(([path, { cells }]) => [path, text(cells)]));
  }

  has(change: Change): boolean {
    return this.#bodies.has(change.id);
  }

  moveScope(user: string, path: string): void {
    const users = this.hidden.get(path) ?? new Set();
    if (!users.delete(user)) users.add(user);
    this.hidden.set(path, users);
    this.#scope += 1;
  }

  remember(): Past {
    const records = [...this.records].map(
      ([path, { cells, seq }]) => [path, { cells: copy(cells), seq }] as const,
    );
    return { seq: this.#seq, records: new Map(records), bodies: new Map(this.#bodies) };
  }

  restore(past: Past): void {
    this.records = new Map(
      [...past.records].map(([path, { cells, seq }]) => [path, { cells: copy(cells), seq }]),
    );
    this.#bodies = new Map(past.bodies);
    this.#seq = past.seq;
    this.#timeline += 1;
  }

  #store(
    user: string,
    change: Change,
    verdicts: { readonly ack: string[]; readonly held: Record<string, string> },
    touched: Set<string>,
  ): void {
    const body = canonicalText(change.toWire() as unknown as Json);
    const known = this.#bodies.get(change.id);
    if (known !== undefined && known !== body) {
      verdicts.held[change.id] = "id_reuse";
      return;
    }
    verdicts.ack.push(change.id);
    touched.add(change.path);
    this.#bodies.set(change.id, body);
    const stored = this.records.get(change.path) ?? {
      cells: new Cells(change.kind, change.record),
      seq: 0,
    };
    this.records.set(change.path, stored);
    if (stored.cells.apply(change, user)) {
      this.#seq += 1;
      stored.seq = this.#seq;
    }
  }

  #readable(user: string, path: string): boolean {
    return this.hidden.get(path)?.has(user) !== true;
  }
}

export class Phone {
  readonly user: string;
  rows: Rows;
  #asked: string | null = null;
  #made: number;

  /** `seed` makes the ids of this phone differ from those of others. */
  constructor(user: string, seed: number) {
    this.user = user;
    this.#made = seed;
    const meta = { user, cursor: null, generation: 0, sweeping: false };
    this.rows = { records: new Map(), outbox: new Map(), kept: new Map(), meta };
  }

  /** Saves what a form with everything shown on the screen would, and closes it. */
  write(path: string, dirty: Readonly<Record<string, Value>>, nowMs: number): Change {
    const change = save(null, path, dirty, this.#bases(path), nowMs, this.#random());
    const outbox = new Map(this.rows.outbox);
    outbox.set(change.id, { change, state: "frozen", reason: null });
    this.rows = { ...this.rows, outbox };
    return change;
  }

  request(pushMax: number): Request {
    this.#asked = this.rows.meta.cursor;
    const push = pending(this.rows.outbox.values(), true).slice(0, pushMax);
    return { user: this.user, cursor: this.#asked, push: push.map(({ change }) => change) };
  }

  receive(asked: string | null, reply: SyncReply): void {
    const mint = (ms: number) => encodeWid(ms, this.#random());
    const effects = receive(this.rows, asked, reply, 0, mint);
    this.rows = {
      records: written(this.rows.records, effects.records),
      outbox: written(this.rows.outbox, effects.outbox),
      kept: written(this.rows.kept, effects.kept),
      meta: effects.meta,
    };
  }

  held(): Map<string, string> {
    return new Map([...this.rows.records].map(([path, { cells }]) => [path, text(cells)]));
  }

  #bases(path: string): Record<string, readonly string[]> {
    const cells = shownCells(this.rows, path);
    const kind = kindOf(cells.kind);
    if (kind === undefined) throw new Error(`${path} is of a declared kind`);
    const shown = showAll(kind, cells);
    const bases = [...cells.live].map(([name, heads]) => {
      const value = shown.get(name)?.value;
      const field = fieldOf(cells.kind, name) ?? null;
      return [name, basis(field, heads, value === undefined ? [] : [value])] as const;
    });
    return Object.fromEntries(bases);
  }

  #random(): number {
    this.#made += 1000;
    return this.#made;
  }
}

export function text(cells: Cells): string {
  return canonicalText(cells.toWire() as unknown as Json);
}

export function written<Row>(
  rows: ReadonlyMap<string, Row>,
  effects: Effects[keyof Effects] & ReadonlyMap<string, Row | null>,
): ReadonlyMap<string, Row> {
  const after = new Map(rows);
  for (const [key, row] of effects) {
    if (row === null) after.delete(key);
    else after.set(key, row);
  }
  return after;
}

function copy(cells: Cells): Cells {
  return Cells.fromWire(cells.toWire());
}

/** Through the wire and the strict reader, as over HTTP. */
function reply(members: object): SyncReply {
  const wire = canonicalText({ v: 1, now: 0, ...members } as Json);
  const read = readReply(JSON.parse(wire));
  if (read === null) throw new Error("the model speaks the protocol");
  return read;
}
