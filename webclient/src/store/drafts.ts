/**
 * What is half typed into a form. It survives a killed app, is no entry and never leaves the phone.
 *
 * One row per form, by a key that the form chooses. A save deletes the row in its own transaction
 * (`log.ts`), so that nothing is both saved and still to be saved. What has not been touched for a
 * day is forgotten: the meeting it was about is over. Writing is a convenience and never in the
 * way: of what is typed while a write is under way only the last state is written after it.
 */
import type { Database } from "./db.ts";
import { decode, encode } from "./db.ts";
import type { Drafts, Value } from "./interface.ts";

const DRAFT_MS_MAX = 24 * 60 * 60_000;

type Fields = Readonly<Record<string, Value>>;

interface DraftRow {
  readonly touchedMs: number;
  readonly fields: Fields;
}

export class StoredDrafts implements Drafts {
  readonly #database: Database;
  readonly #nowMs: () => number;
  readonly #failed: (error: unknown) => void;
  readonly #rows = new Map<string, DraftRow>();
  /** Keys whose row in the database is not the one in memory. */
  readonly #stale = new Set<string>();
  #writing = false;

  constructor(database: Database, nowMs: () => number, failed: (error: unknown) => void) {
    this.#database = database;
    this.#nowMs = nowMs;
    this.#failed = failed;
  }

  /** Reads what is stored, and forgets what is too old. */
  async load(): Promise<void> {
    const found = await this.#database.read(["drafts"], async (tx) => {
      const store = tx.objectStore("drafts");
      const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return keys.map((key, index) => [key, rows[index]] as const);
    });
    this.#rows.clear();
    for (const [key, bytes] of found) {
      if (bytes !== undefined) this.#rows.set(key, decode(bytes) as DraftRow);
    }
    this.forgetOld();
  }

  /** Out of memory alone: this phone was locked. */
  forget(): void {
    this.#rows.clear();
    this.#stale.clear();
  }

  forgetOld(): void {
    for (const [key, { touchedMs }] of this.#rows) {
      if (this.#nowMs() - touchedMs > DRAFT_MS_MAX) this.drop(key);
    }
  }

  read(key: string): Fields | null {
    return this.#rows.get(key)?.fields ?? null;
  }

  write(key: string, fields: Fields): void {
    this.#rows.set(key, { touchedMs: this.#nowMs(), fields });
    this.#stale.add(key);
    void this.#flush();
  }

  drop(key: string): void {
    if (!this.#rows.delete(key)) return;
    this.#stale.add(key);
    void this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#stale.size > 0) await this.#writeStale();
    } catch (error) {
      // It stays in memory, and with what is typed next it is tried again.
      this.#failed(error);
    } finally {
      this.#writing = false;
    }
  }

  async #writeStale(): Promise<void> {
    const keys = [...this.#stale];
    this.#stale.clear();
    try {
      await this.#database.write(["drafts"], async (tx) => {
        const store = tx.objectStore("drafts");
        for (const key of keys) {
          const row = this.#rows.get(key);
          await (row === undefined ? store.delete(key) : store.put(encode(row), key));
        }
      });
    } catch (error) {
      for (const key of keys) this.#stale.add(key);
      throw error;
    }
  }
}
