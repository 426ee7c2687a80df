/**
 * Words that follow a number. `{n}` in a form stands for the number, written the language's way.
 * Which numbers take which form is the language's own: Arabic has all six, French says one of 0.
 */
export interface Forms {
  readonly zero?: string;
  readonly one: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

const NAMES: ReadonlySet<string> = new Set(["zero", "one", "two", "few", "many", "other"]);

/** Whether this branch of texts is the forms of one word; a list of codes may name one "other". */
export function isForms(texts: object): texts is Forms {
  return "one" in texts && "other" in texts && Object.keys(texts).every((name) => NAMES.has(name));
}

export type Plurals = (count: number, forms: Forms) => string;

/** A number whose form a language does not give takes `other`. */
export function plurals(tag: string): Plurals {
  // Made when the first number is said: making one is dear, and every start loads the texts.
  let numbers: Intl.NumberFormat | null = null;
  return (count, forms) => {
    numbers ??= new Intl.NumberFormat(tag);
    return choose(tag, count, forms).replaceAll("{n}", numbers.format(count));
  };
}

const made = new Map<string, Intl.PluralRules>();

/** The form of `count`, its place for the number left open. */
export function choose(tag: string, count: number, forms: Forms): string {
  const rules = made.get(tag) ?? new Intl.PluralRules(tag);
  made.set(tag, rules);
  return forms[rules.select(count)] ?? forms.other;
}
