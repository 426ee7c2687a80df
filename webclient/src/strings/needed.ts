/// <reference path="./gaps.d.ts" />
/** Whose files a page reads: a draft needs those of another language only while it has gaps. */
import { GAPS } from "virtual:gaps";
import { type Complete, fallback, type Language } from "./languages.ts";

/** The language that fills the gaps of `language`; null when it has none. */
export function fillerOf(language: Language, tags: readonly string[]): Complete | null {
  return GAPS.includes(language) ? fallback(tags) : null;
}

/** The languages whose files a page in `language` reads. */
export function neededFor(language: Language, tags: readonly string[]): readonly Language[] {
  const filler = fillerOf(language, tags);
  return filler === null ? [language] : [language, filler];
}
