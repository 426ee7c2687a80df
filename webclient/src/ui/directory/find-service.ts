/**
 * Search in the directory, without network and while somebody types: by name, place, provider,
 * need, kind of help and language, whatever the language they are called in. A word that begins none is
 * looked for with a letter or two wrong.
 */
import type { Service } from "../../schema/service";
import { allLabels } from "../../strings/directory";
import { lists } from "../../strings/lists";
import { singular, tellingWords, wordsOf } from "../field/find";
import type { ServiceNames } from "./listed";

/** From so many letters on one may be wrong, or two. */
const ONE_WRONG_LENGTH = 4;
const TWO_WRONG_LENGTH = 6;

/**
 * 3: in its name; 2: in what it is for, whose it is and where; 1: in what is told of it, or with a
 * letter wrong.
 */
export type Strength = 1 | 2 | 3;

type Places = Map<number, Strength>;

export class ServiceIndex {
  readonly #words: readonly string[];
  readonly #places: ReadonlyMap<string, Places>;

  /** Services are known by their number in `services`. */
  constructor(services: readonly { readonly service: Service; readonly names: ServiceNames }[]) {
    const places = new Map<string, Places>();
    const add = (words: readonly string[], number: number, strength: Strength) => {
      for (const word of words) {
        const found = places.get(word) ?? new Map<number, Strength>();
        found.set(number, Math.max(strength, found.get(number) ?? 1) as Strength);
        places.set(word, found);
      }
    };
    const wordsOfCodes = new Map<string, readonly string[]>();
    services.forEach(({ service, names }, number) => {
      add(wordsOf(service.name), number, 3);
      add(wordsOf(whoseAndWhere(names)), number, 2);
      for (const [list, code] of codesOf(service)) {
        const key = `${list}/${code}`;
        const words = wordsOfCodes.get(key) ?? allLabels(list, code).flatMap(wordsOf);
        wordsOfCodes.set(key, words);
        add(words, number, 2);
      }
      add(wordsOf(toldOf(service)), number, 1);
    });
    places.delete("");
    this.#places = places;
    this.#words = [...places.keys()].sort();
  }

  /** The services in which every telling word of the query is found. */
  find(query: string): ReadonlyMap<number, Strength> {
    const [first, ...others] = tellingWords(query).map((word) => this.#findWord(word));
    const found = new Map(first);
    for (const other of others) {
      for (const [number, strength] of found) {
        const also = other.get(number);
        if (also === undefined) found.delete(number);
        else found.set(number, Math.min(strength, also) as Strength);
      }
    }
    return found;
  }

  #findWord(word: string): Places {
    const begun = [...new Set([...this.#begunBy(word), ...this.#begunBy(singular(word))])];
    if (begun.length > 0) return this.#together(begun);
    const wrongMax = word.length < ONE_WRONG_LENGTH ? 0 : word.length < TWO_WRONG_LENGTH ? 1 : 2;
    for (let wrong = 1; wrong <= wrongMax; wrong += 1) {
      const near = this.#words.filter(
        (each) => beginsAlike(word, each) && isNear(word, each, wrong),
      );
      if (near.length > 0) return this.#together(near, 1);
    }
    return new Map();
  }

  #begunBy(start: string): readonly string[] {
    let [low, high] = [0, this.#words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (this.#words[end]?.startsWith(start)) end += 1;
    return this.#words.slice(low, end);
  }

  #together(words: readonly string[], atMost: Strength = 3): Places {
    const found: Places = new Map();
    for (const word of words) {
      for (const [number, strength] of this.#places.get(word) ?? []) {
        const now = Math.min(strength, atMost);
        found.set(number, Math.max(now, found.get(number) ?? 1) as Strength);
      }
    }
    return found;
  }
}

function whoseAndWhere({ provider, places }: ServiceNames): string {
  return [provider ?? "", ...places.map(({ name }) => name)].join(" ");
}

type CodedList = "language" | "need" | "referral_type" | "service_category";
type Coded = readonly [list: CodedList, code: string];

function codesOf(service: Service): readonly Coded[] {
  return [
    ...service.categories.map((code): Coded => ["service_category", code]),
    ...service.referralTypes.map((code): Coded => ["referral_type", code]),
    ...needsMetBy(service).map((code): Coded => ["need", code]),
    ...service.languages.map((code): Coded => ["language", code]),
  ];
}

function toldOf(service: Service): string {
  const { description, eligibility, documents, fees, address, access, interpretation } = service;
  const told = [description, eligibility, documents, fees, address, access, interpretation];
  return told.filter((text) => text !== null).join(" ");
}

/** The needs that a service of these categories answers, as the code list declares it. */
export function needsMetBy({ categories }: Pick<Service, "categories">): readonly string[] {
  return [...lists.value.all("need").values()]
    .filter((need) => need.categories?.some((category) => categories.includes(category)))
    .map(({ code }) => code);
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
