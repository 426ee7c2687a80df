import { describe, expect, test } from "vitest";
import { load, wids } from "../../testing/vectors.ts";
import { fieldOf, kindOf } from "../schema/records.ts";
import type { Value } from "./canonical.ts";
import { Change, COVERS_MAX, type WireChange } from "./change.ts";
import { encodeWid } from "./ids.ts";
import { deleted } from "./merge.ts";
import { readReply } from "./protocol.ts";
import {
  basis,
  type Effects,
  expiredKept,
  KEPT_MS,
  type OutboxRow,
  pending,
  type Rows,
  receive,
  save,
  shownCells,
} from "./replica.ts";
import { showAll } from "./show.ts";

type Values = Readonly<Record<string, Value>>;

interface Expected {
  readonly shown?: Readonly<Record<string, Values | null>>;
  readonly conflicts?: Readonly<Record<string, readonly string[]>>;
  readonly stub?: Readonly<Record<string, Values | null>>;
  readonly deleted?: Readonly<Record<string, boolean>>;
  readonly outbox?: Readonly<Record<string, string | readonly string[]>>;
  readonly kept?: readonly string[];
  readonly records?: readonly string[];
  readonly cursor?: string | null;
  readonly sweeping?: boolean;
}

interface Draft {
  readonly form: string;
  readonly path: string;
  readonly dirty: Values;
  readonly now: number;
  readonly random: number;
}

interface Asked {
  readonly cursor: string | null;
  readonly push: readonly WireChange[];
  readonly held?: boolean;
}

type Step =
  | {
      readonly save: Draft;
      readonly id: string;
    }
  | {
      readonly render: string;
      readonly path: string;
      readonly showing?: Readonly<Record<string, readonly Value[]>>;
    }
  | { readonly close: string }
  | { readonly restart: true }
  | { readonly request: Asked; readonly name?: string }
  | {
      readonly reply: object;
      readonly now: number;
      readonly random?: readonly number[];
      readonly to?: string;
    }
  | { readonly expect: Expected };

interface Form {
  readonly path: string;
  readonly bases: Record<string, readonly string[]>;
  openId: string | null;
}

const transcripts =
  load<
    readonly { readonly name: string; readonly user: string; readonly steps: readonly Step[] }[]
  >("transcripts.json");

test.each(transcripts)("$name", ({ user, steps }) => {
  const phone = new Phone(user);
  for (const step of steps) phone.play(step);
});

describe("what a save covers", () => {
  test("of more than 64 heads the oldest", () => {
    const many = wids(COVERS_MAX + 6);
    const heads = new Map(many.toReversed().map((wid) => [wid, wid]));
    const field = fieldOf("activity", "note") ?? null;
    expect(basis(field, heads, [])).toEqual(many.slice(0, COVERS_MAX));
  });

  test("stays at 64 when a form merges into its open change", () => {
    const many = wids(2 * COVERS_MAX);
    const path = "activity/aaaaaaaa-0000-4000-8000-000000000001";
    const first = save(null, path, { note: "a" }, { note: many.slice(COVERS_MAX) }, 0, 0);
    const second = save(first, path, { note: "b" }, { note: many.slice(0, COVERS_MAX) }, 0, 1);
    expect(second.id).toBe(first.id);
    expect(second.writes.get("note")).toEqual({ value: "b", covers: many.slice(0, COVERS_MAX) });
  });

  test("of an unknown field only what was on the screen", () => {
    const heads = new Map<string, Value>([
      ["a", 1],
      ["b", true],
    ]);
    expect(basis(null, heads, [1])).toEqual(["a"]);
  });
});

test("a save normalises texts and leaves out what no change may carry", () => {
  const dirty = { note: "e\u0301\0\ud83d!\ud83d\ude00", "lines/1": ["a\ud800", 2, null] };
  const path = "contact/aaaaaaaa-0000-4000-8000-000000000001";
  const change = save(null, path, dirty, {}, 5.7, 0);
  expect(change.writes.get("note")?.value).toBe("\u00e9!\u{1f600}");
  expect(change.writes.get("lines/1")?.value).toEqual(["a", 2, null]);
  expect(Change.fromWire(change.toWire())).toEqual(change);
});

test("kept changes expire after seven days", () => {
  const change = save(null, "case/r", { language: "ps" }, {}, 0, 0);
  const kept = new Map([
    ["old", { change, ackedMs: 0 }],
    ["new", { change, ackedMs: 1 }],
  ]);
  expect(expiredKept(kept, KEPT_MS)).toEqual([]);
  expect(expiredKept(kept, KEPT_MS + 1)).toEqual(["old"]);
});

/** A phone that keeps its rows in maps and plays the steps of a transcript. */
class Phone {
  #rows: Rows;
  #forms = new Map<string, Form>();
  #lastAsked: string | null = null;
  readonly #named = new Map<string, string | null>();

  constructor(user: string) {
    const meta = { user, cursor: null, generation: 0, sweeping: false };
    this.#rows = { records: new Map(), outbox: new Map(), kept: new Map(), meta };
  }

  play(step: Step): void {
    if ("save" in step) this.#save(step.save, step.id);
    else if ("render" in step) this.#render(step.render, step.path, step.showing ?? {});
    else if ("close" in step) this.#close(step.close);
    else if ("restart" in step) this.#restart();
    else if ("request" in step) this.#request(step.request, step.name);
    else if ("reply" in step) this.#reply(step.reply, step.now, step.random ?? [], step.to);
    else this.#expect(step.expect);
  }

  #render(name: string, path: string, showing: Readonly<Record<string, readonly Value[]>>): Form {
    const form = this.#forms.get(name) ?? { path, bases: {}, openId: null };
    this.#forms.set(name, form);
    const cells = shownCells(this.#rows, path);
    const shown = this.#shown(path);
    for (const [field, heads] of cells.live) {
      const value = shown.get(field)?.value;
      const screen = [...(value === undefined ? [] : [value]), ...(showing[field] ?? [])];
      form.bases[field] = basis(fieldOf(cells.kind, field) ?? null, heads, screen);
    }
    return form;
  }

  #save(draft: Draft, id: string): void {
    const { path, dirty, now, random } = draft;
    const form = this.#forms.get(draft.form) ?? this.#render(draft.form, path, {});
    const opened = form.openId === null ? null : this.#row(form.openId).change;
    const change = save(opened, path, dirty, form.bases, now, random);
    expect(change.id).toBe(id);
    expect(Change.fromWire(change.toWire())).toEqual(change);
    this.#put({ change, state: "open", reason: null });
    form.openId = id;
    for (const field of Object.keys(dirty)) {
      const once = fieldOf(change.kind, field)?.merge === "once";
      form.bases[field] = once ? [] : [id];
    }
  }

  #close(name: string): void {
    const form = this.#forms.get(name);
    if (form === undefined || form.openId === null) throw new Error(`nothing open in ${name}`);
    this.#put({ ...this.#row(form.openId), state: "frozen" });
    form.openId = null;
  }

  #restart(): void {
    this.#forms.clear();
    for (const row of this.#rows.outbox.values()) {
      if (row.state === "open") this.#put({ ...row, state: "frozen" });
    }
  }

  #request(wanted: Asked, name: string | undefined): void {
    this.#lastAsked = this.#rows.meta.cursor;
    if (name !== undefined) this.#named.set(name, this.#lastAsked);
    const push = pending(this.#rows.outbox.values(), wanted.held === true);
    expect(push.map(({ change }) => change.toWire())).toEqual(wanted.push);
    expect(this.#lastAsked).toBe(wanted.cursor);
  }

  #reply(wire: object, now: number, random: readonly number[], to: string | undefined): void {
    const reply = readReply(wire);
    if (reply === null) throw new Error("a reply of the transcripts is readable");
    const asked = to === undefined ? this.#lastAsked : (this.#named.get(to) ?? null);
    const numbers = [...random];
    const before = structuredClone(this.#plain());
    const effects = receive(this.#rows, asked, reply, now, (ms) =>
      encodeWid(ms, numbers.shift() ?? Number.NaN),
    );
    expect(this.#plain()).toEqual(before);
    this.#write(effects);
  }

  #expect(wanted: Expected): void {
    const { records, outbox, kept, meta } = this.#rows;
    for (const [path, values] of Object.entries(wanted.shown ?? {})) {
      const shown = [...this.#shown(path)].map(([field, { value }]) => [field, value]);
      const empty = shownCells(this.#rows, path).live.size === 0;
      expect(empty ? null : Object.fromEntries(shown), path).toEqual(values);
    }
    for (const [path, fields] of Object.entries(wanted.conflicts ?? {})) {
      const found = [...this.#shown(path)].filter(([, { conflict }]) => conflict);
      expect(found.map(([field]) => field).sort(), path).toEqual(fields);
    }
    for (const [path, stub] of Object.entries(wanted.stub ?? {})) {
      expect(records.get(path)?.stub, path).toEqual(stub);
    }
    for (const [path, gone] of Object.entries(wanted.deleted ?? {})) {
      expect(deleted(shownCells(this.#rows, path)), path).toBe(gone);
    }
    const states = [...outbox].map(([id, { state, reason }]) => [
      id,
      reason === null ? state : [state, reason],
    ]);
    if (wanted.outbox !== undefined) expect(Object.fromEntries(states)).toEqual(wanted.outbox);
    if (wanted.kept !== undefined) expect([...kept.keys()].sort()).toEqual(wanted.kept);
    if (wanted.records !== undefined) expect([...records.keys()].sort()).toEqual(wanted.records);
    if (wanted.cursor !== undefined) expect(meta.cursor).toBe(wanted.cursor);
    if (wanted.sweeping !== undefined) expect(meta.sweeping).toBe(wanted.sweeping);
  }

  #shown(path: string) {
    const kind = kindOf(path.slice(0, path.indexOf("/")));
    if (kind === undefined) throw new Error(`${path} has a declared kind`);
    return showAll(kind, shownCells(this.#rows, path));
  }

  #row(id: string): OutboxRow {
    const row = this.#rows.outbox.get(id);
    if (row === undefined) throw new Error(`${id} is in the outbox`);
    return row;
  }

  #put(row: OutboxRow): void {
    this.#rows = { ...this.#rows, outbox: new Map(this.#rows.outbox).set(row.change.id, row) };
  }

  #write(effects: Effects): void {
    this.#rows = {
      records: written(this.#rows.records, effects.records),
      outbox: written(this.#rows.outbox, effects.outbox),
      kept: written(this.#rows.kept, effects.kept),
      meta: effects.meta,
    };
  }

  /** Everything held, as data: a receipt must leave the rows it was given alone. */
  #plain() {
    const records = [...this.#rows.records].map(([path, row]) => [path, row.cells.toWire()]);
    return { records, outbox: [...this.#rows.outbox.keys()], kept: [...this.#rows.kept.keys()] };
  }
}

function written<Row>(
  rows: ReadonlyMap<string, Row>,
  effects: ReadonlyMap<string, Row | null>,
): ReadonlyMap<string, Row> {
  const after = new Map(rows);
  for (const [key, row] of effects) {
    if (row === null) after.delete(key);
    else after.set(key, row);
  }
  return after;
}
