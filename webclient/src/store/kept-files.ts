/**
 * Files that a first visit need not wait for, kept by the worker beside the shell, in groups.
 *
 * The parts (`ui/field/part.tsx`) are kept as soon as the shell is, and each language once it is
 * spoken: neither a new screen nor a new language makes anybody's first visit longer.
 */
const CACHE = "maraude-kept";
/** The group of what no single language needs: screens that nobody needs to count. */
export const PARTS = "parts";

export class KeptFiles {
  /** Group by path: {@link PARTS}, or a language. */
  readonly #groups: ReadonlyMap<string, string>;

  /** `groups` of the files of this build by their absolute paths. */
  constructor(groups: ReadonlyMap<string, string>) {
    this.#groups = groups;
  }

  includes(path: string): boolean {
    return this.#groups.has(path);
  }

  /** Fetches what is missing of these groups; rejects when a file is not to be had. */
  async keep(wanted: readonly string[]): Promise<void> {
    const cache = await caches.open(CACHE);
    const paths = [...this.#groups].filter(([, group]) => wanted.includes(group));
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
