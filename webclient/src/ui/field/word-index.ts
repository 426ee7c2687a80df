/**
 * An index of words, for a search while somebody types: what begins with a word of the query is
 * found; what nobody calls so, by what is near: the same with a letter or two wrong, or what the
 * index was told is near.
 */
import { singular, tellingWords } from "./find";

/** From so many letters on one may be wrong, or two. */
const ONE_WRONG_LENGTH = 4;
const TWO_WRONG_LENGTH = 6;

/** What is called so has a strength from 1 on, up to 3; so many times weaker is what is only near. */
export const NEAR = 0.1;
const CALLED_MIN = 1;

/** What is found, by number, and how strongly. */
export type Found = ReadonlyMap<number, number>;

/** Several words may share one, which is then written once. */
type Shared = Map<number, number>;

/** Nothing is called so: what was found is near. */
export function isOnlyNear(found: Found): boolean {
  return found.size > 0 && [...found.values()].every((strength) => strength < CALLED_MIN);
}

export class WordIndex {
  readonly #shared = new Map<string, Shared[]>();
  readonly #own = new Map<string, Shared>();
  #words: readonly string[] = [];

  /** What is known by `number` is found by these words. */
  add(words: readonly string[], number: number, strength: number): void {
    for (const word of words) {
      const found = this.#own.get(word);
      if (found === undefined) this.share([word], this.#begin(word, number, strength));
      else found.set(number, Math.max(strength, found.get(number) ?? 0));
    }
  }

  /** The same for all of `found` at once. */
  share(words: Iterable<string>, found: Shared): void {
    for (const word of new Set(words)) {
      if (word === "") continue;
      const shared = this.#shared.get(word);
      if (shared) shared.push(found);
      else this.#shared.set(word, [found]);
    }
  }

  /** Call once all is known, before anybody types. */
  prepare(): this {
    this.#words = [...this.#shared.keys()].sort();
    return this;
  }

  /** That in which every telling word of the query is found. */
  find(query: string): Found {
    const [first, ...others] = tellingWords(query).map((word) => this.#findWord(word));
    const found = new Map(first);
    for (const other of others) {
      for (const [number, strength] of found) {
        const also = other.get(number);
        if (also === undefined) found.delete(number);
        else found.set(number, Math.min(strength, also));
      }
    }
    return found;
  }

  #begin(word: string, number: number, strength: number): Shared {
    const found: Shared = new Map([[number, strength]]);
    this.#own.set(word, found);
    return found;
  }

  #findWord(word: string): Found {
    const begun = this.#best([...this.#begunBy(word), ...this.#begunBy(singular(word))]);
    if (begun.size > 0) return begun;
    const wrongMax = word.length < ONE_WRONG_LENGTH ? 0 : word.length < TWO_WRONG_LENGTH ? 1 : 2;
    for (let wrong = 1; wrong <= wrongMax; wrong += 1) {
      const near = this.#words.filter(
        (each) => beginsAlike(word, each) && isNear(word, each, wrong),
      );
      if (near.length > 0) {
        return new Map(
          [...this.#best(near)].map(([number, strength]) => [number, strength * NEAR]),
        );
      }
    }
    return new Map();
  }

  /** What is called so; what is near only where nothing is. */
  #best(words: readonly string[]): Found {
    // Many words share one: it is looked into once.
    const shared = new Set(words.flatMap((word) => this.#shared.get(word) ?? []));
    const all = new Map<number, number>();
    for (const each of shared) {
      for (const [number, strength] of each) {
        if (strength >= (all.get(number) ?? 0)) all.set(number, strength);
      }
    }
    const called = [...all].filter(([, strength]) => strength >= CALLED_MIN);
    return called.length > 0 ? new Map(called) : all;
  }

  #begunBy(start: string): readonly string[] {
    const words = this.#words;
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((words[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (words[end]?.startsWith(start)) end += 1;
    return words.slice(low, end);
  }
}

/** One of the first two letters is right: nothing else is worth reckoning, thousands of times. */
function beginsAlike(word: string, other: string): boolean {
  const [a, b] = [word[0], word[1]];
  const [c, d] = [other[0], other[1]];
  return a === c || a === d || b === c || b === d;
}

/**
 * Whether the word begins the other one with at most so many letters left out, added, changed or
 * swapped with their neighbour.
 *
 * Source: optimal string alignment, the restricted form of Damerau 1964, over the beginnings of
 * the other word.
 */
export function isNear(word: string, other: string, wrongMax: number): boolean {
  if (other.length < word.length - wrongMax) return false;
  const length = Math.min(other.length, word.length + wrongMax);
  let before: number[] = [];
  let row = Array.from({ length: length + 1 }, (_, n) => n);
  for (let i = 1; i <= word.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= length; j += 1) {
      const same = word[i - 1] === other[j - 1];
      let wrong = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) {
        wrong = Math.min(wrong, (before[j - 2] ?? 0) + 1);
      }
      next.push(wrong);
    }
    if (Math.min(...next) > wrongMax) return false;
    before = row;
    row = next;
  }
  return Math.min(...row) <= wrongMax;
}
