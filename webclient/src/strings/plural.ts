/** Words that follow a number. `{n}` in a form stands for the number, written the language's way. */
export interface Forms {
  readonly one: string;
  readonly other: string;
}

export type Plurals = (count: number, forms: Forms) => string;

/** French counts 0 as one and has a form for millions; languages without a form use `other`. */
export function plurals(tag: string): Plurals {
  const rules = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  return (count, forms) => {
    const form = rules.select(count) === "one" ? forms.one : forms.other;
    return form.replaceAll("{n}", numbers.format(count));
  };
}
