/**
 * The real phone store without a browser: a database in memory, a page that is always visible, and
 * a network that answers an invite and nothing else.
 */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";

export const ME = "11111111-1111-4111-8111-111111111111";
export const ORG = "22222222-2222-4222-8222-222222222222";
const NETWORK = "33333333-3333-4333-8333-333333333333";

const ACCOUNT = {
  user: { id: ME, alias: "Lou", role: "volunteer", org: ORG },
  network: { id: NETWORK, name: "Demo", time_zone: "Europe/Paris" },
  device: "44444444-4444-4444-8444-444444444444",
  token: "token",
};

/** What was asked of the server: path, body. */
export const asked: [string, unknown][] = [];

async function answer(path: string, init: RequestInit): Promise<Response> {
  const body = new TextDecoder().decode(init.body as Uint8Array);
  asked.push([path, JSON.parse(body)]);
  if (path === "/api/enrol") return Response.json(ACCOUNT);
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
