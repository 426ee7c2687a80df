/** The phone's texts and the labels of codes in the current language. */
import { type Draft, filled } from "./draft";
import type { Strings } from "./en";
import { catalogue, language, speak } from "./language";
import { type Complete, INTL_TAGS, isComplete, type Language, OFFERED } from "./languages";
import { nameOf } from "./lists";
import { fillerOf } from "./needed";
import { choose, type Forms } from "./plural";

export * from "./format";
export { language } from "./language";
export { isOffered, type Language, NAMES, OFFERED, preferred } from "./languages";
export type { Strings };

type LabelledList = keyof typeof import("../schema/labels.en.gen").LABELS;
type Labels = Readonly<Record<LabelledList, Readonly<Record<string, string>>>>;

const wholeTexts = {
  en: async () => (await import("./en")).en,
  fr: async () => (await import("./fr")).fr,
};

const texts = catalogue<Strings, Language>({
  ...wholeTexts,
  ar: draft("ar", wholeTexts, async () => (await import("./ar")).ar),
  fa: draft("fa", wholeTexts, async () => (await import("./fa")).fa),
  ps: draft("ps", wholeTexts, async () => (await import("./ps")).ps),
  ckb: draft("ckb", wholeTexts, async () => (await import("./ckb")).ckb),
  ti: draft("ti", wholeTexts, async () => (await import("./ti")).ti),
  am: draft("am", wholeTexts, async () => (await import("./am")).am),
});

const wholeLabels = {
  en: async (): Promise<Labels> => (await import("../schema/labels.en.gen")).LABELS,
  fr: async (): Promise<Labels> => (await import("../schema/labels.fr.gen")).LABELS,
};

const labels = catalogue<Labels, Language>({
  ...wholeLabels,
  ar: draft("ar", wholeLabels, async () => (await import("../schema/labels.ar.gen")).LABELS),
  fa: draft("fa", wholeLabels, async () => (await import("../schema/labels.fa.gen")).LABELS),
  ps: draft("ps", wholeLabels, async () => (await import("../schema/labels.ps.gen")).LABELS),
  ckb: draft("ckb", wholeLabels, async () => (await import("../schema/labels.ckb.gen")).LABELS),
  ti: draft("ti", wholeLabels, async () => (await import("../schema/labels.ti.gen")).LABELS),
  am: draft("am", wholeLabels, async () => (await import("../schema/labels.am.gen")).LABELS),
});

/** The texts; reading them in a component redraws it when the language changes. */
export const t = texts.text;

/** What people call a code. One that nobody named (of a newer list) shows as it is. */
export function label(list: LabelledList, code: string): string {
  return nameOf(list, code, labels.text()[list][code]);
}

/** The form of a word that follows `count`. */
export function wordFor(count: number, forms: Forms): string {
  return choose(INTL_TAGS[language.value], count, forms);
}

/** A number with its sign, a code: keeps its order inside Arabic words. */
export function ltr(text: string): string {
  return `\u2066${text}\u2069`;
}

/** Whether the texts are a translation under way, which the header says. */
export function isDraft(): boolean {
  return !isComplete(language.value);
}

/** Rejects when the language's files are neither kept on this phone nor to be had. */
export function speakPhone(wanted: Language): Promise<void> {
  return speak(wanted, [texts, labels]);
}

/** At the start: `wanted`, else any language that this phone still has. */
export async function speakAny(wanted: Language): Promise<void> {
  const [first, ...others] = [wanted, ...OFFERED.filter((each) => each !== wanted)];
  let attempt = speakPhone(first ?? wanted);
  for (const other of others) attempt = attempt.catch(() => speakPhone(other));
  await attempt;
}

/** Its own words; where it has gaps, those of a complete language lie under them. */
function draft<S>(
  own: Language,
  whole: Readonly<Record<Complete, () => Promise<S>>>,
  load: () => Promise<NoInfer<Draft<S>>>,
): () => Promise<S> {
  return async () => {
    const filler = fillerOf(own, navigator.languages);
    const [above, below] = await Promise.all([load(), filler === null ? null : whole[filler]()]);
    // Without a gap it is all there: the build looked.
    return below === null ? (above as S) : filled(below, above);
  };
}
