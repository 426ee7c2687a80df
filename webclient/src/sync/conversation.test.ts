import { describe, expect, it } from "vitest";
import { converse, type Outcome, type SyncLog } from "./conversation.ts";
import { PUSH_MAX } from "./protocol.ts";
import type { Answer } from "./transport.ts";

/** An outbox of ids alone, and a server that refuses to read some of them. */
class World implements SyncLog {
  waiting: string[];
  held: string[] = [];
  readonly parked: string[] = [];
  readonly requests: string[][] = [];
  pages = 1;
  answer: ((ids: string[]) => Answer | null) | null = null;
  name: (ids: string[]) => string[] = (ids) => ids;

  constructor(count: number) {
    this.waiting = Array.from({ length: count }, (_, index) => `c${index}`);
  }

  async prepare(wish: { changesMax: number; held: boolean; asked: ReadonlySet<string> }) {
    const held = wish.held ? this.held.filter((id) => !wish.asked.has(id)) : [];
    const ids = [...this.waiting, ...held].slice(0, wish.changesMax);
    return { token: "t", body: JSON.stringify(ids), cursor: null, ids, whole: true };
  }

  async apply(received: { outgoing: { ids: readonly string[] } }) {
    const named = this.name([...received.outgoing.ids]);
    this.waiting = this.waiting.filter((id) => !named.includes(id));
    this.pages = Math.max(0, this.pages - 1);
    const more = this.pages > 0;
    return { moved: named.length > 0 || more, more, unsent: this.waiting.length };
  }

  async park(id: string) {
    this.parked.push(id);
    this.waiting = this.waiting.filter((one) => one !== id);
  }

  run(held = false): Promise<Outcome> {
    const send = async (body: string): Promise<Answer> => {
      const ids = JSON.parse(body) as string[];
      this.requests.push(ids);
      return this.answer?.(ids) ?? { kind: "reply", body: { v: 1 } };
    };
    return converse({ log: this, send, nowMs: () => 0, held });
  }
}

const refuse = (status: number, code: string): Answer => ({
  kind: "refused",
  status,
  code,
  retryAfterMs: null,
});

describe("an exchange", () => {
  it("with nothing to do is one request", async () => {
    const world = new World(0);
    expect(await world.run()).toEqual({ kind: "done" });
    expect(world.requests).toEqual([[]]);
  });

  it("goes on while there are pages or unsent changes", async () => {
    const world = new World(PUSH_MAX * 2 + 1);
    world.pages = 5;
    expect(await world.run()).toEqual({ kind: "done" });
    expect(world.requests.map((ids) => ids.length)).toEqual([PUSH_MAX, PUSH_MAX, 1, 0, 0]);
  });

  it("sends again what no list named, and gives up for now when nothing moves", async () => {
    const world = new World(3);
    world.name = (ids) => ids.filter((id) => id !== "c1");
    expect(await world.run()).toMatchObject({ kind: "failed", reason: "silent" });
    expect(world.waiting).toEqual(["c1"]);
    expect(world.requests.length).toBeLessThanOrEqual(4);
  });

  it("asks once about each change that waits for a coordinator", async () => {
    const world = new World(0);
    world.held = ["h1", "h2"];
    world.pages = 3;
    await world.run(true);
    expect(world.requests).toEqual([["h1", "h2"], [], []]);
  });
});

describe("a request that the server cannot read", () => {
  for (const offender of [0, 1, 77, 198, 199]) {
    it(`is narrowed down to change ${offender} of 200, and the rest is sent`, async () => {
      const world = new World(200);
      const bad = `c${offender}`;
      world.answer = (ids) => (ids.includes(bad) ? refuse(400, "unreadable") : null);
      expect(await world.run()).toEqual({ kind: "done" });
      expect(world.parked).toEqual([bad]);
      expect(world.waiting).toEqual([]);
      expect(world.requests.length).toBeLessThanOrEqual(30);
    });
  }

  it("is narrowed down with several offenders", async () => {
    const world = new World(50);
    const bad = ["c3", "c4", "c40"];
    world.answer = (ids) => (ids.some((id) => bad.includes(id)) ? refuse(400, "unreadable") : null);
    expect(await world.run()).toEqual({ kind: "done" });
    expect(world.parked).toEqual(bad);
    expect(world.waiting).toEqual([]);
  });

  it("parks nothing when the server refuses an empty request too", async () => {
    const world = new World(5);
    world.answer = () => refuse(400, "unreadable");
    expect(await world.run()).toMatchObject({ kind: "failed", reason: "silent" });
    expect(world.parked).toEqual([]);
    expect(world.waiting).toHaveLength(5);
  });

  it("is halved when it is too large", async () => {
    const world = new World(200);
    world.answer = (ids) => (ids.length > 60 ? refuse(413, "too_large") : null);
    expect(await world.run()).toEqual({ kind: "done" });
    expect(world.requests.map((ids) => ids.length)).toEqual([200, 100, 50, 50, 50, 50]);
  });
});

describe("a refusal", () => {
  const cases: [Answer, Outcome][] = [
    [refuse(401, "unknown_token"), { kind: "stopped", reason: "reenrol" }],
    [refuse(403, "device_revoked"), { kind: "stopped", reason: "revoked" }],
    [refuse(426, "protocol_too_old"), { kind: "stopped", reason: "outdated" }],
    [refuse(403, "forbidden"), { kind: "failed", reason: "silent", retryAfterMs: null }],
    [refuse(500, "internal"), { kind: "failed", reason: "silent", retryAfterMs: null }],
    [refuse(429, "content_key_missing"), { kind: "failed", reason: "closed", retryAfterMs: null }],
    [refuse(429, "content_damaged"), { kind: "failed", reason: "closed", retryAfterMs: null }],
    [
      { kind: "refused", status: 429, code: "throttled", retryAfterMs: 9000 },
      { kind: "failed", reason: "silent", retryAfterMs: 9000 },
    ],
    [{ kind: "portal" }, { kind: "failed", reason: "portal", retryAfterMs: null }],
    [{ kind: "offline" }, { kind: "failed", reason: "offline", retryAfterMs: null }],
  ];
  for (const [answer, outcome] of cases) {
    it(`leaves every change where it is: ${JSON.stringify(answer)}`, async () => {
      const world = new World(3);
      world.answer = () => answer;
      expect(await world.run()).toEqual(outcome);
      expect(world.waiting).toHaveLength(3);
      expect(world.parked).toEqual([]);
      expect(world.requests).toHaveLength(1);
    });
  }
});
