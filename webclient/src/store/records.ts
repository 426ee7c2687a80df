/** What the screens watch: the stored rows in memory, as signals. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Change } from "../sync/change.ts";
import { widMs } from "../sync/ids.ts";
import type { KeptRow, RecordRow } from "../sync/replica.ts";
import type { SealedRow } from "./db.ts";
import { makeEntry } from "./entries.ts";
import { stepsOf } from "./history.ts";
import type { Entry, Identity, Step, SyncState } from "./interface.ts";
import { type Home, homeOf, type MetaRows, type StoredOutboxRow } from "./rows.ts";
import type { Written } from "./written.ts";

/** A day of work ends at 06:00: what is written at 01:30 belongs to the evening before. */
const DAY_STARTS_HOUR = 6;
const DAY_MS = 24 * 60 * 60_000;

type Meta = { readonly [N in keyof MetaRows]?: MetaRows[N] | null };

export class Records {
  readonly #records = new Map<string, RecordRow>();
  readonly #outbox = new Map<string, StoredOutboxRow>();
  readonly #sealed = new Map<string, SealedRow>();
  readonly #kept = new Map<string, KeptRow>();
  readonly #entries = signal<ReadonlyMap<string, Entry>>(new Map());
  readonly #meta = signal<Meta>({});
  readonly #erased = signal(0);
  readonly #counts = signal({
    unsent: 0,
    held: 0,
    sentToday: 0,
    sealedUnsent: 0,
    handedIn: 0,
    oldestUnsentMs: null as number | null,
  });
  /** What an invite said of the organisation's wish for words. */
  invitedToWords = false;
  /** What `navigator.storage` and the last write said. */
  readonly storage = signal<SyncState["storage"]>("unknown");
  /** How many sealed changes lie in the second store alone. */
  readonly spare = signal(0);
  readonly entries: ReadonlySignal<ReadonlyMap<string, Entry>> = this.#entries;
  readonly identity: ReadonlySignal<Identity | null> = computed(
    () => this.#meta.value.account?.identity ?? null,
  );
  readonly sync: ReadonlySignal<SyncState> = computed(() => this.#syncState());

  get kept(): ReadonlyMap<string, KeptRow> {
    return this.#kept;
  }

  get outbox(): ReadonlyMap<string, StoredOutboxRow> {
    return this.#outbox;
  }

  history(path: string): readonly Step[] {
    if (this.#entries.peek().get(path)?.stub) return [];
    const own = (row: { readonly change: Change }) => row.change.path === path;
    return stepsOf(
      this.#records.get(path)?.cells ?? null,
      [...this.#kept.values()].filter(own),
      [...this.#outbox.values()].filter(own),
      this.identity.peek()?.user.id ?? null,
    );
  }

  get meta(): Meta {
    return this.#meta.peek();
  }

  /** Whose phone this is in ids alone; known while locked too. */
  get home(): Home | null {
    const { home, account } = this.meta;
    return home ?? (account == null ? null : homeOf(account));
  }

  /** What the record of this phone's organisation shows, once it is here. */
  get org(): Entry["fields"] | undefined {
    return this.#entries.peek().get(`org/${this.home?.org}`)?.fields;
  }

  /** Whether the organisation wants words to unlock with. `security.md` K4. */
  get words(): boolean {
    return this.org === undefined ? this.invitedToWords : this.org["lock_words"] === true;
  }

  /** Milliseconds since 1970 by the server's clock, as far as it is known. */
  nowMs(): number {
    return Date.now() + (this.meta.offsetMs ?? 0);
  }

  /** What stood in the way when the app last ran says nothing about now, unless it was decided. */
  forgetPassingReason(): void {
    const { tried } = this.meta;
    const passing = ["offline", "silent", "portal", "closed"];
    if (!tried?.reason || !passing.includes(tried.reason.code)) return;
    this.#meta.value = { ...this.meta, tried: { ...tried, reason: null } };
  }

  /** How the last try went, while it cannot be written down. */
  tried(tried: MetaRows["tried"]): void {
    this.#meta.value = { ...this.meta, tried };
  }

  /** Forgets all that it shows; what is in clear comes with the next load. */
  reset(): void {
    for (const rows of [this.#records, this.#outbox, this.#sealed, this.#kept]) rows.clear();
    batch(() => {
      this.#meta.value = {};
      this.#entries.value = new Map();
      this.#counts.value = this.#count();
    });
  }

  /** Takes in what was written or read, whole or in part. */
  take(written: Written): void {
    for (const id of written.frozen) {
      const row = written.outbox.get(id) ?? this.#outbox.get(id);
      if (row?.state === "open") written.outbox.set(id, { ...row, state: "frozen" });
    }
    const before = this.identity.peek()?.user.id;
    const touched = new Set(written.records.keys());
    for (const [id, row] of written.outbox) {
      const path = row?.change.path ?? this.#outbox.get(id)?.change.path;
      if (path !== undefined) touched.add(path);
    }
    put(this.#records, written.records);
    put(this.#outbox, written.outbox);
    put(this.#sealed, written.sealed);
    put(this.#kept, written.kept);
    batch(() => {
      if (written.meta.size > 0) {
        this.#meta.value = { ...this.#meta.peek(), ...Object.fromEntries(written.meta) };
      }
      this.#erased.value += written.erased;
      const changed = this.identity.peek()?.user.id !== before;
      this.#redraw(changed ? this.#allPaths() : touched);
      this.#counts.value = this.#count();
    });
  }

  #allPaths(): Set<string> {
    const paths = new Set([...this.#records.keys(), ...this.#entries.peek().keys()]);
    for (const row of this.#outbox.values()) paths.add(row.change.path);
    return paths;
  }

  #redraw(paths: ReadonlySet<string>): void {
    if (paths.size === 0) return;
    const unsent = this.#unsentByPath();
    const user = this.identity.peek()?.user.id ?? null;
    const entries = new Map(this.#entries.peek());
    for (const path of paths) {
      const row = this.#records.get(path) ?? null;
      const waiting = unsent.get(path) ?? [];
      const entry =
        row === null && waiting.length === 0 ? null : makeEntry(path, row, waiting, user);
      if (entry === null) entries.delete(path);
      else entries.set(path, entry);
    }
    this.#entries.value = entries;
  }

  #unsentByPath(): ReadonlyMap<string, readonly StoredOutboxRow[]> {
    const byPath = new Map<string, StoredOutboxRow[]>();
    for (const row of this.#outbox.values()) {
      const rows = byPath.get(row.change.path);
      if (rows === undefined) byPath.set(row.change.path, [row]);
      else rows.push(row);
    }
    return byPath;
  }

  #count() {
    const unsent = new Set<string>();
    const held = new Set<string>();
    let oldest: string | null = null;
    for (const [id, { change, state }] of this.#outbox) {
      if (state === "held") held.add(change.path);
      if (state !== "open" && state !== "frozen") continue;
      unsent.add(change.path);
      if (oldest === null || id < oldest) oldest = id;
    }
    const blind = [...this.#sealed].filter(([id]) => !this.#outbox.has(id));
    const waiting = blind.filter(([, { state }]) => state === "waiting");
    for (const [id] of waiting) if (oldest === null || id < oldest) oldest = id;
    const handed = [...this.#sealed.values()].filter((row) => isHandedIn(row));
    const today = this.#dayStartMs();
    const sent = [...this.#kept.values()].filter((row) => row.ackedMs >= today);
    return {
      unsent: unsent.size + waiting.length,
      sealedUnsent: waiting.length,
      handedIn: handed.length,
      held: held.size + blind.length - waiting.length,
      sentToday: new Set(sent.map((row) => row.change.path)).size,
      oldestUnsentMs: oldest === null ? null : widMs(oldest),
    };
  }

  /** Envelopes that the server was not given yet. */
  toHandIn(): number {
    const rows = [...this.#sealed.values()];
    return rows.filter((row) => row.state === "waiting" && row.handedMs === null).length;
  }

  /** Changes that wait without an envelope. */
  unsealed(): number {
    return [...this.#outbox.keys()].filter((id) => !this.#sealed.has(id)).length;
  }

  #dayStartMs(): number {
    const start = new Date(this.nowMs());
    start.setHours(DAY_STARTS_HOUR, 0, 0, 0);
    return start.getTime() > this.nowMs() ? start.getTime() - DAY_MS : start.getTime();
  }

  #syncState(): SyncState {
    const meta = this.#meta.value;
    let attention = 0;
    for (const entry of this.#entries.value.values())
      if (entry.state === "attention") attention += 1;
    // Noted by this phone's clock, shown beside times of the server's.
    const known = (ms: number | null | undefined) =>
      ms == null || ms === 0 ? null : ms + (meta.offsetMs ?? 0);
    return {
      ...this.#counts.value,
      attention,
      lastContactMs: known(meta.contactMs),
      lastTryMs: known(meta.tried?.ms),
      reason: meta.tried?.reason ?? null,
      clockOffsetMs: meta.offsetMs ?? 0,
      erased: this.#erased.value,
      storage: this.storage.value,
      spare: this.spare.value,
      revoked: meta.revoked === true ? { left: this.toHandIn() } : null,
    };
  }
}

function isHandedIn({ state, handedMs }: SealedRow): boolean {
  return state === "waiting" && handedMs !== null;
}

function put<T>(rows: Map<string, T>, written: ReadonlyMap<string, T | null>): void {
  for (const [key, row] of written) {
    if (row === null) rows.delete(key);
    else rows.set(key, row);
  }
}
