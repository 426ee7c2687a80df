/**
 * The directory's texts and names of codes, for the phone and the desk. They belong to its part
 * (`ui/field/part.tsx`) with all their languages: nobody's first visit waits for them, and a search
 * finds what is called so in any language.
 */
import { DIRECTORY_LABELS } from "../schema/directory.gen";
import { WORDS } from "../schema/words.gen";
import { directoryAr } from "./directory.ar";
import { type DirectoryStrings, directoryEn } from "./directory.en";
import { directoryFr } from "./directory.fr";
import { language } from "./language";
import { fallback, type Language } from "./languages";
import { lists, nameOf } from "./lists";

export type { DirectoryStrings };

type LabelledList = keyof (typeof DIRECTORY_LABELS)["en"];
type Labels = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const TEXTS: { readonly [L in Language]?: DirectoryStrings } = {
  en: directoryEn,
  fr: directoryFr,
  ar: directoryAr,
};
const OTHERWISE: Labels = WORDS;
const LABELS: { readonly [L in Language]?: Labels } = DIRECTORY_LABELS;

/** The texts; reading them in a component redraws it when the language changes. */
export function directoryTexts(): DirectoryStrings {
  return TEXTS[language.value] ?? TEXTS[fallback(navigator.languages)] ?? directoryEn;
}

/** What people call a code. */
export function directoryLabel(list: LabelledList, code: string): string {
  const shipped = LABELS[language.value]?.[list]?.[code];
  return nameOf(list, code, shipped ?? DIRECTORY_LABELS.en[list][code as never]);
}

/**
 * What a code is found by: its name in every language that has one, the network's own included,
 * and what people call it otherwise. A code of the network has the words of what it counts as.
 */
export function searchWords(list: LabelledList, code: string): readonly string[] {
  const shipped = lists.value.of(list, code)?.parent ?? code;
  const names = Object.values(LABELS).map((labels) => labels?.[list]?.[shipped]);
  const found = [directoryLabel(list, code), ...names, OTHERWISE[list]?.[shipped]];
  return [...new Set(found.filter((words) => words !== undefined))];
}
