/**
 * The texts of corrections, and of taking something back. They belong to late parts
 * (`ui/field/part.tsx`) with all their languages: nobody's first visit waits for them.
 */
import { afterAr } from "./after.ar";
import { type AfterStrings, afterEn } from "./after.en";
import { afterFr } from "./after.fr";
import { language } from "./language";
import { fallback, type Language } from "./languages";

const TEXTS: { readonly [L in Language]?: AfterStrings } = {
  en: afterEn,
  fr: afterFr,
  ar: afterAr,
};

/** The texts; reading them in a component redraws it when the language changes. */
export function afterTexts(): AfterStrings {
  return TEXTS[language.value] ?? TEXTS[fallback(navigator.languages)] ?? afterEn;
}
