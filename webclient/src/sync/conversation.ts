/**
 * One exchange with the server from first request to nothing left: push, pull, repeat.
 *
 * Used by every tab and by the worker alike. A change leaves the outbox only inside
 * {@link SyncLog.apply}, which reads the server's verdicts; this file decides what to ask next.
 * `docs/protocol.md`, sync.md section 8.
 */
import { PUSH_MAX } from "./protocol.ts";
import type { Answer, JsonObject } from "./transport.ts";

/** 200 pages of 500 records and 200 pushes of 200 changes are far beyond one network. */
const TURNS_MAX = 400;
/** Requests in a row that move nothing before the exchange is broken off. */
const STALLS_MAX = 2;

/** The next request: its JSON text, and the ids of the changes inside it. */
export interface Outgoing {
  readonly token: string;
  readonly body: string;
  /** The cursor inside the body: a reply to one that is no longer ours is not applied. */
  readonly cursor: string | null;
  readonly ids: readonly string[];
  /** Whether these are all that was wished for. */
  readonly whole: boolean;
}

/** A reply, what it answers, and when it left and came by this phone's clock. */
export interface Received {
  readonly outgoing: Outgoing;
  readonly reply: JsonObject;
  readonly sentMs: number;
  readonly receivedMs: number;
}

export interface Applied {
  /** Whether the reply named a change, brought a record or moved the cursor. */
  readonly moved: boolean;
  readonly more: boolean;
  /** Frozen changes that no reply has named yet. */
  readonly unsent: number;
}

/** The stored log as one exchange needs it. */
export interface SyncLog {
  /**
   * Builds the next request from frozen changes, oldest first, at most `changesMax` and 1 MiB;
   * `held` adds those waiting for a coordinator that are not in `asked`. Null: not enrolled.
   */
  prepare(wish: Wish): Promise<Outgoing | null>;
  /** Applies a reply in one transaction; null when the reply is not what a server of ours says. */
  apply(received: Received): Promise<Applied | null>;
  /** Puts a change that the server cannot even read into the visible drawer. */
  park(id: string): Promise<void>;
}

export interface Wish {
  readonly changesMax: number;
  readonly held: boolean;
  readonly asked: ReadonlySet<string>;
}

export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "idle" }
  | {
      readonly kind: "failed";
      readonly reason: "offline" | "silent" | "portal" | "closed";
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "stopped"; readonly reason: "revoked" | "outdated" | "reenrol" };

export interface Ask {
  readonly log: SyncLog;
  readonly send: (body: string, token: string) => Promise<Answer>;
  readonly nowMs: () => number;
  /** Ask again about the changes that wait for a coordinator. */
  readonly held: boolean;
}

export function converse(ask: Ask): Promise<Outcome> {
  return new Conversation(ask).run();
}

const DONE: Outcome = { kind: "done" };
/** The server answers, and cannot open what it keeps: a key is missing, or it is damaged. */
const CLOSED = "content_";
const PORTAL: Outcome = { kind: "failed", reason: "portal", retryAfterMs: null };

class Conversation {
  readonly #ask: Ask;
  /** How many changes the next request carries; shrinks while an offender is being narrowed down. */
  #changesMax = PUSH_MAX;
  /** Set while an empty request decides whether a lone change or everything is unreadable. */
  #suspect: string | null = null;
  #stalls = 0;
  readonly #asked = new Set<string>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async run(): Promise<Outcome> {
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      const outcome = await this.#turn();
      if (outcome !== null) return outcome;
    }
    return silent(null);
  }

  /** One request; null to go on. */
  async #turn(): Promise<Outcome | null> {
    const { log, send, nowMs, held } = this.#ask;
    const changesMax = this.#suspect === null ? this.#changesMax : 0;
    const outgoing = await log.prepare({ changesMax, held, asked: this.#asked });
    if (outgoing === null) return { kind: "idle" };
    const sentMs = nowMs();
    const answer = await send(outgoing.body, outgoing.token);
    switch (answer.kind) {
      case "reply":
        return this.#take({ outgoing, reply: answer.body, sentMs, receivedMs: nowMs() });
      case "refused":
        return this.#refused(answer, outgoing);
      case "portal":
        return PORTAL;
      case "offline":
        return { kind: "failed", reason: "offline", retryAfterMs: null };
      case "silent":
        return silent(answer.retryAfterMs);
    }
  }

  async #take(received: Received): Promise<Outcome | null> {
    const applied = await this.#ask.log.apply(received);
    if (applied === null) return PORTAL;
    for (const id of received.outgoing.ids) this.#asked.add(id);
    if (this.#suspect !== null) {
      await this.#ask.log.park(this.#suspect);
      this.#suspect = null;
      this.#changesMax = PUSH_MAX;
      return null;
    }
    if (!applied.more && applied.unsent === 0) return DONE;
    this.#stalls = applied.moved ? 0 : this.#stalls + 1;
    return this.#stalls >= STALLS_MAX ? silent(null) : null;
  }

  #refused(answer: Extract<Answer, { kind: "refused" }>, outgoing: Outgoing): Outcome | null {
    switch (answer.status) {
      case 400:
      case 422:
        return this.#narrow(outgoing);
      case 413:
        if (outgoing.ids.length <= 1) return silent(null);
        this.#changesMax = half(outgoing.ids.length);
        return null;
      case 401:
        return { kind: "stopped", reason: "reenrol" };
      case 403:
        return answer.code === "device_revoked"
          ? { kind: "stopped", reason: "revoked" }
          : silent(null);
      case 426:
        return { kind: "stopped", reason: "outdated" };
      default:
        return answer.code.startsWith(CLOSED)
          ? { kind: "failed", reason: "closed", retryAfterMs: answer.retryAfterMs }
          : silent(answer.retryAfterMs);
    }
  }

  /**
   * The server could not read the request. Halving what goes out isolates one change; an empty
   * request then tells whether that change is at fault or the server would refuse anything.
   */
  #narrow(outgoing: Outgoing): Outcome | null {
    if (this.#suspect !== null || outgoing.ids.length === 0) {
      this.#suspect = null;
      return silent(null);
    }
    if (outgoing.ids.length === 1) this.#suspect = outgoing.ids[0] ?? null;
    else this.#changesMax = half(outgoing.ids.length);
    return null;
  }
}

function half(count: number): number {
  return Math.max(1, Math.floor(count / 2));
}

function silent(retryAfterMs: number | null): Outcome {
  return { kind: "failed", reason: "silent", retryAfterMs };
}
