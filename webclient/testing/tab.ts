/**
 * A tab of the phone app over the database it shares, and a server that answers as told.
 * Every test that imports this begins with an empty database.
 */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect } from "vitest";
import { Database } from "../src/store/db.ts";
import { Exchange } from "../src/store/exchange.ts";
import { OpenForm } from "../src/store/forms.ts";
import type { Entry, Value } from "../src/store/interface.ts";
import { Log } from "../src/store/log.ts";
import { Records } from "../src/store/records.ts";
import { type Names, namesOf, Writer, type Written } from "../src/store/written.ts";
import { converse, type Outcome } from "../src/sync/conversation.ts";
import type { Answer, JsonObject } from "../src/sync/transport.ts";
import { DEVICE, IDENTITY, NETWORK, ORG, TOKEN } from "./account.ts";

export { ME, NETWORK, ORG } from "./account.ts";
export const OTHER = DEVICE;
export const ROW = "55555555-5555-4555-8555-555555555555";
export const PATH = `activity/${ROW}`;
export const WID = "01kzt3m5c0q8w2e4r6ty";

export const ACCOUNT = { identity: IDENTITY, token: TOKEN };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

export interface Push {
  readonly id: string;
  readonly set: Record<string, [Value, ...string[]]>;
}

export interface Asked {
  readonly cursor: string | null;
  readonly push: readonly Push[];
  readonly phone: { made: number; unsent: number };
}

/** One tab, or the worker: its own memory over the database it shares. */
export class Tab {
  readonly records = new Records();
  readonly database = new Database();
  readonly sent: Asked[] = [];
  readonly heard: Names[] = [];
  others: Tab[] = [];
  readonly writer = new Writer(this.database, (written) => this.#wrote(written));
  readonly log = new Log(this.writer);
  readonly exchange = new Exchange(this.writer, () => Date.now());

  static async open(others: Tab[] = []): Promise<Tab> {
    const tab = new Tab();
    tab.records.take(await tab.log.load());
    if (tab.records.identity.value === null) await tab.log.enter(ACCOUNT);
    for (const other of others) {
      other.others.push(tab);
      tab.others.push(other);
    }
    return tab;
  }

  #wrote(written: Written): void {
    this.records.take(written);
    for (const other of this.others) other.heard.push(namesOf(written));
  }

  async hear(): Promise<void> {
    for (const names of this.heard.splice(0)) this.records.take(await this.log.reread(names));
  }

  form(entry: Entry | null = null, id = ROW): OpenForm {
    const ground = {
      log: this.log,
      nowMs: () => this.records.nowMs(),
      home: () => ({ org: ORG, network: NETWORK, locked: false }),
      opened: () => undefined,
      frozen: () => undefined,
      saved: () => undefined,
    };
    return new OpenForm(ground, "activity", id, entry);
  }

  async create(fields: Record<string, Value>, id?: string): Promise<void> {
    const form = this.form(null, id);
    expect(await form.save(fields)).toEqual({ ok: true });
    await form.close();
  }

  /** One exchange; `answer` sees each parsed request and gives the reply, or what went wrong. */
  talk(answer: (asked: Asked) => Partial<Reply> | Answer, held = false): Promise<Outcome> {
    const send = async (body: string): Promise<Answer> => {
      const asked = JSON.parse(body) as Asked;
      this.sent.push(asked);
      const said = answer(asked);
      return "kind" in said ? said : { kind: "reply", body: reply(said) };
    };
    return converse({ log: this.exchange, send, nowMs: () => Date.now(), held });
  }

  get entry(): Entry | undefined {
    return this.records.entries.value.get(PATH);
  }

  get ids(): string[] {
    return [...this.records.outbox.keys()];
  }
}

export interface Reply {
  now: number;
  cursor: string;
  more: boolean;
  ack: readonly string[];
  held: Record<string, string>;
  bad: Record<string, string>;
  void: Record<string, string>;
  pull: readonly unknown[];
  gone: readonly string[];
  erased: readonly string[];
  reset: string | null;
}

export function reply(said: Partial<Reply>): JsonObject {
  const nothing = { ack: [], held: {}, bad: {}, void: {}, pull: [], gone: [], erased: [] };
  const base = { v: 1, now: Date.now(), cursor: "1.1.aa.b", more: false, sealed: {}, reset: null };
  return { ...base, ...nothing, min_schema: 1, ...said } as JsonObject;
}

export const all = (asked: Asked) => asked.push.map((one) => one.id);
export const ackAll = (asked: Asked) => ({ ack: all(asked) });
export const pulled = (wid: string, fields: Record<string, Value>, covered = {}) => ({
  c: "activity",
  r: ROW,
  w: [[wid, OTHER, fields]],
  x: covered,
});
