/**
 * The files of this build as the worker keeps them, in groups.
 *
 * The shell is kept before a worker takes over. What a first visit need not wait for comes after
 * it: the parts (`ui/field/part.tsx`) as soon as the shell is there, and each language once it is
 * spoken; neither a new screen nor a new language makes anybody's first visit longer.
 */
export const CACHE = "maraude-kept";
/** The group of what the app cannot start without. */
export const SHELL = null;
/** The group of what no single language needs: screens that nobody needs to count. */
export const PARTS = "parts";
const PAGE = "/index.html";

/** One file as the build lists it. */
export interface BuiltFile {
  /** Relative to the root, without a slash before it. */
  readonly url: string;
  /** Changes with what is inside; null where the name does. */
  readonly revision: string | null;
  /** {@link SHELL}, {@link PARTS}, or a language. */
  readonly group: string | null;
}

export class KeptFiles {
  /** Where each path of this build is kept. */
  readonly #places: ReadonlyMap<string, string>;
  readonly #files: readonly BuiltFile[];

  constructor(files: readonly BuiltFile[]) {
    this.#files = files;
    this.#places = new Map(files.map((file) => [`/${file.url}`, placeOf(file)]));
  }

  /** Where this build keeps what a request asks for; null when that is none of its files. */
  place({ url, mode, method }: Request): string | null {
    const { origin, pathname } = new URL(url);
    if (method !== "GET" || origin !== location.origin) return null;
    const path = mode === "navigate" && pathname === "/" ? PAGE : pathname;
    return this.#places.get(path) ?? null;
  }

  /** Fetches what is missing of these groups; rejects when a file is not to be had. */
  async keep(wanted: readonly (string | null)[]): Promise<void> {
    const cache = await caches.open(CACHE);
    const files = this.#files.filter(({ group }) => wanted.includes(group));
    await Promise.all(
      files.map(async (file) => {
        const place = placeOf(file);
        if ((await cache.match(place)) === undefined) await cache.add(fresh(place));
      }),
    );
  }

  /** From this phone, else from the network: then it is kept too. */
  async answer(place: string): Promise<Response> {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(place);
    if (kept !== undefined) return kept;
    const response = await fetch(fresh(place));
    if (response.ok) await cache.put(place, response.clone());
    return response;
  }

  /** Drops the files of other builds, and what an earlier worker kept elsewhere. */
  async clean(): Promise<void> {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    const cache = await caches.open(CACHE);
    const places = new Set([...this.#places.values()].map((place) => absolute(place)));
    const old = (await cache.keys()).filter(({ url }) => !places.has(url));
    await Promise.all(old.map((request) => cache.delete(request)));
  }
}

/** Two builds keep a file of one name beside each other until the newer one has taken over. */
function placeOf({ url, revision }: BuiltFile): string {
  return revision === null ? `/${url}` : `/${url}?revision=${revision}`;
}

/** A browser's own cache may still hold the file of before under a name without a revision. */
function fresh(place: string): Request {
  return new Request(place, { cache: place.includes("?") ? "reload" : "default" });
}

function absolute(place: string): string {
  return new URL(place, location.origin).href;
}
