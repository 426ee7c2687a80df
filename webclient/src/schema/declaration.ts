/** What a field, a kind and a code list may declare: the shape of `records.gen.ts`. */

export type Scalar = null | boolean | number | string;
/** What a field may hold: numbers are integers below 2^53, arrays are flat. */
export type Value = Scalar | readonly Scalar[];

/** What is wrong with a value; the texts for people are the screens'. */
export type CheckError =
  | "bad_format"
  | "bad_key"
  | "out_of_range"
  | "required"
  | "too_long"
  | "unknown_code"
  | "unknown_field"
  | "wrong_type";

export type FieldType =
  | "array"
  | "bool"
  | "case_code"
  | "ciphertext"
  | "code"
  | "date"
  | "datetime"
  | "email"
  | "enum"
  | "flag"
  | "int"
  | "iso2"
  | "number"
  | "phone"
  | "slug"
  | "text"
  | "token"
  | "url"
  | "uuid";

export type Policy = "any" | "derived" | "furthest" | "latest" | "narrowest" | "once" | "review";

/** What the part of a wire name after the slash may be. */
export interface Key {
  readonly type: "case_code" | "code" | "enum" | "sex_age" | "token" | "uuid";
  readonly list?: string;
  readonly of?: string;
  readonly values?: readonly string[];
  /** The list of sizes that may follow the code: `coat.l`. */
  readonly sizes?: string;
}

/** The visibility class that a head of the field implies. */
export interface Implies {
  readonly any?: string;
  readonly list?: string;
  readonly values?: Readonly<Record<string, string>>;
}

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly merge: Policy;
  readonly required?: boolean;
  readonly container?: "elements" | "map" | "set";
  readonly key?: Key;
  readonly of?: string;
  readonly list?: string;
  readonly values?: readonly string[];
  readonly items?: readonly string[];
  readonly each?: string;
  readonly min?: number;
  readonly max?: number;
  /** Pairs of states, the earlier first; transitive. */
  readonly order?: readonly (readonly [string, string])[];
  readonly write?: readonly string[];
  readonly stub?: boolean;
  readonly implies?: Implies;
}

export interface DeclaredKind {
  readonly visibility: string;
  readonly fields: readonly Field[];
}

export interface Declaration {
  readonly envelope: readonly Field[];
  readonly kinds: Readonly<Record<string, DeclaredKind>>;
}

export interface Code {
  readonly category?: string;
  /** The categories of services that answer a need. */
  readonly categories?: readonly string[];
  readonly unit?: string;
  readonly step?: number;
  readonly visibility?: string;
  readonly default_urgency?: string;
  readonly hours?: number;
  /** Items of a scale come in the sizes of the same scale. */
  readonly scale?: string;
  /** What to dial. */
  readonly number?: string;
  /** Where the code holds, ISO 3166. */
  readonly countries?: readonly string[];
  /** A day of every year, `MM-DD`. */
  readonly month_day?: string;
  /** Days after Easter Sunday. */
  readonly after_easter?: number;
  /** No longer offered; what was written with it still reads right. */
  readonly retired?: boolean;
}

export type CodeLists = Readonly<Record<string, Readonly<Record<string, Code>>>>;
