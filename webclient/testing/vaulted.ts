/**
 * A phone with a vault, without a browser: the real store, the real crypto in the same thread, a
 * database in memory, and a server that can open what is sealed to it.
 */
import "fake-indexeddb/auto";
import { gunzipSync } from "node:zlib";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach } from "vitest";
import { makeContact } from "../src/store/contact.ts";
import { Database, type SealedRow, STORES } from "../src/store/db.ts";
import { Exchange } from "../src/store/exchange.ts";
import { OpenForm } from "../src/store/forms.ts";
import { Guard } from "../src/store/guard.ts";
import type { Entry, Value } from "../src/store/interface.ts";
import { Log } from "../src/store/log.ts";
import { Records } from "../src/store/records.ts";
import { PhoneSealer } from "../src/store/sealer.ts";
import { namesOf, Writer, type Written } from "../src/store/written.ts";
import type { Outcome } from "../src/sync/conversation.ts";
import { Transport } from "../src/sync/transport.ts";
import { sha256, toBase64url, toHex } from "../src/vault/bytes.ts";
import type { Port } from "../src/vault/client.ts";
import { Core, type Question } from "../src/vault/core.ts";
import { publicJwk } from "../src/vault/device.ts";
import type { SealingKey } from "../src/vault/envelope.ts";
import { DEVICE, IDENTITY, NETWORK, ORG, TOKEN } from "./account.ts";
import { type Opened, openWith, suite } from "./opening.ts";

export const SECRET = "271905";
export const ACCOUNT = { identity: IDENTITY, token: TOKEN };
export const ROW = "55555555-5555-4555-8555-555555555555";

beforeEach(() => {
  // What Node 20 has none of.
  if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { onLine: true } });
  globalThis.indexedDB = new IDBFactory();
});

/** The worker's code in this thread; messages are copied as they would be. */
export class LocalPort implements Port {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  ended = false;
  #ms = 0;
  /** A slow phone: its secrets cost no more than the least. */
  readonly #core = new Core(() => {
    this.#ms += 5_000;
    return this.#ms;
  });

  postMessage(message: unknown): void {
    const { number, question, asked } = structuredClone(message) as {
      number: number;
      question: Question;
      asked: never;
    };
    const say = (said: object) => {
      if (!this.ended) this.onmessage?.({ data: structuredClone(said) } as MessageEvent);
    };
    this.#core[question](asked).then(
      (answer) => say({ number, answer }),
      (error: unknown) => say({ number, failed: String(error) }),
    );
  }

  terminate(): void {
    this.ended = true;
  }
}

/** The network's key pair, and what it opens. */
export class Network {
  readonly sealing: SealingKey;
  readonly #pair: CryptoKeyPair;

  private constructor(pair: CryptoKeyPair, sealing: SealingKey) {
    this.#pair = pair;
    this.sealing = sealing;
  }

  static async make(): Promise<Network> {
    const pair = await suite.kem.generateKeyPair();
    const point = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
    const id = toHex((await sha256(point)).subarray(0, 8));
    return new Network(pair, { id, key: toBase64url(point) });
  }

  /** Checks the signature when `jwk` is given. */
  open(text: string, jwk: JsonWebKey | null = null): Promise<Opened> {
    return openWith(text, this.#pair.privateKey, this.sealing.id, jwk);
  }
}

export interface Request {
  readonly path: string;
  readonly token: string | null;
  readonly body: {
    readonly push?: readonly { id: string; set: Record<string, [Value]> }[];
    readonly sealed?: readonly string[];
    readonly phone?: { readonly made: number; readonly unsent: number };
    readonly [name: string]: unknown;
  };
}

export class VaultedPhone {
  readonly records = new Records();
  readonly database = new Database();
  readonly writer = new Writer(this.database, (written) => this.#wrote(written));
  readonly log = new Log(this.writer);
  readonly exchange = new Exchange(this.writer, () => Date.now());
  readonly ports: LocalPort[] = [];
  readonly requests: Request[] = [];
  readonly forms: OpenForm[] = [];
  others: VaultedPhone[] = [];
  answer: (request: Request) => Response | Promise<Response> = () => {
    throw new TypeError("no network");
  };
  readonly transport = new Transport({
    fetch: async (path, init) => {
      const request = await readRequest(path, init);
      this.requests.push(request);
      return this.answer(request);
    },
    online: () => true,
  });
  readonly sealer = new PhoneSealer({
    locked: () => this.locked,
    home: () => this.records.home,
    signing: () => this.guard.signing(),
    worker: () => this.guard.worker,
  });
  readonly guard: Guard = new Guard({
    database: this.database,
    start: () => {
      const port = new LocalPort();
      this.ports.push(port);
      return port;
    },
    sealer: this.sealer,
    words: () => this.records.words,
    capture: () => this.records.meta.capture !== false,
    closing: () => Promise.all(this.forms.map((form) => form.freeze())).then(() => undefined),
    changed: () => this.#reload(),
    dropped: async () => undefined,
    tell: (what) => {
      for (const other of this.others) {
        void (what === "locked" ? other.guard.lockHere() : other.guard.start());
      }
    },
  });

  /** As after a start of the app. */
  static async start(): Promise<VaultedPhone> {
    const phone = new VaultedPhone();
    await phone.guard.start();
    return phone;
  }

  /** Joined, with a secret chosen. */
  static async ready(network: Network): Promise<VaultedPhone> {
    const phone = await VaultedPhone.start();
    await phone.log.enter(ACCOUNT, { sealing: network.sealing, keyTold: true });
    const chosen = await phone.guard.choose(SECRET);
    if (!chosen.ok) throw new Error(chosen.error);
    return phone;
  }

  get locked(): boolean {
    return this.database.mode.at === "locked";
  }

  async #reload(): Promise<void> {
    const captured = [...this.records.outbox.values()];
    this.writer.sealer = this.database.mode.at === "clear" ? null : this.sealer;
    this.records.reset();
    this.records.take(await this.log.load());
    if (this.database.mode.at === "open") await this.log.adopt(captured);
  }

  #wrote(written: Written): void {
    this.records.take(written);
    const names = namesOf(written);
    for (const other of this.others) {
      if (!other.locked) void other.log.reread(names).then((found) => other.records.take(found));
    }
  }

  form(id = ROW, entry: Entry | null = null): OpenForm {
    const form = new OpenForm(
      {
        log: this.log,
        nowMs: () => this.records.nowMs(),
        home: () => ({ org: ORG, network: NETWORK, locked: this.locked }),
        opened: () => undefined,
        frozen: () => undefined,
        saved: () => undefined,
      },
      "activity",
      id,
      entry,
    );
    this.forms.push(form);
    return form;
  }

  async create(fields: Record<string, Value>, id = ROW) {
    const form = this.form(id);
    const saved = await form.save(fields);
    await form.close();
    return saved;
  }

  contact(held = false): Promise<Outcome | null> {
    const { writer, log, exchange, records, transport, guard } = this;
    return makeContact({ writer, log, exchange, records, transport, guard }, held);
  }

  async publicKey(): Promise<JsonWebKey> {
    return publicJwk(await this.guard.signing());
  }

  entry(id = ROW): Entry | undefined {
    return this.records.entries.value.get(`activity/${id}`);
  }
}

export const DEVICE_ID = DEVICE;

async function readRequest(path: string, init: RequestInit): Promise<Request> {
  const headers = init.headers as Record<string, string>;
  const bytes = Buffer.from(init.body as ArrayBuffer);
  const text = headers["Content-Encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
  const token = headers["Authorization"]?.replace("Bearer ", "") ?? null;
  return { path, token, body: JSON.parse(text.toString()) };
}

/** Every row as it lies in the database, for a look from outside. */
export async function rawRows(): Promise<Record<string, Map<string, unknown>>> {
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("maraude");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found: Record<string, Map<string, unknown>> = {};
  for (const name of STORES) {
    const store = opened.transaction(name).objectStore(name);
    const [keys, values] = [await done(store.getAllKeys()), await done(store.getAll())];
    found[name] = new Map(keys.map((key, at) => [String(key), values[at]]));
  }
  opened.close();
  return found;
}

/** The envelopes that wait, by the id of the change inside. */
export async function sealedRows(): Promise<[string, SealedRow][]> {
  const { sealed } = await rawRows();
  return [...(sealed ?? [])] as [string, SealedRow][];
}

/** Takes every envelope, as the server does on both ways. */
export async function takeAll(network: Network, request: Request, verdict = "ok") {
  const opened = await Promise.all((request.body.sealed ?? []).map((text) => network.open(text)));
  const sealed = Object.fromEntries(opened.map((one) => [one.id, verdict]));
  return { opened, sealed };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The bytes of everything stored, as text in which one may look for words. */
export async function rawText(): Promise<string> {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString("latin1"));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(walk);
    else texts.push(String(value));
  };
  for (const [name, rows] of Object.entries(await rawRows())) {
    for (const [key, value] of rows) {
      texts.push(name, key);
      walk(value);
    }
  }
  return texts.join("\n");
}

export function syncReply(said: Record<string, unknown> = {}): Response {
  return Response.json({
    v: 1,
    now: Date.now(),
    cursor: "1.1.aa.b",
    more: false,
    reset: null,
    min_schema: 1,
    ...said,
  });
}
