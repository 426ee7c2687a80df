/** Names of things: write ids, record ids, kinds, fields. Twin of `sync/ids.py`; sync.md section 2. */
import { ALPHABET } from "../schema/formats.ts";

export { caseCheck, isCaseCode, isRecordId, readCaseCode } from "../schema/formats.ts";

export const WID_MS_MAX = 2 ** 50 - 1;
export const WID_RANDOM_MAX = 2 ** 50 - 1;

const HALF_LENGTH = 10;
const WID = /^[0-9a-hjkmnp-tv-z]{20}$/;
const KIND = /^[a-z][a-z0-9_]{0,39}$/;
const FIELD = /^([a-z][a-z0-9_]{0,39}(\/[a-z0-9_.-]{1,60})?|\$gone|\$into)$/;

/** A write id from milliseconds since 1970 and 50 random bits; ASCII order is time order. */
export function encodeWid(ms: number, random50: number): string {
  return encode50(ms, WID_MS_MAX) + encode50(random50, WID_RANDOM_MAX);
}

/** The milliseconds since 1970 that a well-formed write id carries. */
export function widMs(wid: string): number {
  let ms = 0;
  for (let at = 0; at < HALF_LENGTH; at++) ms = ms * 32 + ALPHABET.indexOf(wid.charAt(at));
  return ms;
}

export function isWid(text: unknown): text is string {
  return typeof text === "string" && WID.test(text);
}

export function isKind(text: unknown): text is string {
  return typeof text === "string" && KIND.test(text);
}

/** Whether `text` may name a field on the wire, the reserved `$gone` and `$into` included. */
export function isField(text: unknown): text is string {
  return typeof text === "string" && FIELD.test(text);
}

function encode50(number: number, max: number): string {
  if (!Number.isInteger(number) || number < 0 || number > max) {
    throw new RangeError("a half of a write id has 50 bits");
  }
  let text = "";
  // Division, not shifts: those have 32 bits here.
  for (let rest = number; text.length < HALF_LENGTH; rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text;
  }
  return text;
}
