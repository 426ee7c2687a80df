/**
 * The one place where the desk talks to the server. Every call answers a tagged result; an
 * expected failure is a code, never an exception. Answers are kept by nobody: the server says
 * no-store, and unchanged lists are recognised by their ETag.
 */
import { signal } from "@preact/signals";

export type Failure = {
  readonly ok: false;
  /** `offline`, `signed_out`, `not_found`, `failed`, or the server's own code. */
  readonly error: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
};
export type Answer<T> = { readonly ok: true; readonly value: T; readonly etag: string | null };
export type Result<T> = Answer<T> | Failure;
/** `unchanged`: the server answered 304 to our ETag. */
export type Refreshed<T> = Result<T> | { readonly ok: true; readonly unchanged: true };

/** The last request reached the server. False shows "The desk needs a connection". */
export const reachable = signal(true);
/** Requests a person waits for, now; polling is not counted. */
export const waiting = signal(0);
/** The session ended or never began: the sign-in form lies over what is on screen. */
export const signedOut = signal(false);

/** Somebody must say again that it is them; called with whether they did. */
export const proving = signal<((proved: boolean) => void) | null>(null);

const TIMEOUT_MS = 20_000;
/** So long after the last key or click a request is one of the page's own. */
const ALONE_MS = 60_000;
/** Answers of 401 that are about what was typed, not about the session. */
const TYPED: ReadonlySet<string> = new Set(["bad_credentials", "otp_required", "otp_wrong"]);
let csrf: string | null = null;
let proof: Promise<boolean> | null = null;
let renewing: Promise<unknown> | null = null;
/** Moves with each change of the session's cookie. */
let turn = 0;
/** Opening the page is an act too. */
let actedAt = Date.now();

/** Begin to notice when somebody does something, once for the page. */
export function noticeActs(): void {
  for (const event of ["pointerdown", "keydown", "wheel"] as const) {
    addEventListener(event, () => (actedAt = Date.now()), { capture: true, passive: true });
  }
}

export function keepCsrf(token: string | null): void {
  csrf = token;
}

interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly etag?: string | null;
  /** Background refresh: no waiting bar. */
  readonly quiet?: boolean;
}

export async function get<T>(path: string): Promise<Result<T>> {
  return (await call<T>(path, {})) as Result<T>;
}

/** Ask again for something shown: quietly, and "unchanged" when its ETag still holds. */
export function refresh<T>(path: string, etag: string | null): Promise<Refreshed<T>> {
  return call<T>(path, { etag, quiet: true });
}

export async function send<T>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body: unknown = {},
): Promise<Result<T>> {
  const first = (await call<T>(path, { method, body })) as Result<T>;
  if (first.ok || first.error !== "csrf" || path === "/api/login") return first;
  if (!(await refetchCsrf())) return first;
  return (await call<T>(path, { method, body })) as Result<T>;
}

/** Ask for a proof that it is still the same person, once for all who wait for it. */
export function askProof(): Promise<boolean> {
  proof ??= new Promise((resolve) => {
    proving.value = (proved) => {
      proving.value = null;
      proof = null;
      resolve(proved);
    };
  });
  return proof;
}

/** Give the proof: the session goes on with another cookie, also for what is on its way. */
export async function giveProof(body: unknown): Promise<Result<{ csrf: string }>> {
  const work = once<{ csrf: string }>("/api/reauthenticate", { method: "POST", body });
  renewing = work;
  const reply = (await work) as Result<{ csrf: string }>;
  renewing = null;
  if (reply.ok) {
    keepCsrf(reply.value.csrf);
    turn += 1;
  } else if (reply.error === "signed_out") signedOut.value = true;
  return reply;
}

async function refetchCsrf(): Promise<boolean> {
  const me = (await call<{ csrf?: string }>("/api/me", {})) as Result<{ csrf?: string }>;
  if (!me.ok || me.value.csrf === undefined) return false;
  keepCsrf(me.value.csrf);
  return true;
}

/** What is refused for want of a proof, or because the cookie just changed, is asked again. */
async function call<T>(path: string, options: Call): Promise<Refreshed<T>> {
  const before = turn;
  const first = await once<T>(path, options);
  if (first.ok) return first;
  if (first.error === "reauthenticate") {
    return (await askProof()) ? once<T>(path, options) : first;
  }
  if (first.error !== "signed_out") return first;
  await renewing;
  if (turn !== before) return once<T>(path, options);
  signedOut.value = true;
  return first;
}

async function once<T>(path: string, options: Call): Promise<Refreshed<T>> {
  const counted = options.quiet !== true;
  if (counted) waiting.value += 1;
  try {
    const response = await fetch(path, request(options));
    reachable.value = true;
    return await read<T>(response);
  } catch (problem) {
    if (!(problem instanceof TypeError || problem instanceof DOMException)) throw problem;
    reachable.value = false;
    return failure("offline");
  } finally {
    if (counted) waiting.value -= 1;
  }
}

function request(options: Call): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  const files = options.body instanceof FormData;
  // Of files the browser writes the type itself: it says where each of them ends.
  if (options.body !== undefined && !files) headers["Content-Type"] = "application/json";
  if (options.method !== undefined && csrf !== null) headers["X-CSRF-Token"] = csrf;
  if (Date.now() - actedAt > ALONE_MS) headers["X-Background"] = "1";
  if (options.etag != null) headers["If-None-Match"] = options.etag;
  return {
    method: options.method ?? "GET",
    headers,
    body: bodyOf(options.body),
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return body instanceof FormData ? body : JSON.stringify(body);
}

async function read<T>(response: Response): Promise<Refreshed<T>> {
  if (response.status === 304) return { ok: true, unchanged: true };
  if (response.status === 204) {
    return { ok: true, value: undefined as T, etag: null };
  }
  const body = await json(response);
  if (response.ok && body !== undefined) {
    return { ok: true, value: body as T, etag: response.headers.get("ETag") };
  }
  const problem = (body as { error?: { code?: string; fields?: Failure["fields"] } })?.error;
  if (response.status === 401 && !TYPED.has(problem?.code ?? "")) return failure("signed_out");
  return failure(problem?.code ?? byStatus(response.status), problem?.fields);
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (problem) {
    if (problem instanceof SyntaxError) return undefined;
    throw problem;
  }
}

function byStatus(status: number): string {
  if (status === 404) return "not_found";
  if (status === 403) return "not_permitted";
  return "failed";
}

function failure(error: string, fields: Failure["fields"] = {}): Failure {
  return { ok: false, error, fields };
}
