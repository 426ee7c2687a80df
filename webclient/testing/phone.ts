/**
 * The real phone store without a browser: a database in memory, a page that is always visible, and
 * a network that answers an invite and nothing else.
 */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import type { Entry, Phone, Value } from "../src/store/interface.ts";
import { IDENTITY, TOKEN } from "./account.ts";

export { ME, ORG } from "./account.ts";

/** What was asked of the server: path, body. */
export const asked: [string, unknown][] = [];

async function answer(path: string, init: RequestInit): Promise<Response> {
  const body = new TextDecoder().decode(init.body as Uint8Array);
  asked.push([path, JSON.parse(body)]);
  if (path === "/api/enrol") return Response.json({ ...IDENTITY, token: TOKEN });
  throw new TypeError("no network");
}

/** What the store asks of a page. Call before anything that imports the store. */
export function pretendPage(): void {
  globalThis.indexedDB = new IDBFactory();
  const listen = { addEventListener: () => undefined, removeEventListener: () => undefined };
  const page = { ...listen, visibilityState: "visible", documentElement: {} };
  const pretended = { document: page, navigator: { onLine: false }, fetch: answer, ...listen };
  for (const [name, value] of Object.entries(pretended)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

/** Writes and reads entries of a phone as its screens do. */
export function entriesOf(phone: Phone) {
  function found(path: string): Entry {
    const entry = phone.entries.peek().get(path);
    if (entry === undefined) throw new Error(`no ${path}`);
    return entry;
  }
  async function made(kind: string, fields: Record<string, Value>): Promise<Entry> {
    const form = phone.openForm(kind, null);
    const saved = await form.save(fields);
    if (!saved.ok) throw new Error(`not saved: ${saved.error}`);
    await form.close();
    return found(`${kind}/${form.id}`);
  }
  return { found, made };
}
