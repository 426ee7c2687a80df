/** Generators built from the declaration: whatever a field may be, some test writes it. */
import fc from "fast-check";
import { caseCheck } from "../src/schema/formats.ts";
import {
  CODES,
  type Field,
  type Key,
  type Kind,
  SCHEMA,
  type Scalar,
  type Value,
} from "../src/schema/records.ts";
import { Change, type Write } from "../src/sync/change.ts";
import { encodeWid } from "../src/sync/ids.ts";
import { type Cell, COVERED } from "../src/sync/merge.ts";

export const RECORD = "5b0c1f6e-0d4e-4c1b-9d0a-3b7f6a1c2d3e";
const BASE_MS = 1_790_000_000_000;

/** Few ids, so that covers meet the writes they name and different writes meet the same id. */
export const wids = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 1, 2, 2 ** 50 - 1))
  .map(([ms, random]) => encodeWid(BASE_MS + ms, random));

const recordIds = fc.uuid({ version: 4 });
const texts = fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", ""));
const caseCodes = pattern("[0-9a-hjkmnp-tv-z]{8}").map((body) => body + caseCheck(body));

export const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, "", "1"),
  fc.maxSafeInteger(),
  texts,
);
export const values: fc.Arbitrary<Value> = fc.oneof(scalars, fc.array(scalars, { maxLength: 4 }));
export const cells: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.constant<Cell>(COVERED),
  values.map((value): Cell => ({ value })),
);

/** Built once for each kind: building generators is slower than running them. */
function ofKinds<T>(make: (kind: Kind) => fc.Arbitrary<T>): fc.Arbitrary<readonly [Kind, T]> {
  const all = [...SCHEMA.kinds.values()];
  return fc.oneof(...all.map((kind) => fc.tuple(fc.constant(kind), make(kind))));
}

function changes(kind: Kind): fc.Arbitrary<Change> {
  const covers = fc.uniqueArray(wids, { maxLength: 3 });
  const fields = fc.array(fc.tuple(named(kind), covers), { minLength: 1, maxLength: 4 });
  const seen = fc.option(fc.tuple(fc.array(wids, { maxLength: 4 }), covers), { freq: 5 });
  return fc.tuple(wids, fields, seen).map(([id, written, gone]) => {
    const others = (ids: readonly string[]) => ids.filter((one) => one !== id);
    const writes = new Map<string, Write>(
      written.map(([[name, value], ids]) => [name, { value, covers: others(ids) }]),
    );
    if (gone !== null) writes.set("$gone", { value: gone[0], covers: others(gone[1]) });
    return new Change(id, kind.name, RECORD, 1, writes);
  });
}

function named(kind: Kind): fc.Arbitrary<readonly [string, Value]> {
  const written = [...kind.fields.values()].filter((field) => field.merge !== "derived");
  return fc.oneof(...written.map((field) => fc.tuple(wireNames(field), fieldValues(field))));
}

function wireNames(field: Field): fc.Arbitrary<string> {
  if (field.key === undefined) return fc.constant(field.name);
  return keys(field.key).map((key) => `${field.name}/${key}`);
}

function keys(key: Key): fc.Arbitrary<string> {
  switch (key.type) {
    case "code":
      return codesOf(key.list);
    case "enum":
      return fc.constantFrom(...(key.values ?? []));
    case "sex_age":
      return fc.tuple(codesOf("sex"), codesOf("age_band")).map((parts) => parts.join("_"));
    case "uuid":
      return recordIds;
    case "case_code":
      return caseCodes;
    case "token":
      return pattern("[a-z0-9_.-]{1,8}");
  }
}

function codesOf(list: string | undefined): fc.Arbitrary<string> {
  return fc.constantFrom(...Object.keys(CODES[list as keyof typeof CODES]));
}

/** Values that the field's own check accepts. */
function fieldValues(field: Field): fc.Arbitrary<Value> {
  const range = { min: field.min ?? 0, max: field.max ?? 10_000 };
  switch (field.type) {
    case "int":
      return fc.integer(range);
    case "number":
      return fc.oneof(fc.integer(range), fc.constantFrom("12.5", "0.25"));
    case "flag":
    case "bool":
      return fc.boolean();
    case "text":
      return texts;
    case "code":
      return codesOf(field.list);
    case "enum":
      return fc.constantFrom(...(field.values ?? []));
    case "uuid":
      return recordIds;
    case "case_code":
      return caseCodes;
    case "datetime":
      return times.map((at) => `${at.slice(0, 19)}Z`);
    case "date":
      return times.map((at) => at.slice(0, 10));
    case "array":
      return field.each === undefined
        ? fc.array(scalars, {
            minLength: field.items?.length ?? 0,
            maxLength: field.items?.length ?? 4,
          })
        : fc.array(recordIds, { maxLength: 3 });
    default:
      return pattern(PATTERNS[field.type]);
  }
}

const times = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((at) => at.toISOString());

const PATTERNS = {
  slug: "[a-z0-9][a-z0-9_-]{0,9}",
  token: "[a-z0-9_.-]{1,9}",
  url: "https://example\\.org/[a-z]{0,5}",
  email: "[a-z]{1,5}@example\\.org",
  phone: "\\+33 3 21 [0-9]{2} [0-9]{2} [0-9]{2}",
  iso2: "[A-Z]{2}",
  ciphertext: "[A-Za-z0-9_-]{1,20}",
};

function pattern(source: string): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^${source}$`));
}

/** A kind, a wire name of it, and a value that its check accepts. */
export const namedValues: fc.Arbitrary<readonly [Kind, readonly [string, Value]]> = ofKinds(named);

/** A kind and some changes of one record of it. */
export const histories: fc.Arbitrary<readonly [Kind, readonly Change[]]> = ofKinds((kind) =>
  fc.array(changes(kind), { minLength: 1, maxLength: 8 }),
);
