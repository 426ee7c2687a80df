/**
 * The texts of following somebody up, and the names of its codes. They belong to their part
 * (`ui/field/part.tsx`) with all their languages: nobody's first visit waits for them.
 */
import { REFERRAL_LABELS } from "../schema/referral.gen";
import { language } from "./language";
import { fallback, type Language } from "./languages";
import { nameOf } from "./lists";
import { personAr } from "./person.ar";
import { type PersonStrings, personEn } from "./person.en";
import { personFr } from "./person.fr";

export type { PersonStrings };

type LabelledList = keyof (typeof REFERRAL_LABELS)["en"];
type Labels = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const TEXTS: { readonly [L in Language]?: PersonStrings } = {
  en: personEn,
  fr: personFr,
  ar: personAr,
};
const LABELS: { readonly [L in Language]?: Labels } = REFERRAL_LABELS;

/** The texts; reading them in a component redraws it when the language changes. */
export function personTexts(): PersonStrings {
  return TEXTS[language.value] ?? TEXTS[fallback(navigator.languages)] ?? personEn;
}

/** What people call a code. */
export function personLabel(list: LabelledList, code: string): string {
  const [own, filler] = [language.value, fallback(navigator.languages)];
  return nameOf(list, code, LABELS[own]?.[list]?.[code] ?? LABELS[filler]?.[list]?.[code]);
}

/** What the kind of help is called in a language; null where nobody named it there. */
export function typeIn(spoken: Language, type: string): string | null {
  return LABELS[spoken]?.["referral_type"]?.[type] ?? null;
}
