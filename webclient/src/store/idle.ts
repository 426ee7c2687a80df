/** Locks a phone that is put away or left lying: `security.md` L1. */

const HIDDEN_MS_MAX = 2 * 60_000;
const IDLE_MS_MAX = 5 * 60_000;
/** A look at the clock this often: timers of hidden pages are late, and sleep through a sleep. */
const LOOK_MS = 10_000;

export class Idle {
  readonly #lock: () => void;
  #touchedMs = Date.now();
  #hiddenMs: number | null = null;

  constructor(lock: () => void) {
    this.#lock = lock;
  }

  watch(): void {
    for (const touch of ["pointerdown", "keydown", "input"]) {
      addEventListener(touch, () => this.touched(), { capture: true, passive: true });
    }
    document.addEventListener("visibilitychange", () => {
      this.look();
      this.#hiddenMs = document.visibilityState === "hidden" ? Date.now() : null;
    });
    setInterval(() => this.look(), LOOK_MS);
  }

  touched(): void {
    this.look();
    this.#touchedMs = Date.now();
  }

  /** Locks when it is time to. */
  look(): void {
    const now = Date.now();
    const hidden = this.#hiddenMs !== null && isPast(this.#hiddenMs, HIDDEN_MS_MAX, now);
    if (!hidden && !isPast(this.#touchedMs, IDLE_MS_MAX, now)) return;
    this.#touchedMs = now;
    this.#lock();
  }
}

/** A clock that was set back says nothing: then it is time too. */
function isPast(sinceMs: number, most: number, nowMs: number): boolean {
  return nowMs - sinceMs >= most || nowMs < sinceMs;
}
