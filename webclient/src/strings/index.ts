/** The phone's texts and the labels of codes in the current language. */
import { type Catalogue, catalogue, type Language, speak } from "./language";
import { nameOf } from "./lists";

export type { Strings } from "./en";
export * from "./format";
export { isLanguage, LANGUAGES, type Language, language, preferredLanguage } from "./language";

type LabelledList = keyof typeof import("../schema/labels.en.gen").LABELS;
type Labels = Readonly<Record<LabelledList, Readonly<Record<string, string>>>>;

const texts = catalogue({
  en: async () => (await import("./en")).en,
  fr: async () => (await import("./fr")).fr,
});

const labels: Catalogue<Labels> = catalogue<Labels>({
  en: async () => (await import("../schema/labels.en.gen")).LABELS,
  fr: async () => (await import("../schema/labels.fr.gen")).LABELS,
});

/** The texts; reading them in a component redraws it when the language changes. */
export const t = texts.text;

/** What people call a code. One that nobody named (of a newer list) shows as it is. */
export function label(list: LabelledList, code: string): string {
  return nameOf(list, code, labels.text()[list][code]);
}

export function speakPhone(wanted: Language): Promise<void> {
  return speak(wanted, [texts, labels]);
}
