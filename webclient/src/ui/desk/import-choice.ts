/** What an import would change, and what of it somebody wants. Pure; `import-accept.ts` writes. */
import { containerOf } from "./vocabulary";
import type { Fields, Value } from "./wire";

export type ImportState = "new" | "changed" | "same" | "missing_there";

export interface ImportField {
  readonly field: string;
  readonly state: ImportState;
  /** Every value that stands here now. */
  readonly ours: readonly Value[];
  readonly theirs: Value;
  readonly seen: readonly string[];
  /** Written once here: it comes with a new record and cannot be accepted later. */
  readonly fixed: boolean;
  /** Not from the file: what we suggest. */
  readonly default: boolean;
  readonly place: string | null;
}

export interface ImportRecord {
  readonly kind: string;
  readonly id: string;
  readonly hsds_id: string | null;
  readonly name: string;
  readonly state: ImportState;
  readonly matched_by: "id" | "hsds_id" | "name" | null;
  readonly place: string | null;
  readonly refused: string | null;
  readonly needs: readonly string[];
  readonly depends: readonly string[];
  readonly fields: readonly ImportField[];
  readonly not_taken: readonly { readonly place: string; readonly why: string }[];
}

export interface ImportReply {
  readonly format: string;
  readonly counts: Readonly<Record<ImportState, number>>;
  readonly records: readonly ImportRecord[];
  readonly not_taken: readonly {
    readonly field: string;
    readonly why: string;
    readonly count: number;
  }[];
}

/** The fields wanted of each record, by its path; and what a person said that the file did not. */
export interface Choice {
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  readonly added: ReadonlyMap<string, Fields>;
}

export const NOTHING: Choice = { fields: new Map(), added: new Map() };

export function pathOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}/${id}`;
}

/** The fields that somebody may take or leave. */
export function open(record: ImportRecord): readonly ImportField[] {
  return record.fields.filter(({ state, fixed }) => state !== "same" && !fixed);
}

/** Those that are wanted unless somebody says otherwise: never what only we have. */
export function offered(record: ImportRecord): ReadonlySet<string> {
  const fields = open(record).filter(({ state }) => state !== "missing_there");
  return new Set(fields.map(({ field }) => field));
}

export function isAnswered(record: ImportRecord, choice: Choice): boolean {
  const added = Object.entries(choice.added.get(pathOf(record)) ?? {});
  return record.needs.every((name) =>
    added.some(
      ([field, value]) => containerOf(field) === name && value !== null && value !== false,
    ),
  );
}

export function canTake(record: ImportRecord): boolean {
  return record.refused === null && (record.state === "new" || record.state === "changed");
}

/** Whether a record is to be written at all. */
export function isTaken(record: ImportRecord, choice: Choice): boolean {
  return choice.fields.has(pathOf(record));
}

/** With a new record come those it names; without one go those that name it. */
export function taking(
  records: readonly ImportRecord[],
  choice: Choice,
  record: ImportRecord,
  on: boolean,
): Choice {
  const fields = new Map(choice.fields);
  if (on) {
    const wanted = records.filter((one) => record.depends.includes(pathOf(one)) && canTake(one));
    for (const one of [...wanted, record]) {
      if (!fields.has(pathOf(one))) fields.set(pathOf(one), offered(one));
    }
    return { ...choice, fields };
  }
  fields.delete(pathOf(record));
  for (const one of records) {
    const named = one.depends.includes(pathOf(record)) && record.kind === "org";
    if (named) fields.delete(pathOf(one));
  }
  return { ...choice, fields };
}

/** One field more or less; of a changed record without any nothing is left. */
export function takingField(
  choice: Choice,
  record: ImportRecord,
  field: string,
  on: boolean,
): Choice {
  const fields = new Map(choice.fields);
  const wanted = new Set(fields.get(pathOf(record)) ?? []);
  if (on) wanted.add(field);
  else wanted.delete(field);
  if (wanted.size === 0 && record.state === "changed") fields.delete(pathOf(record));
  else fields.set(pathOf(record), wanted);
  return { ...choice, fields };
}

export function saying(choice: Choice, record: ImportRecord, field: string, value: Value): Choice {
  const path = pathOf(record);
  const added = new Map(choice.added).set(path, { ...choice.added.get(path), [field]: value });
  return { ...choice, added };
}

/** All records of one state that can be written as they are. */
export function takingAll(
  records: readonly ImportRecord[],
  choice: Choice,
  state: ImportState,
): Choice {
  return records
    .filter((one) => one.state === state && canTake(one) && isAnswered(one, choice))
    .reduce((sofar, one) => taking(records, sofar, one, true), choice);
}

/** What a new record is made of: what is wanted, what is always sent, what a person added. */
export function fieldsOfNew(
  record: ImportRecord,
  choice: Choice,
  taken: ReadonlySet<string>,
): Fields {
  const wanted = choice.fields.get(pathOf(record)) ?? new Set();
  const left = new Set(record.depends.filter((path) => !taken.has(path)));
  const sent = record.fields.filter(
    (one) => (one.fixed || one.default || wanted.has(one.field)) && !left.has(named(one.field)),
  );
  return {
    ...Object.fromEntries(sent.map(({ field, theirs }) => [field, theirs])),
    ...choice.added.get(pathOf(record)),
  };
}

/** `site/<id>` of `sites/<id>`. */
function named(field: string): string {
  return field.startsWith("sites/") ? `site/${field.slice("sites/".length)}` : "";
}
