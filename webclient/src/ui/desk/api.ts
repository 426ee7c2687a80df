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

const TIMEOUT_MS = 20_000;
let csrf: string | null = null;

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

async function refetchCsrf(): Promise<boolean> {
  const me = (await call<{ csrf?: string }>("/api/me", {})) as Result<{ csrf?: string }>;
  if (!me.ok || me.value.csrf === undefined) return false;
  keepCsrf(me.value.csrf);
  return true;
}

async function call<T>(path: string, options: Call): Promise<Refreshed<T>> {
  const counted = options.quiet !== true;
  if (counted) waiting.value += 1;
  try {
    const response = await fetch(path, request(options));
    reachable.value = true;
    return await read<T>(path, response);
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

async function read<T>(path: string, response: Response): Promise<Refreshed<T>> {
  if (response.status === 304) return { ok: true, unchanged: true };
  if (response.status === 204) {
    return { ok: true, value: undefined as T, etag: null };
  }
  const body = await json(response);
  if (response.ok && body !== undefined) {
    return { ok: true, value: body as T, etag: response.headers.get("ETag") };
  }
  if (response.status === 401 && path !== "/api/login") {
    signedOut.value = true;
    return failure("signed_out");
  }
  const problem = (body as { error?: { code?: string; fields?: Failure["fields"] } })?.error;
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
