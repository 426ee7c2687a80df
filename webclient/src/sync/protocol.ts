/** The reply of `POST /api/sync`, read strictly. Twin of `sync/protocol.py`. */
import type { Value } from "./canonical.ts";
import { isKind, isRecordId, isWid } from "./ids.ts";
import type { WireCells } from "./merge.ts";

export const PROTOCOL = 1;
/** Changes in one request. */
export const PUSH_MAX = 200;
/** 1 MiB less what stands around the changes. */
export const PUSH_BYTES_MAX = 1024 * 1024 - 8 * 1024;

export const RESET_TIMELINE = "timeline";
export const ID_REUSE = "id_reuse";

/** A restricted record: the values that everybody in scope may see. */
export interface WireStub {
  readonly c: string;
  readonly r: string;
  readonly stub: Readonly<Record<string, Value>>;
}

export type Fragment = WireCells | WireStub;

/** Change id → code. */
export type Reasons = Readonly<Record<string, string>>;

export interface SyncReply {
  /** The server's clock, ms since 1970. */
  readonly now: number;
  readonly cursor: string;
  readonly more: boolean;
  readonly ack: readonly string[];
  readonly held: Reasons;
  readonly void: Reasons;
  readonly bad: Reasons;
  readonly pull: readonly Fragment[];
  /** Paths, `kind/id`. */
  readonly gone: readonly string[];
  readonly erased: readonly string[];
  /** `timeline`, `scope`, or a reason that a later version knows. */
  readonly reset: string | null;
  /** Envelope id → `ok` `unknown_device` `corrupt` `held`. */
  readonly sealed: Readonly<Record<string, string>>;
  /** The network's key for envelopes; null of a server that has none. */
  readonly sealing: { readonly id: string; readonly key: string } | null;
}

type Wire = Readonly<Record<string, unknown>>;

/**
 * Reads a parsed body; null when it is anything but a reply of this protocol: a sign-in page's
 * JSON, a cut-off answer, another version. Members that are absent have their empty value.
 */
export function readReply(body: unknown): SyncReply | null {
  if (!isObject(body) || body["v"] !== PROTOCOL) return null;
  const { now, cursor } = body;
  const more = body["more"] ?? false;
  const reset = body["reset"] ?? null;
  if (typeof now !== "number" || !Number.isFinite(now) || typeof cursor !== "string") return null;
  if (typeof more !== "boolean") return null;
  if (reset !== null && typeof reset !== "string") return null;
  const ack = readList(body["ack"], isWid);
  const pull = readList(body["pull"], isFragment);
  const gone = readList(body["gone"], isPath);
  const erased = readList(body["erased"], isPath);
  const held = readReasons(body["held"]);
  const voided = readReasons(body["void"]);
  const bad = readReasons(body["bad"]);
  if (ack === null || pull === null || gone === null || erased === null) return null;
  if (held === null || voided === null || bad === null) return null;
  const sealed = isObject(body["sealed"]) ? (body["sealed"] as SyncReply["sealed"]) : {};
  const sealing = readSealing(body["sealing"]);
  const verdicts = { ack, held, void: voided, bad, sealed };
  return { now, cursor, more, ...verdicts, pull, gone, erased, reset, sealing };
}

/** Null for what is no P-256 point in base64url under a key id. */
export function readSealing(wire: unknown): SyncReply["sealing"] {
  if (!isObject(wire)) return null;
  const { id, key } = wire;
  if (typeof id !== "string" || !/^[0-9a-f]{16}$/.test(id)) return null;
  return typeof key === "string" && /^B[\w-]{86}$/.test(key) ? { id, key } : null;
}

function readList<T>(wire: unknown, isItem: (item: unknown) => item is T): readonly T[] | null {
  if (wire === undefined) return [];
  return Array.isArray(wire) && wire.every(isItem) ? wire : null;
}

function readReasons(wire: unknown): Reasons | null {
  if (wire === undefined) return {};
  if (!isObject(wire)) return null;
  const entries = Object.entries(wire);
  return entries.every(([id, code]) => isWid(id) && typeof code === "string")
    ? (wire as Reasons)
    : null;
}

function isFragment(wire: unknown): wire is Fragment {
  if (!isObject(wire) || !isKind(wire["c"]) || !isRecordId(wire["r"])) return false;
  if ("stub" in wire) return isObject(wire["stub"]);
  const { w, x } = wire;
  return Array.isArray(w) && w.every(isWrite) && isObject(x) && Object.values(x).every(isWids);
}

function isWrite(wire: unknown): boolean {
  if (!Array.isArray(wire) || wire.length !== 3) return false;
  const [wid, user, fields]: readonly unknown[] = wire;
  return isWid(wid) && (user === null || typeof user === "string") && isObject(fields);
}

function isWids(wire: unknown): boolean {
  return Array.isArray(wire) && wire.every(isWid);
}

function isPath(wire: unknown): wire is string {
  if (typeof wire !== "string") return false;
  const slash = wire.indexOf("/");
  return isKind(wire.slice(0, slash)) && isRecordId(wire.slice(slash + 1));
}

function isObject(wire: unknown): wire is Wire {
  return typeof wire === "object" && wire !== null && !Array.isArray(wire);
}
