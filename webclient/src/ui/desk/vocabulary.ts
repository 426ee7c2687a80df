/** What the declaration says of a field, found by the flat name it has on the wire. */
import type { Code, DeclaredKind, Field } from "../../schema/declaration";
import { RECORDS } from "../../schema/records.gen";
import { lists } from "../../strings/lists";
import type { Fields } from "./wire";

const KINDS: Readonly<Record<string, DeclaredKind>> = RECORDS.kinds;
const ENVELOPE: readonly Field[] = RECORDS.envelope;

/** The declaration of `quantity`, or of `breakdown` for `breakdown/f_adult`. */
export function declared(kind: string, flat: string): Field | null {
  const name = containerOf(flat);
  const fields = KINDS[kind]?.fields ?? [];
  return [...fields, ...ENVELOPE].find((field) => field.name === name) ?? null;
}

/** The kind's own fields in the order of the declaration; none for a kind we do not know. */
export function fieldsOf(kind: string): readonly Field[] {
  return KINDS[kind]?.fields ?? [];
}

export function isEnvelope(flat: string): boolean {
  return flat.startsWith("$") || ENVELOPE.some((field) => field.name === containerOf(flat));
}

/** The class of a record that says nothing about who may read it. */
export function visibilityOf(kind: string): string {
  return KINDS[kind]?.visibility ?? "org";
}

export function containerOf(flat: string): string {
  return flat.split("/", 1)[0] ?? flat;
}

/** The part after the stroke; null for a scalar. */
export function elementOf(flat: string): string | null {
  const stroke = flat.indexOf("/");
  return stroke < 0 ? null : flat.slice(stroke + 1);
}

/** The elements of a set that are in it. */
export function chosen(fields: Fields, container: string): readonly string[] {
  return Object.entries(fields)
    .filter(([name, value]) => containerOf(name) === container && name !== container && value)
    .map(([name]) => elementOf(name) ?? "");
}

/** The codes of a list in the network's order; hidden ones too, which earlier entries may have. */
export function codesOf(list: string): readonly (readonly [string, Code])[] {
  return [...lists.value.all(list)];
}
