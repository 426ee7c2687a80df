/**
 * The texts of code, lock, wipe and carrying. They belong to their part (`ui/field/part.tsx`) with
 * all their languages: nobody's first visit waits for them.
 */
import { language } from "./language";
import { fallback, type Language } from "./languages";
import { lockAr } from "./lock.ar";
import { type LockStrings, lockEn } from "./lock.en";
import { lockFr } from "./lock.fr";

const TEXTS: { readonly [L in Language]?: LockStrings } = { en: lockEn, fr: lockFr, ar: lockAr };

/** The texts; reading them in a component redraws it when the language changes. */
export function lockTexts(): LockStrings {
  return TEXTS[language.value] ?? TEXTS[fallback(navigator.languages)] ?? lockEn;
}
