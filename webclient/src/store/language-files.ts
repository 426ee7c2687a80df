/**
 * The files of the languages in use, kept by the worker beside the shell.
 *
 * A phone carries the texts of its own language, not of all: whoever adds a language makes nobody's
 * first visit longer.
 */
const CACHE = "maraude-languages";
/** How the build names them: `assets/texts.fr-….js`, `assets/labels.fr.gen-….js`. */
const NAMED = /\/(?:texts|labels)\.([a-z]+)[.-][^/]*$/;

export class LanguageFiles {
  /** Language by path. */
  readonly #languages: ReadonlyMap<string, string>;

  /** `paths` of this build, absolute. */
  constructor(paths: readonly string[]) {
    this.#languages = new Map(paths.map((path) => [path, languageOf(path) ?? ""]));
  }

  includes(path: string): boolean {
    return this.#languages.has(path);
  }

  /** Fetches what is missing; rejects when a file is not to be had. */
  async keep(wanted: readonly string[]): Promise<void> {
    const cache = await caches.open(CACHE);
    const paths = [...this.#languages].filter(([, language]) => wanted.includes(language));
    await Promise.all(
      paths.map(async ([path]) => {
        if ((await cache.match(path)) === undefined) await cache.add(path);
      }),
    );
  }

  /** From this phone, else from the network: then it is kept too. */
  async answer(request: Request): Promise<Response> {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(request.url);
    if (kept !== undefined) return kept;
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url, response.clone());
    return response;
  }

  /** Drops the files of other builds. */
  async clean(): Promise<void> {
    const cache = await caches.open(CACHE);
    const old = (await cache.keys()).filter(({ url }) => !this.includes(new URL(url).pathname));
    await Promise.all(old.map((request) => cache.delete(request)));
  }
}

/** The language of a file of one language alone; null for any other file. */
export function languageOf(path: string): string | null {
  return NAMED.exec(path)?.[1] ?? null;
}
