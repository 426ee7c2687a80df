import { expect, test } from "vitest";
import { load } from "../../testing/vectors.ts";
import { check } from "./check.ts";
import { type CheckError, fieldOf, isBefore, kindOf, RECORDS, type Value } from "./records.ts";

const cases = load<{
  readonly check: readonly {
    readonly kind: string;
    readonly field: string;
    readonly value: Value;
    readonly error: CheckError | null;
  }[];
  readonly policy: readonly {
    readonly kind: string;
    readonly field: string;
    readonly policy: string;
  }[];
}>("schema.json");

const named = cases.check.map(
  (one) => [`${one.kind}.${one.field} ${JSON.stringify(one.value).slice(0, 40)}`, one] as const,
);

test.each(named)("%s", (_name, { kind, field, value, error }) => {
  const known = kindOf(kind);
  if (known === undefined) throw new Error(`${kind} is declared`);
  expect(check(known, field, value)).toBe(error);
});

test.each(cases.policy)("$kind.$field merges by $policy", ({ kind, field, policy }) => {
  expect(fieldOf(kind, field)?.merge).toBe(policy);
});

test("the order of states is transitive and never of a state with itself", () => {
  const status = fieldOf("round", "status");
  if (status === undefined) throw new Error("round.status is declared");
  expect(isBefore(status, "planned", "finished")).toBe(true);
  expect(isBefore(status, "finished", "planned")).toBe(false);
  expect(isBefore(status, "running", "running")).toBe(false);
  expect(isBefore(status, "cancelled", "finished")).toBe(false);
});

test("every type has a case in the vectors", () => {
  const checked = new Set(cases.check.map(({ kind, field }) => fieldOf(kind, field)?.type));
  const declared = Object.values(RECORDS.kinds).flatMap((kind) =>
    kind.fields.map(({ type }) => type),
  );
  expect([...new Set(declared)].filter((type) => !checked.has(type))).toEqual([]);
});
