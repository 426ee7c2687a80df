import { expect, test } from "vitest";
import { load } from "../../testing/vectors.ts";
import {
  canonical,
  canonicalText,
  checkValue,
  compare,
  type Json,
  same,
  type Value,
} from "./canonical.ts";
import { MalformedChange } from "./errors.ts";

const cases = load<{
  readonly text: readonly { readonly value: Json; readonly text: string }[];
  readonly same: readonly { readonly a: Value; readonly b: Value; readonly same: boolean }[];
  readonly larger: readonly { readonly larger: Value; readonly smaller: Value }[];
  readonly values: { readonly accept: readonly unknown[]; readonly reject: readonly unknown[] };
}>("canonical.json");

test.each(cases.text)("$value is written $text", ({ value, text }) => {
  expect(canonicalText(value)).toBe(text);
  expect(new TextDecoder().decode(canonical(value))).toBe(text.replace(/^\ufeff/, ""));
});

test.each(cases.same)("whether $a and $b are the same: $same", ({ a, b, same: expected }) => {
  expect(same(a, b)).toBe(expected);
  expect(same(b, a)).toBe(expected);
});

test.each(cases.larger)("$larger is larger than $smaller", ({ larger, smaller }) => {
  expect(compare(larger, smaller)).toBeGreaterThan(0);
  expect(compare(smaller, larger)).toBeLessThan(0);
  expect(Buffer.compare(canonical(larger), canonical(smaller))).toBe(1);
});

test.each(cases.values.accept.map((value) => [brief(value), value]))(
  "%s may stand in a field",
  (_, value) => {
    expect(() => checkValue(value)).not.toThrow();
  },
);

test.each(cases.values.reject.map((value) => [brief(value), value]))(
  "%s is refused",
  (_, value) => {
    expect(() => checkValue(value)).toThrow(MalformedChange);
  },
);

function brief(value: unknown): string {
  return JSON.stringify(value).slice(0, 60);
}
