/**
 * The language of this page: one file of texts per language, loaded alone.
 *
 * Each page declares its own catalogue (`catalogue({ en: () => import("./en"), … })`) and calls
 * {@link speak} with all of them, so that a screen never mixes two languages.
 */
import { batch, type ReadonlySignal, signal } from "@preact/signals";

export type Language = "en" | "fr";

/** Each in its own words: a person must find theirs without reading the current one. */
export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: "en", name: "English" },
  { code: "fr", name: "Français" },
];

/** Tags for Intl: European English (23 Nov, 24 hours), Latin digits everywhere. */
export const INTL_TAGS: Readonly<Record<Language, string>> = {
  en: "en-GB-u-nu-latn",
  fr: "fr-FR-u-nu-latn",
};

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar", "fa", "ps", "ur"]);

const spoken = signal<Language>("en");
export const language: ReadonlySignal<Language> = spoken;

export interface Catalogue<S> {
  /** The texts of the current language. Reading subscribes the component to a change. */
  text(): S;
  /** Loads a language's file; the returned function puts it in place. */
  fetch(language: Language): Promise<() => void>;
}

export type LanguageFiles<S> = Readonly<Record<Language, () => Promise<S>>>;

export function catalogue<S>(files: LanguageFiles<S>): Catalogue<S> {
  const current = signal<S | null>(null);
  return {
    text() {
      if (current.value === null)
        throw new Error("A screen was drawn before its texts were loaded");
      return current.value;
    },
    async fetch(wanted) {
      const loaded = await files[wanted]();
      return () => {
        current.value = loaded;
      };
    },
  };
}

/** Switches the page to a language, all catalogues at once; rejects when a file cannot be read. */
export async function speak(
  wanted: Language,
  catalogues: readonly Catalogue<unknown>[],
): Promise<void> {
  const places = await Promise.all(catalogues.map((each) => each.fetch(wanted)));
  batch(() => {
    for (const place of places) place();
    spoken.value = wanted;
  });
  document.documentElement.lang = wanted;
  document.documentElement.dir = RIGHT_TO_LEFT.has(wanted) ? "rtl" : "ltr";
}

export function isLanguage(code: string | null): code is Language {
  return LANGUAGES.some((each) => each.code === code);
}

/** The first language of the browser that we have, else English. */
export function preferredLanguage(tags: readonly string[]): Language {
  const known = tags.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return known ?? "en";
}
