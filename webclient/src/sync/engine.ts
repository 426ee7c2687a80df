/**
 * When to talk to the server: at start, when the app becomes visible, after a save, on a hint of
 * network, on the button, and on a timer that never gives up. `security.md` Y1.
 *
 * Two tabs and the worker may all want to; a lock keeps them from doing it twice, nothing more.
 */
import type { Outcome } from "./conversation.ts";

const AFTER_SAVE_MS = 2_000;
const BACK_OFF_MS_MIN = 2_000;
const BACK_OFF_MS_MAX = 5 * 60_000;
/** Spread of phones that all see the network come back in the same second. */
const ONLINE_SPREAD_MS = 2_000;
/** Between two looks for news while the app is visible: 30 s to 90 s. */
const POLL_MS_MIN = 30_000;
const POLL_MS_SPREAD = 60_000;
/** Another tab is talking to the server: look again soon, it may have just finished reading. */
const BUSY_MS = 5_000;

export type EngineReason =
  | { readonly code: "offline" }
  | { readonly code: "silent"; readonly nextTryMs: number }
  | { readonly code: "portal" }
  | { readonly code: "closed" }
  | { readonly code: "revoked" }
  | { readonly code: "outdated" }
  | { readonly code: "reenrol" }
  | null;

/** The page around the engine. */
export interface Surroundings {
  nowMs(): number;
  /** 0 ≤ random < 1. */
  random(): number;
  /** Runs once after `ms`; returns how to call it off. */
  later(ms: number, run: () => void): () => void;
  visible(): boolean;
  /** One whole exchange, alone among tabs and worker; null when another one is at it. */
  exchange(held: boolean): Promise<Outcome | null>;
  /** Tells what stands in the way, after each try. */
  report(reason: EngineReason): void;
}

export class Engine {
  readonly #around: Surroundings;
  #cancel: (() => void) | null = null;
  #dueMs = Number.POSITIVE_INFINITY;
  #running = false;
  /** What was asked for during an exchange: run once more after it. */
  #again: "no" | "yes" | "held" = "no";
  #failures = 0;
  #stopped = false;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** At start, and when the app becomes visible: at once, whatever the back-off says. */
  wake(): void {
    this.#schedule(0);
  }

  /** Something was frozen for sending. While the server is silent the back-off decides. */
  saved(): void {
    if (this.#failures === 0) this.#hurry(AFTER_SAVE_MS);
  }

  /** The browser believes that there is network: a hint, not a fact. */
  online(): void {
    this.#hurry(this.#around.random() * ONLINE_SPREAD_MS);
  }

  offline(): void {
    if (!this.#stopped) this.#around.report({ code: "offline" });
  }

  /** The button: also asks again about what waits for a coordinator. */
  sendNow(): void {
    if (this.#running) this.#again = "held";
    else void this.#run(true);
  }

  #hurry(ms: number): void {
    if (this.#around.nowMs() + ms < this.#dueMs) this.#schedule(ms);
  }

  #schedule(ms: number, when: "always" | "visible" = "always"): void {
    if (this.#running) {
      if (this.#again === "no") this.#again = "yes";
      return;
    }
    this.#cancel?.();
    this.#dueMs = this.#around.nowMs() + ms;
    this.#cancel = this.#around.later(ms, () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      // A hidden app waits until it is looked at again: wake() comes with becoming visible.
      if (when === "always" || this.#around.visible()) void this.#run(false);
    });
  }

  async #run(held: boolean): Promise<void> {
    if (this.#running) return;
    this.#cancel?.();
    this.#cancel = null;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#running = true;
    this.#again = "no";
    let waitMs = BACK_OFF_MS_MAX;
    try {
      waitMs = this.#judge(await this.#around.exchange(held));
    } finally {
      this.#running = false;
      this.#next(waitMs);
    }
  }

  #next(waitMs: number): void {
    if (this.#again === "held") this.sendNow();
    else if (this.#again === "yes" && this.#failures === 0) this.#schedule(0);
    else this.#schedule(waitMs, "visible");
  }

  /** Reports the outcome and says how long to wait before the next try, in ms. */
  #judge(outcome: Outcome | null): number {
    if (outcome === null) return BUSY_MS;
    this.#stopped = outcome.kind === "stopped";
    if (outcome.kind === "done" || outcome.kind === "idle") {
      this.#failures = 0;
      this.#around.report(null);
      return POLL_MS_MIN + this.#around.random() * POLL_MS_SPREAD;
    }
    this.#failures += 1;
    if (outcome.kind === "stopped") {
      // The server decided; asking again is cheap and finds out when it changes its mind.
      this.#around.report({ code: outcome.reason });
      return BACK_OFF_MS_MAX;
    }
    const waitMs = (outcome.retryAfterMs ?? 0) + this.#jitter();
    this.#around.report(
      outcome.reason === "silent"
        ? { code: "silent", nextTryMs: this.#around.nowMs() + waitMs }
        : { code: outcome.reason },
    );
    return waitMs;
  }

  /** Full jitter: anything up to a bound that doubles with each failure. */
  #jitter(): number {
    const bound = Math.min(
      BACK_OFF_MS_MAX,
      BACK_OFF_MS_MIN * 2 ** Math.min(this.#failures - 1, 16),
    );
    return this.#around.random() * bound;
  }
}
