/**
 * The language of this page: one file of texts per language, loaded alone.
 *
 * Each page declares its own catalogues (`catalogue({ en: () => import("./en"), … })`) and calls
 * {@link speak} with all of them, so that a screen never mixes two languages.
 */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { direction, type Language } from "./languages";

const spoken = signal<Language>("en");
export const language: ReadonlySignal<Language> = spoken;

export interface Catalogue<S, L extends Language> {
  /** The texts of the current language. Reading subscribes the component to a change. */
  text(): S;
  /** Loads a language's file; the returned function puts it in place. */
  fetch(language: L): Promise<() => void>;
}

export function catalogue<S, L extends Language>(
  files: Readonly<Record<L, () => Promise<S>>>,
): Catalogue<S, L> {
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
export async function speak<L extends Language>(
  wanted: L,
  catalogues: readonly Pick<Catalogue<unknown, L>, "fetch">[],
): Promise<void> {
  const places = await Promise.all(catalogues.map((each) => each.fetch(wanted)));
  batch(() => {
    for (const place of places) place();
    spoken.value = wanted;
  });
  document.documentElement.lang = wanted;
  document.documentElement.dir = direction(wanted);
}
