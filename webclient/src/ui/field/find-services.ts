/** Search in "another service": what it is called, in any language, otherwise, and its category. */
import { computed } from "@preact/signals";
import { label, language } from "../../strings";
import { searchWords } from "../../strings/directory";
import { lists } from "../../strings/lists";
import { categoryOf, offeredServices } from "./codes";
import { wordsOf } from "./find";
import { isOnlyNear, WordIndex } from "./word-index";

export interface FoundServices {
  /** By name before whatever belongs to a category of that name, in the network's order. */
  readonly codes: readonly string[];
  /** Nothing is called so: they are what is nearly. */
  readonly isNear: boolean;
}

const index = computed(() => {
  // Codes are called otherwise in another language, or when the network says so.
  void language.value;
  void lists.value;
  const made = new WordIndex();
  offeredServices().forEach((code, number) => {
    made.add(wordsOf(label("service_type", code)), number, 3);
    made.add(searchWords("service_type", code).flatMap(wordsOf), number, 2);
    const category = categoryOf(code);
    if (category === "") return;
    made.add(searchWords("service_category", category).flatMap(wordsOf), number, 1);
  });
  return made.prepare();
});

export function findServices(query: string): FoundServices {
  const found = index.value.find(query);
  const codes = [...offeredServices().entries()]
    .filter(([number]) => found.has(number))
    .sort(([a], [b]) => (found.get(b) ?? 0) - (found.get(a) ?? 0))
    .map(([, code]) => code);
  return { codes, isNear: isOnlyNear(found) };
}
