/**
 * The vocabulary as this app uses it: kinds, and their fields by wire name.
 *
 * Twin of `sync/schema.py`. Unknown fields and kinds are no errors of a replica: it keeps and
 * passes them on. What a person must put right says `check.ts`, apart, so that a page which does
 * not ask need not fetch the answer.
 */
import type { Code, DeclaredKind, Field, Value } from "./declaration.ts";
import { CODES, RECORDS } from "./records.gen.ts";

export type { CheckError, Code, Field, Key, Policy, Scalar, Value } from "./declaration.ts";
export { CODES, RECORDS, SCHEMA_NUMBER } from "./records.gen.ts";

export type KindName = keyof typeof RECORDS.kinds;
export type ListName = keyof typeof CODES;

/** A code that a network added of its own (kind `list_item`). */
const OWN_CODE = /^x_[a-z0-9_.]{1,58}$/;

/** One kind of record: its own fields and those every record has. */
export class Kind {
  readonly name: string;
  /** The class of a record that says nothing else. */
  readonly visibility: string;
  /** Whether what a field says may make the class narrower. */
  readonly implies: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Without the envelope. */
  readonly own: readonly Field[];

  constructor(name: string, declared: DeclaredKind) {
    this.name = name;
    this.visibility = declared.visibility;
    this.own = declared.fields;
    const all: readonly Field[] = [...RECORDS.envelope, ...declared.fields];
    this.fields = new Map(all.map((field) => [field.name, field]));
    this.implies = all.some((field) => field.implies !== undefined);
  }

  /** The declaration behind `breakdown/f_child` or `quantity`; undefined when unknown. */
  field(wireName: string): Field | undefined {
    const slash = wireName.indexOf("/");
    const found = this.fields.get(slash < 0 ? wireName : wireName.slice(0, slash));
    return found === undefined || (found.container === undefined) === slash >= 0
      ? undefined
      : found;
  }
}

export const SCHEMA: { readonly kinds: ReadonlyMap<string, Kind> } = {
  kinds: new Map(
    Object.entries<DeclaredKind>(RECORDS.kinds).map(([name, kind]) => [name, new Kind(name, kind)]),
  ),
};

export function kindOf(name: string): Kind | undefined {
  return SCHEMA.kinds.get(name);
}

/** The declaration behind a wire name of a kind; undefined when either is unknown. */
export function fieldOf(kind: string, wireName: string): Field | undefined {
  return kindOf(kind)?.field(wireName);
}

/** The element's key in a wire name: `f_child` of `breakdown/f_child`, null of `quantity`. */
export function keyOf(wireName: string): string | null {
  const slash = wireName.indexOf("/");
  return slash < 0 ? null : wireName.slice(slash + 1);
}

/** What a code of a list declares; undefined when the list does not have it. */
export function codeOf(list: string, code: string): Code | undefined {
  const entries = (CODES as Readonly<Record<string, Readonly<Record<string, Code>>>>)[list];
  return entries !== undefined && Object.hasOwn(entries, code) ? entries[code] : undefined;
}

/** Whether a network may have added this code. */
export function isOwnCode(code: string): boolean {
  return OWN_CODE.test(code);
}

/** Whether a list has this code, or this network may have added it. */
export function isCode(list: string, code: string): boolean {
  return codeOf(list, code) !== undefined || isOwnCode(code);
}

/** The visibility class that a head of this field implies; null when it implies none. */
export function impliedClass(field: Field, value: Value, key: string | null): string | null {
  const { implies } = field;
  if (implies === undefined || value === null || value === false) return null;
  if (implies.any !== undefined) return implies.any;
  const code = field.container === undefined ? value : key;
  if (typeof code !== "string") return null;
  if (implies.list !== undefined) return codeOf(implies.list, code)?.visibility ?? null;
  const values = implies.values ?? {};
  return Object.hasOwn(values, code) ? (values[code] ?? null) : null;
}

/** Whether `low` comes before `high` in the declared order of a field's states. */
export function isBefore(field: Field, low: Value, high: Value): boolean {
  const steps = (field.order ?? []).filter(([before]) => before === low);
  return steps.some(([, after]) => after === high || isBefore(field, after, high));
}
