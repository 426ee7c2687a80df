/**
 * A change: the only thing that is ever written, on a phone or anywhere.
 * Twin of `sync/change.py`; sync.md section 2.
 */
import { canonical, checkValue, type Json, type Value } from "./canonical.ts";
import { MalformedChange } from "./errors.ts";
import { isField, isKind, isRecordId, isWid } from "./ids.ts";

export const FIELDS_MAX = 256;
export const COVERS_MAX = 64;
export const CHANGE_BYTES_MAX = 64 * 1024;
export const GONE_MAX = 1024;

const MEMBERS = ["c", "id", "r", "s", "set"];

/** One field of a change: the value, and the ids of the writes that it replaces. */
export interface Write {
  readonly value: Value;
  readonly covers: readonly string[];
}

/** A change as it travels: `set[field] = [value, wid, …]`. */
export interface WireChange {
  readonly id: string;
  readonly c: string;
  readonly r: string;
  readonly s: number;
  readonly set: Readonly<Record<string, readonly [Value, ...string[]]>>;
}

/** One atomic, immutable write of one record. */
export class Change {
  readonly id: string;
  readonly kind: string;
  readonly record: string;
  readonly schema: number;
  readonly writes: ReadonlyMap<string, Write>;

  constructor(
    id: string,
    kind: string,
    record: string,
    schema: number,
    writes: ReadonlyMap<string, Write>,
  ) {
    this.id = id;
    this.kind = kind;
    this.record = record;
    this.schema = schema;
    this.writes = writes;
  }

  get path(): string {
    return `${this.kind}/${this.record}`;
  }

  /** Reads a change from outside. Throws MalformedChange with the reason, never with a value. */
  static fromWire(wire: unknown): Change {
    if (!isObject(wire) || Object.keys(wire).sort().join() !== MEMBERS.join()) {
      throw new MalformedChange("members");
    }
    const { id, c: kind, r: record, s: schema, set } = wire;
    if (!isWid(id)) throw new MalformedChange("id");
    if (!isKind(kind)) throw new MalformedChange("kind");
    if (!isRecordId(record)) throw new MalformedChange("record");
    if (!isCount(schema)) throw new MalformedChange("schema");
    if (!isObject(set)) throw new MalformedChange("set");
    const fields = Object.entries(set);
    if (fields.length < 1 || fields.length > FIELDS_MAX) throw new MalformedChange("set");
    const writes = new Map(fields.map(([name, body]) => [name, readWrite(id, name, body)]));
    const change = new Change(id, kind, record, schema, writes);
    if (change.body().length > CHANGE_BYTES_MAX) throw new MalformedChange("too_large");
    return change;
  }

  toWire(): WireChange {
    const set: Record<string, readonly [Value, ...string[]]> = {};
    for (const [name, { value, covers }] of this.writes) set[name] = [value, ...covers];
    return { id: this.id, c: this.kind, r: this.record, s: this.schema, set };
  }

  /** The canonical bytes; equal bytes are what "the same body" means. */
  body(): Uint8Array {
    return canonical(this.toWire() as unknown as Json);
  }
}

/** Whether `value` may stand in `$gone`: null, or the list of write ids that were seen. */
export function isGoneValue(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.every(isWid));
}

function readWrite(ownId: string, name: string, body: unknown): Write {
  if (!isField(name)) throw new MalformedChange("field");
  if (!Array.isArray(body) || body.length < 1 || body.length > COVERS_MAX + 1) {
    throw new MalformedChange("covers");
  }
  const [value, ...covers]: readonly unknown[] = body;
  checkValue(value, name === "$gone" ? GONE_MAX : undefined);
  if (name === "$gone" && !isGoneValue(value)) throw new MalformedChange("gone");
  if (name === "$into" && value !== null && !isRecordId(value)) throw new MalformedChange("into");
  // A write that covers itself would be dead on arrival and its value unseen for ever.
  if (!covers.every((cover): cover is string => isWid(cover) && cover !== ownId)) {
    throw new MalformedChange("covers");
  }
  return { value, covers };
}

function isObject(wire: unknown): wire is Readonly<Record<string, unknown>> {
  return typeof wire === "object" && wire !== null && !Array.isArray(wire);
}

function isCount(wire: unknown): wire is number {
  return typeof wire === "number" && Number.isSafeInteger(wire) && wire >= 0;
}
