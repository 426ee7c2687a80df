/** What somebody needs, how old they are and what they speak: the directory is looked through for it. */
import type { Signal } from "@preact/signals";
import { t } from "../../strings";
import { directoryLabel, directoryTexts } from "../../strings/directory";
import { lists } from "../../strings/lists";
import { PrimaryButton } from "../components/buttons";
import { Sheet } from "../components/sheet";
import { needsMetBy } from "../directory/find-service";
import {
  type Age,
  passes,
  query,
  wantedAge,
  wantedCategory,
  wantedLanguage,
  wantedNeed,
} from "./directory-filters";
import { Chip } from "./directory-screen";
import { useNow } from "./now";
import { back } from "./router";
import { findIn, listedNow, services } from "./services";

export function FilterSheet() {
  const words = directoryTexts();
  const nowMs = useNow();
  const { found } = findIn(listedNow(nowMs), query.value);
  const shown = found.filter((each) => passes(each, nowMs));
  // Only what somebody offers can be looked for.
  const known = services.value.map(({ service }) => service);
  const needs = new Set(known.flatMap(needsMetBy));
  const spoken = new Set(known.flatMap(({ languages }) => languages));
  const kinds = new Set(known.flatMap(({ categories }) => categories));
  const ages: readonly (readonly [Age, string])[] = [
    ["minor", words.minor],
    ["adult", words.adult],
  ];
  return (
    <Sheet title={words.filter} closeLabel={t().close} onClose={back}>
      <Choices legend={words.need} choices={named("need", needs)} chosen={wantedNeed} />
      <Choices
        legend={words.anyLanguage}
        choices={named("language", spoken)}
        chosen={wantedLanguage}
      />
      <Choices legend={words.age} choices={ages} chosen={wantedAge} />
      <Choices
        legend={words.category}
        choices={named("service_category", kinds)}
        chosen={wantedCategory}
      />
      <div class="filter-done">
        <PrimaryButton onPress={back}>{words.show(shown.length)}</PrimaryButton>
      </div>
    </Sheet>
  );
}

/** In the network's order. */
function named(
  list: "language" | "need" | "service_category",
  wanted: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  return lists.value
    .offered(list)
    .filter((code) => wanted.has(code))
    .map((code) => [code, directoryLabel(list, code)] as const);
}

interface ChoicesProps<T extends string> {
  readonly legend: string;
  readonly choices: readonly (readonly [T, string])[];
  readonly chosen: Signal<T | null>;
}

/** One of them, or none: a second touch lets go of it. */
function Choices<T extends string>({ legend, choices, chosen }: ChoicesProps<T>) {
  return (
    <fieldset class="chips">
      <legend class="caption">{legend}</legend>
      {choices.map(([code, name]) => (
        <Chip
          key={code}
          on={chosen.value === code}
          onPress={() => (chosen.value = chosen.peek() === code ? null : code)}
        >
          {name}
        </Chip>
      ))}
    </fieldset>
  );
}
