/**
 * Whatever happens between phones and a server, at rest all agree and nothing is lost:
 * I1, I2, I3 and I7 of sync.md section 14, for the replica alone.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Phone, type Request, Server } from "../../testing/model.ts";
import type { Change } from "./change.ts";
import type { SyncReply } from "./protocol.ts";

const PATHS = [1, 2, 3, 4].map((n) => `activity/aaaaaaaa-0000-4000-8000-00000000000${n}`);
const USERS = ["u1", "u2"];

type Fault = "delivered" | "late" | "lost request" | "lost response" | "twice";

interface Step {
  readonly act: "backup" | "move" | "restore" | "sync" | "write";
  readonly phone: number;
  readonly path: number;
  readonly field: string;
  readonly value: number;
  readonly fault: Fault;
  readonly clockMs: number;
  readonly pushMax: number;
}

const steps = fc.array(
  fc.record({
    // Mostly writing and talking; the rare faults come often enough to matter.
    act: fc.oneof(
      { weight: 7, arbitrary: fc.constantFrom<Step["act"]>("write", "sync") },
      { weight: 3, arbitrary: fc.constantFrom<Step["act"]>("move", "backup", "restore") },
    ),
    phone: fc.nat(1),
    path: fc.nat(PATHS.length - 1),
    field: fc.constantFrom("quantity", "note", "items/tent", "voided"),
    value: fc.nat(2),
    fault: fc.constantFrom<Fault>("delivered", "lost request", "lost response", "late", "twice"),
    clockMs: fc.nat(20),
    pushMax: fc.constantFrom(1, 2, 200),
  }),
  { minLength: 5, maxLength: 60 },
);

class World {
  readonly server = new Server();
  readonly phones = USERS.map((user, at) => new Phone(user, at + 1));
  readonly changes: Change[] = [];
  readonly #happened = new Set<Step["act"]>();
  #past = this.server.remember();
  readonly #late: {
    readonly to: Phone;
    readonly asked: string | null;
    readonly reply: SyncReply;
  }[] = [];

  play(step: Step): void {
    const phone = this.phones[step.phone] ?? fail();
    if (step.act === "backup") this.#past = this.server.remember();
    else if (step.act === "restore") this.server.restore(this.#past);
    else if (step.act === "move") this.server.moveScope(phone.user, PATHS[step.path] ?? fail());
    else if (step.act === "sync") this.#talk(phone, step);
    else {
      const dirty = { [step.field]: step.field === "voided" ? "mistake" : step.value };
      this.changes.push(phone.write(PATHS[step.path] ?? fail(), dirty, step.clockMs));
    }
    this.#happened.add(step.act);
    this.#checkNothingLost();
  }

  /** No more faults: everybody talks until there is nothing left to say. */
  settle(): void {
    for (const { to, asked, reply } of this.#late.splice(0)) to.receive(asked, reply);
    let before = "";
    for (let turn = 0; turn < 200; turn++) {
      for (const phone of this.phones) {
        const request = phone.request(200);
        phone.receive(request.cursor, this.server.sync(request));
      }
      const now = this.phones.map(({ rows }) => `${rows.meta.cursor} ${rows.outbox.size}`).join();
      if (now === before) return;
      before = now;
    }
    fail("it never comes to rest");
  }

  #talk(phone: Phone, { fault, pushMax }: Step): void {
    const request: Request = phone.request(pushMax);
    if (fault === "lost request") return;
    const reply = this.server.sync(request);
    if (fault === "lost response") return;
    if (fault === "late") this.#late.push({ to: phone, asked: request.cursor, reply });
    else phone.receive(request.cursor, reply);
    if (fault === "twice") phone.receive(request.cursor, reply);
    const oldest = this.#late.length > 2 ? this.#late.shift() : undefined;
    if (oldest !== undefined) oldest.to.receive(oldest.asked, oldest.reply);
  }

  /**
   * I2: what no reply acknowledged is with its author; I1: the rest is stored, or kept (I7). A phone
   * that was told to forget a record cannot bring it back to a server that forgets it too.
   */
  #checkNothingLost(): void {
    if (this.#happened.has("move") && this.#happened.has("restore")) return;
    for (const change of this.changes) {
      const somewhere = this.phones.some(
        ({ rows }) => rows.outbox.has(change.id) || rows.kept.has(change.id),
      );
      expect(somewhere || this.server.has(change), change.id).toBe(true);
    }
  }
}

test("at rest every phone holds what it may read, and no change is lost", () => {
  let restored = 0;
  let conflicts = 0;
  fc.assert(
    fc.property(steps, (all) => {
      const world = new World();
      for (const step of all) world.play(step);
      world.settle();
      for (const phone of world.phones) {
        expect(phone.rows.outbox.size).toBe(0);
        expect(phone.rows.meta.sweeping).toBe(false);
        expect(phone.held()).toEqual(world.server.readableBy(phone.user));
      }
      if (all.some(({ act }) => act === "restore")) restored += 1;
      for (const { cells } of world.server.records.values()) {
        for (const heads of cells.live.values()) conflicts += heads.size > 1 ? 1 : 0;
      }
    }),
    { numRuns: 900 },
  );
  // The faults were not just declared, they happened.
  expect(restored).toBeGreaterThan(50);
  expect(conflicts).toBeGreaterThan(50);
});

test("pages of two are the same as all at once", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const world = new World();
      for (const step of all) world.play({ ...step, act: step.act === "sync" ? "sync" : "write" });
      world.settle();
      const fresh = new Phone("u1", 99);
      for (let more = true; more; ) {
        const request = fresh.request(200);
        const reply = world.server.sync(request);
        fresh.receive(request.cursor, reply);
        more = reply.more;
      }
      expect(fresh.held()).toEqual(world.server.readableBy("u1"));
    }),
    { numRuns: 50 },
  );
});

function fail(why = "no such thing"): never {
  throw new Error(why);
}
