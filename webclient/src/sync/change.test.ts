import { expect, test } from "vitest";
import { load } from "../../testing/vectors.ts";
import { Change } from "./change.ts";
import { MalformedChange } from "./errors.ts";

const cases = load<{
  readonly accept: readonly {
    readonly name: string;
    readonly change: unknown;
    readonly body?: string;
  }[];
  readonly reject: readonly { readonly name: string; readonly change: unknown }[];
}>("change.json");

test.each(cases.accept)("$name is taken and written as it came", ({ change, body }) => {
  const read = Change.fromWire(change);
  expect(read.toWire()).toEqual(change);
  if (body !== undefined) expect(new TextDecoder().decode(read.body())).toBe(body);
});

test.each(cases.reject)("$name is refused", ({ change }) => {
  expect(() => Change.fromWire(change)).toThrow(MalformedChange);
});

test("a refusal names no value", () => {
  for (const { change } of cases.reject) {
    try {
      Change.fromWire(change);
    } catch (error) {
      expect(error instanceof MalformedChange && error.detail).toMatch(/^[a-z_]+$/);
    }
  }
});
