/**
 * One request and what came back, told apart: our server, somebody else's page, or silence.
 *
 * Between a phone and the server stand captive portals, proxies and lost connections. Only JSON of
 * the agreed shape is ever taken as an answer; nothing here deletes or retries anything.
 */
import { PROTOCOL } from "./protocol.ts";

/** Below this a compressed body is hardly smaller. */
const COMPRESS_BYTES_MIN = 1024;
/** A push of 1 MiB over the slowest useful connection. */
const REQUEST_MS_MAX = 90_000;
const RETRY_AFTER_MS_MAX = 60 * 60_000;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export type Answer =
  /** JSON from our server with a status of 2xx. */
  | { readonly kind: "reply"; readonly body: JsonObject }
  /** Our server's error body. `code` is stable; `retryAfterMs` only when the server named one. */
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly retryAfterMs: number | null;
    }
  /** Somebody else answered: a sign-in page, a redirect, cut-off or foreign JSON. */
  | { readonly kind: "portal" }
  /** This phone knows that it has no network. */
  | { readonly kind: "offline" }
  /** No answer, or a server in trouble. */
  | { readonly kind: "silent"; readonly retryAfterMs: number | null };

const OFFLINE: Answer = { kind: "offline" };
const PORTAL: Answer = { kind: "portal" };
const SILENT: Answer = { kind: "silent", retryAfterMs: null };

/** What this asks of its surroundings; the tests put a faulty network in its place. */
export interface Network {
  fetch(path: string, init: RequestInit): Promise<Response>;
  online(): boolean;
}

const BROWSER_NETWORK: Network = {
  fetch: (path, init) => fetch(path, init),
  online: () => navigator.onLine !== false,
};

export class Transport {
  readonly #network: Network;

  constructor(network: Network = BROWSER_NETWORK) {
    this.#network = network;
  }

  /** A sync round trip. `body` is the request's JSON text, at most 1 MiB. */
  async sync(body: string, token: string): Promise<Answer> {
    const answer = await this.post("/api/sync", body, token);
    if (answer.kind === "reply" && answer.body["v"] !== PROTOCOL) return PORTAL;
    return answer;
  }

  /** POST of a JSON text; never throws. */
  async post(path: string, body: string, token: string | null): Promise<Answer> {
    const gone = new AbortController();
    const timer = setTimeout(() => gone.abort(), REQUEST_MS_MAX);
    try {
      const response = await this.#network.fetch(path, await request(body, token, gone.signal));
      return await readAnswer(response);
    } catch {
      // fetch and the body's reader reject for every way a connection can fail.
      return this.#network.online() ? SILENT : OFFLINE;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function request(
  body: string,
  token: string | null,
  signal: AbortSignal,
): Promise<RequestInit> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token !== null) headers["Authorization"] = `Bearer ${token}`;
  const bytes = new TextEncoder().encode(body);
  const compress = bytes.length >= COMPRESS_BYTES_MIN && typeof CompressionStream === "function";
  if (compress) headers["Content-Encoding"] = "gzip";
  return {
    method: "POST",
    headers,
    body: compress ? await gzip(bytes) : bytes,
    signal,
    cache: "no-store",
    credentials: "omit",
    redirect: "manual",
    referrerPolicy: "no-referrer",
  };
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(compressed).arrayBuffer();
}

async function readAnswer(response: Response): Promise<Answer> {
  if (response.type === "opaqueredirect" || response.redirected) return PORTAL;
  if (response.status >= 300 && response.status < 400) return PORTAL;
  if (response.status === 204) return { kind: "reply", body: {} };
  const body = readObject(await response.text());
  if (response.ok) return body === null ? PORTAL : { kind: "reply", body };
  const retryAfterMs = readRetryAfter(response.headers.get("Retry-After"));
  const code = body === null ? null : readCode(body);
  if (code !== null) return { kind: "refused", status: response.status, code, retryAfterMs };
  // A gateway in front of our own server speaks HTML too when the server is down or asked to wait.
  const ours = response.status >= 500 || response.status === 429 || response.status === 413;
  if (!ours || response.status === 511) return PORTAL;
  if (response.status === 413)
    return { kind: "refused", status: 413, code: "too_large", retryAfterMs };
  return { kind: "silent", retryAfterMs };
}

function readObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readCode(body: JsonObject): string | null {
  const error = body["error"];
  if (error === undefined || !isObject(error)) return null;
  return typeof error["code"] === "string" ? error["code"] : null;
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Seconds or an HTTP date; null when absent or senseless. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, RETRY_AFTER_MS_MAX) : null;
}
