/**
 * Values and their one canonical form. Equality everywhere is equality of canonical JSON, because
 * the languages disagree about the rest: in Python `True == 1`, here strings sort by UTF-16 units.
 * Twin of `sync/canonical.py`; sync.md section 2.
 */
import type { Scalar, Value } from "../schema/records.ts";
import { MalformedChange } from "./errors.ts";

export type { Scalar, Value } from "../schema/records.ts";

export type Json = Scalar | readonly Json[] | { readonly [name: string]: Json };

/** In code points. */
export const STRING_MAX = 16 * 1024;
export const ARRAY_MAX = 64;

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
const utf8 = new TextEncoder();

/** The canonical JSON of a value or of a whole body, as text. Keys sort by their UTF-8 bytes. */
export function canonicalText(json: Json): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json);
  if (isList(json)) return `[${json.map(canonicalText).join(",")}]`;
  const members = Object.entries(json)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`);
  return `{${members.join(",")}}`;
}

/** The canonical JSON as UTF-8. */
export function canonical(json: Json): Uint8Array<ArrayBuffer> {
  return utf8.encode(canonicalText(json));
}

/** Whether two values are equal, as canonical bytes. */
export function same(ours: Value, theirs: Value): boolean {
  return ours === theirs || compare(ours, theirs) === 0;
}

/** Negative, zero or positive, as the canonical bytes compare. */
export function compare(ours: Value, theirs: Value): number {
  return compareText(canonicalText(ours), canonicalText(theirs));
}

/** Compares texts as their UTF-8 bytes do, which is the order of code points. */
export function compareText(ours: string, theirs: string): number {
  const length = Math.min(ours.length, theirs.length);
  for (let at = 0; at < length; at++) {
    const a = ours.charCodeAt(at);
    const b = theirs.charCodeAt(at);
    if (a === b) continue;
    // A surrogate stands for a code point above every code unit that is none.
    if (isSurrogate(a) !== isSurrogate(b)) return isSurrogate(a) ? 1 : -1;
    return a - b;
  }
  return ours.length - theirs.length;
}

/** Throws MalformedChange unless `value` may stand in a field. */
export function checkValue(value: unknown, arrayMax = ARRAY_MAX): asserts value is Value {
  if (!Array.isArray(value)) return checkScalar(value);
  if (value.length > arrayMax) throw new MalformedChange("array_too_long");
  for (const item of value) checkScalar(item);
}

/** Whether a string has neither U+0000 nor a lone surrogate. */
export function isText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0) return false;
    if (!isSurrogate(unit)) continue;
    const next = text.charCodeAt(at + 1);
    if (unit > 0xdbff || !(next > 0xdbff && next <= LAST_SURROGATE)) return false;
    at += 1;
  }
  return true;
}

export function isList<T>(json: unknown | readonly T[]): json is readonly T[] {
  return Array.isArray(json);
}

function checkScalar(value: unknown): asserts value is Scalar {
  if (typeof value === "string") {
    // Code points are counted only where code units leave a doubt.
    if (value.length > STRING_MAX && [...value].length > STRING_MAX) {
      throw new MalformedChange("string_too_long");
    }
    if (!isText(value)) throw new MalformedChange("bad_character");
  } else if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new MalformedChange("not_an_integer");
  } else if (value !== null && typeof value !== "boolean") {
    throw new MalformedChange("bad_type");
  }
}

function isSurrogate(unit: number): boolean {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE;
}
