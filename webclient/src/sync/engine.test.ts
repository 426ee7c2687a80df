import { describe, expect, it } from "vitest";
import type { Outcome } from "./conversation.ts";
import { Engine, type EngineReason } from "./engine.ts";

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Virtual time: timers fire when the test lets time pass. */
class Clock {
  nowMs = 1_000_000;
  visible = true;
  random = 0.5;
  outcome: Outcome | null = { kind: "done" };
  readonly exchanges: { atMs: number; held: boolean }[] = [];
  readonly reports: EngineReason[] = [];
  #timers: Timer[] = [];
  readonly engine = new Engine({
    nowMs: () => this.nowMs,
    random: () => this.random,
    later: (ms, run) => {
      const timer = { dueMs: this.nowMs + ms, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      };
    },
    visible: () => this.visible,
    exchange: async (held) => {
      this.exchanges.push({ atMs: this.nowMs, held });
      return this.outcome;
    },
    report: (reason) => this.reports.push(reason),
  });

  get waits(): number[] {
    return this.exchanges.map((one, index) => one.atMs - (this.exchanges[index - 1]?.atMs ?? 0));
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await settle();
      const [next] = this.#timers.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.nowMs = next.dueMs;
      next.run();
    }
    this.nowMs = endMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

const SILENT: Outcome = { kind: "failed", reason: "silent", retryAfterMs: null };

describe("test_sec_y1: when the phone talks to the server", () => {
  it("at start and when the app becomes visible, at once", async () => {
    const clock = new Clock();
    clock.engine.wake();
    await clock.pass(0);
    expect(clock.exchanges).toHaveLength(1);
    clock.engine.wake();
    await clock.pass(0);
    expect(clock.exchanges).toHaveLength(2);
  });

  it("two seconds after a save, once for several saves", async () => {
    const clock = new Clock();
    clock.engine.saved();
    clock.engine.saved();
    await clock.pass(1_999);
    expect(clock.exchanges).toHaveLength(0);
    await clock.pass(1);
    expect(clock.exchanges).toHaveLength(1);
  });

  it("again and again while visible, never while hidden", async () => {
    const clock = new Clock();
    clock.engine.wake();
    await clock.pass(10 * 60_000);
    expect(clock.exchanges.length).toBeGreaterThan(6);
    clock.visible = false;
    const before = clock.exchanges.length;
    await clock.pass(60 * 60_000);
    expect(clock.exchanges).toHaveLength(before);
    clock.visible = true;
    clock.engine.wake();
    await clock.pass(0);
    expect(clock.exchanges).toHaveLength(before + 1);
  });

  it("after a save also while hidden: the app was put away a moment ago", async () => {
    const clock = new Clock();
    clock.visible = false;
    clock.engine.saved();
    await clock.pass(2_000);
    expect(clock.exchanges).toHaveLength(1);
  });

  it("on the button at once, asking again about what is held", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.engine.sendNow();
    await settle();
    expect(clock.exchanges).toEqual([{ atMs: clock.nowMs, held: true }]);
  });
});

describe("a server that does not answer", () => {
  it("is asked without end, with bounds that double from 2 s to 5 min", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.random = 0.999_999;
    clock.engine.wake();
    await clock.pass(2 * 60 * 60_000);
    const waits = clock.waits.slice(1).map((ms) => Math.round(ms / 1000));
    expect(waits.slice(0, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(waits.length).toBeGreaterThan(25);
    expect(Math.max(...waits)).toBe(300);
  });

  it("is spared by phones that draw their wait from the whole span", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.random = 0.25;
    clock.engine.wake();
    await clock.pass(10_000);
    expect(clock.waits.slice(1, 4)).toEqual([500, 1000, 2000]);
  });

  it("is not asked more often because somebody saves", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.random = 0.999_999;
    clock.engine.wake();
    await clock.pass(70_000);
    const before = clock.exchanges.length;
    for (let tap = 0; tap < 20; tap += 1) {
      clock.engine.saved();
      await clock.pass(1_000);
    }
    expect(clock.exchanges.length - before).toBeLessThanOrEqual(1);
  });

  it("is told to the person with the time of the next try", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.engine.wake();
    await clock.pass(0);
    expect(clock.reports).toEqual([{ code: "silent", nextTryMs: clock.nowMs + 1_000 }]);
  });

  it("is given the time it asked for", async () => {
    const clock = new Clock();
    clock.outcome = { kind: "failed", reason: "silent", retryAfterMs: 120_000 };
    clock.engine.wake();
    await clock.pass(119_000);
    expect(clock.exchanges).toHaveLength(1);
    clock.outcome = { kind: "done" };
    await clock.pass(4_000);
    expect(clock.exchanges).toHaveLength(2);
    expect(clock.reports.at(-1)).toBeNull();
  });

  it("is tried within two seconds of a hint of network", async () => {
    const clock = new Clock();
    clock.outcome = SILENT;
    clock.random = 0.9;
    clock.engine.wake();
    await clock.pass(300_000);
    const before = clock.exchanges.length;
    clock.engine.online();
    await clock.pass(2_000);
    expect(clock.exchanges.length).toBe(before + 1);
  });
});

describe("other states", () => {
  it("a revoked phone says so and goes on asking, rarely", async () => {
    const clock = new Clock();
    clock.outcome = { kind: "stopped", reason: "revoked" };
    clock.engine.wake();
    await clock.pass(60 * 60_000);
    expect(clock.reports[0]).toEqual({ code: "revoked" });
    expect(clock.exchanges.length).toBeGreaterThan(1);
    expect(clock.exchanges.length).toBeLessThan(20);
    clock.engine.offline();
    expect(clock.reports.at(-1)).toEqual({ code: "revoked" });
  });

  it("looks again soon when another tab is talking", async () => {
    const clock = new Clock();
    clock.outcome = null;
    clock.engine.wake();
    await clock.pass(5_000);
    expect(clock.exchanges).toHaveLength(2);
    expect(clock.reports).toEqual([]);
  });
});
