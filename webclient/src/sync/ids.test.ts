import { describe, expect, test } from "vitest";
import { load } from "../../testing/vectors.ts";
import {
  caseCheck,
  encodeWid,
  isField,
  isKind,
  isRecordId,
  isWid,
  readCaseCode,
  widMs,
} from "./ids.ts";

interface Texts {
  readonly accept: readonly unknown[];
  readonly reject: readonly unknown[];
}

const cases = load<{
  readonly encode: readonly {
    readonly ms: number;
    readonly random: number;
    readonly wid: string;
  }[];
  readonly reject_wid: readonly unknown[];
  readonly record_id: Texts;
  readonly kind: Texts;
  readonly field: Texts;
  readonly case_check: readonly { readonly body: string; readonly check: string }[];
  readonly read_case_code: readonly { readonly typed: string; readonly code: string | null }[];
}>("wid.json");

test.each(cases.encode)("$ms and $random make the write id $wid", ({ ms, random, wid }) => {
  expect(encodeWid(ms, random)).toBe(wid);
  expect(widMs(wid)).toBe(ms);
  expect(isWid(wid)).toBe(true);
});

test.each(cases.reject_wid.map((text) => [text]))("%j is no write id", (text) => {
  expect(isWid(text)).toBe(false);
});

test.each([
  [-1, 0],
  [2 ** 50, 0],
  [0, 2 ** 50],
  [0.5, 0],
  [Number.NaN, 0],
])("%d and %d are no halves of a write id", (ms, random) => {
  expect(() => encodeWid(ms, random)).toThrow(RangeError);
});

describe.each([
  ["a record id", isRecordId, cases.record_id],
  ["a kind", isKind, cases.kind],
  ["a field", isField, cases.field],
] as const)("what %s may be", (_name, accepts, { accept, reject }) => {
  test.each(accept.map((text) => [text]))("%j is taken", (text) => {
    expect(accepts(text)).toBe(true);
  });
  test.each(reject.map((text) => [text]))("%j is refused", (text) => {
    expect(accepts(text)).toBe(false);
  });
});

test.each(cases.case_check)("the check character of $body is $check", ({ body, check }) => {
  expect(caseCheck(body)).toBe(check);
});

test.each(cases.read_case_code)("$typed typed is the case code $code", ({ typed, code }) => {
  expect(readCaseCode(typed)).toBe(code);
});
