import type { Forms } from "./plural";

/** A text, or the forms of one that follows the number `{n}`. */
export type Text = string | Forms;

/** The same keys in another language; a plural stays a plural. */
export type Translated<S extends Readonly<Record<string, Text>>> = {
  readonly [K in keyof S]: S[K] extends string ? string : Forms;
};
