/** Open forms: each owns the change it writes until it closes. sync.md section 4. */

import { SCHEMA } from "../schema/records.ts";
import type { Change } from "../sync/change.ts";
import { MalformedChange } from "../sync/errors.ts";
import { widMs } from "../sync/ids.ts";
import { basis } from "../sync/replica.ts";
import { failureCode, isFailure } from "./failures.ts";
import type { Entry, Form, NewRecord, SaveResult, Value } from "./interface.ts";
import type { Draft, Log } from "./log.ts";
import { isSealing } from "./seal.ts";

/** A tally row is one change until its screen is left, the app hides, or this long. */
const OPEN_MS_MAX = 60_000;

/** What a form needs of the phone. */
export interface FormGround {
  readonly log: Log;
  nowMs(): number;
  /** Own organisation and network, and whether the phone is locked; null while it never enrolled. */
  home(): Ground | null;
  /** This form has a change open now. */
  opened(form: OpenForm): void;
  /** The open change was frozen: it may leave. */
  frozen(form: OpenForm): void;
  /** `typed` is the key of the draft that was made good on. */
  saved(result: SaveResult, typed: string | null): void;
}

export interface Ground {
  readonly org: string;
  readonly network: string;
  readonly locked: boolean;
}

type Bases = Readonly<Record<string, readonly string[]>>;

export class OpenForm implements Form {
  readonly kind: string;
  readonly id: string;
  readonly #ground: FormGround;
  /** True until the first save of a record that did not exist: it says whose record it is. */
  #creates: boolean;
  #bases: Bases = {};
  /** When the question or the answer on the screen was written, the later; 0 without any. */
  #saidMs = 0;
  /** The last write of this form per field: the person saw it, they typed it. */
  readonly #own = new Map<string, string>();
  /** The change that is open, as this form saved it last. */
  #opened: Change | null = null;
  /** Its record is restricted, by what is on the screen or what was saved here. */
  #sealing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Saves of one form run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(ground: FormGround, kind: string, id: string, entry: Entry | null) {
    this.#ground = ground;
    this.kind = kind;
    this.id = id;
    this.#creates = entry === null;
    this.rendered(entry);
  }

  rendered(entry: Entry | null, whole: readonly string[] = []): void {
    this.#bases = entry === null ? {} : basesOf(entry, whole);
    this.#saidMs = entry === null ? 0 : saidMs(entry);
    if (entry?.stub) this.#sealing = true;
  }

  save(dirty: Readonly<Record<string, Value>>, typed?: string): Promise<SaveResult> {
    const bases = this.#bases;
    const result = this.#last.then(() => this.#save(dirty, bases, typed ?? null));
    this.#last = Promise.allSettled([result]);
    return result;
  }

  async close(): Promise<void> {
    await this.freeze();
  }

  /** Closes the open change to further saves, durably, and lets it leave. */
  freeze(): Promise<void> {
    const result = this.#last.then(() => this.#freeze());
    this.#last = Promise.allSettled([result]);
    return result;
  }

  async #save(
    dirty: Readonly<Record<string, Value>>,
    bases: Bases,
    typed: string | null,
  ): Promise<SaveResult> {
    const home = this.#ground.home();
    if (home === null) return { ok: false, error: "failed" };
    const values = { ...(this.#creates ? creation(home) : {}), ...dirty };
    const sealing = this.#sealing || isSealing(this.kind, values);
    const written = this.#ground.log.save({
      opened: this.#opened,
      path: `${this.kind}/${this.id}`,
      network: home.network,
      dirty: values,
      bases: this.#covers(Object.keys(values), bases),
      nowMs: this.#writtenMs(values),
      sealing,
      typed,
    });
    const result = await saving(written);
    if (!result.ok) return this.#told(result, null);
    const change = await written;
    this.#creates = false;
    this.#sealing = sealing;
    for (const name of Object.keys(values)) this.#own.set(name, change.id);
    const isNew = this.#opened?.id !== change.id;
    this.#opened = change;
    if (isNew) this.#watch();
    return this.#told(result, typed);
  }

  #told(result: SaveResult, typed: string | null): SaveResult {
    this.#ground.saved(result, typed);
    return result;
  }

  /** Question and answer follow each other, also on a phone whose clock was set back since. */
  #writtenMs(values: Readonly<Record<string, Value>>): number {
    const nowMs = this.#ground.nowMs();
    const speaks = "answer" in values || "query" in values;
    return speaks ? Math.max(nowMs, this.#saidMs + 1) : nowMs;
  }

  #covers(names: readonly string[], bases: Bases): Bases {
    const declared = SCHEMA.kinds.get(this.kind);
    return Object.fromEntries(
      names.map((name) => {
        const own = this.#own.get(name);
        const once = declared?.field(name)?.merge === "once";
        return [name, [...(bases[name] ?? []), ...(own === undefined || once ? [] : [own])]];
      }),
    );
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#ground.opened(this);
    this.#timer = setTimeout(() => void this.freeze(), OPEN_MS_MAX);
  }

  async #freeze(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#opened === null) return;
    try {
      await this.#ground.log.freeze([this.#opened.id]);
      this.#opened = null;
      this.#ground.frozen(this);
    } catch (error) {
      // It stays open and safe; the next start of the app freezes it.
      if (!isFailure(error)) throw error;
    }
  }
}

/** What the first save of a record says of it beside what was typed. */
function creation({ org, locked }: Ground): Readonly<Record<string, Value>> {
  return locked ? { org, captured_locked: true } : { org };
}

function saidMs({ heads }: Entry): number {
  const said = ["queried", "query", "answer"].flatMap((field) => heads[field] ?? []);
  return said.reduce((latest, { wid }) => Math.max(latest, widMs(wid)), 0);
}

/** What a save covers, from what the screen shows of this entry. */
function basesOf(entry: Entry, whole: readonly string[]): Bases {
  const declared = SCHEMA.kinds.get(entry.kind);
  return Object.fromEntries(
    Object.entries(entry.heads).map(([name, heads]) => {
      const values = new Map(heads.map((head) => [head.wid, head.value]));
      const shown = entry.fields[name];
      const screen = whole.includes(name)
        ? [...values.values()]
        : shown === undefined
          ? []
          : [shown];
      return [name, basis(declared?.field(name) ?? null, values, screen)];
    }),
  );
}

/** What saving these new records together writes. */
export function newDrafts(
  records: readonly NewRecord[],
  home: Ground,
  nowMs: number,
  typed: string | null,
): readonly Draft[] {
  return records.map(({ kind, id, fields }) => ({
    opened: null,
    path: `${kind}/${id}`,
    network: home.network,
    dirty: { ...creation(home), ...fields },
    bases: {},
    nowMs,
    sealing: isSealing(kind, fields),
    typed,
  }));
}

/** How it went: a database that fails is an answer, a bug is thrown. */
export async function saving(work: Promise<unknown>): Promise<SaveResult> {
  try {
    await work;
    return { ok: true };
  } catch (error) {
    if (isFailure(error)) return { ok: false, error: failureCode(error) };
    // No server would take such a value; the form should have said so before.
    if (error instanceof MalformedChange) return { ok: false, error: "failed" };
    throw error;
  }
}
