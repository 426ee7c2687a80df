/**
 * Search in the directory, without network and while somebody types: by name, place, provider,
 * need, kind of help and language, whatever the language they are called in, and by what people
 * call them otherwise. What others of its kind are called finds it too, as something near.
 */
import type { Service } from "../../schema/service";
import { searchWords } from "../../strings/directory";
import { lists } from "../../strings/lists";
import { wordsOf } from "../field/find";
import { type Found, NEAR, WordIndex } from "../field/word-index";
import type { ServiceNames } from "./listed";

/** What belongs to a category: whoever looks for it may mean a service of that category. */
const OF_CATEGORY = ["referral_type", "service_type"] as const;

/** 3: in its name; 2: in what it is for, whose it is and where; 1: in what is told of it. */
export class ServiceIndex {
  readonly #index = new WordIndex();

  /** Services are known by their number in `services`. */
  constructor(services: readonly { readonly service: Service; readonly names: ServiceNames }[]) {
    const found = new FoundByCode();
    services.forEach(({ service, names }, number) => {
      this.#index.add(wordsOf(service.name), number, 3);
      this.#index.add(wordsOf(whoseAndWhere(names)), number, 2);
      this.#index.add(wordsOf(toldOf(service)), number, 1);
      for (const [list, code] of codesOf(service)) found.of(list, code).set(number, 2);
    });
    for (const [list, code, numbers] of found.all()) this.#addCode(list, code, numbers);
    this.#addNear(found);
    this.#index.prepare();
  }

  /** The services in which every telling word of the query is found. */
  find(query: string): Found {
    return this.#index.find(query);
  }

  #addCode(list: CodedList, code: string, numbers: Map<number, number>): void {
    this.#index.share(searchWords(list, code).flatMap(wordsOf), numbers);
  }

  /** A service that does not say all it does is near whatever its categories hold. */
  #addNear(found: FoundByCode): void {
    const near = new Map(
      [...lists.value.all("service_category").keys()].map((category) => {
        const numbers = found.of("service_category", category).keys();
        return [category, new Map([...numbers].map((number) => [number, NEAR]))];
      }),
    );
    for (const list of OF_CATEGORY) {
      for (const { code, category } of lists.value.all(list).values()) {
        const numbers = category === undefined ? undefined : near.get(category);
        if (numbers !== undefined) this.#addCode(list, code, numbers);
      }
    }
  }
}

/** The numbers of the services that name a code. */
class FoundByCode {
  readonly #lists = new Map<CodedList, Map<string, Map<number, number>>>();

  of(list: CodedList, code: string): Map<number, number> {
    const codes = this.#lists.get(list) ?? new Map<string, Map<number, number>>();
    const numbers = codes.get(code) ?? new Map<number, number>();
    this.#lists.set(list, codes.set(code, numbers));
    return numbers;
  }

  *all(): Iterable<readonly [CodedList, string, Map<number, number>]> {
    for (const [list, codes] of this.#lists) {
      for (const [code, numbers] of codes) yield [list, code, numbers];
    }
  }
}

function whoseAndWhere({ provider, places }: ServiceNames): string {
  return [provider ?? "", ...places.map(({ name }) => name)].join(" ");
}

type CodedList = "language" | "need" | "service_category" | (typeof OF_CATEGORY)[number];
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
