/** What for: the kinds of help, by category, those used lately first. */
import { useSignal } from "@preact/signals";
import { label } from "../../strings";
import { searchWords } from "../../strings/directory";
import { lists } from "../../strings/lists";
import { personLabel, personTexts } from "../../strings/person";
import { SearchField } from "../components/search-field";
import { entriesOf, text } from "../field/entries";
import { matches } from "../field/find";
import type { PartProps } from "./refer-form";
import { type Referring, withType } from "./refer-values";

const USUAL_SHOWN = 3;

export function whatAnswer({ type }: Referring) {
  return type === null ? null : <strong>{personLabel("referral_type", type)}</strong>;
}

export function What({ form, onDone }: PartProps) {
  const words = personTexts().refer;
  const query = useSignal("");
  const choose = (type: string) => {
    form.change(withType(form.values.peek(), type));
    onDone();
  };
  const offered = lists.value.offered("referral_type");
  const found = offered.filter((type) => matches(searched(type), query.value));
  const usual = query.value === "" ? usedLately().filter((type) => offered.includes(type)) : [];
  return (
    <>
      <h2>{words.what}</h2>
      <SearchField
        label={words.whatSearch}
        value={query.value}
        onInput={(typed) => (query.value = typed)}
      />
      {usual.length > 0 && <Types title={words.usual} types={usual} onChoose={choose} />}
      {byCategory(found).map(([category, types]) => (
        <Types
          key={category}
          title={label("service_category", category)}
          types={types}
          onChoose={choose}
        />
      ))}
    </>
  );
}

interface TypesProps {
  readonly title: string;
  readonly types: readonly string[];
  readonly onChoose: (type: string) => void;
}

function Types({ title, types, onChoose }: TypesProps) {
  return (
    <fieldset class="chips">
      <legend class="caption">{title}</legend>
      {types.map((type) => (
        <button key={type} type="button" class="chip" onClick={() => onChoose(type)}>
          {personLabel("referral_type", type)}
        </button>
      ))}
    </fieldset>
  );
}

function searched(type: string): string {
  const category = lists.value.of("referral_type", type)?.category;
  const named = category === undefined ? "" : label("service_category", category);
  return [...searchWords("referral_type", type), named].join(" ");
}

function byCategory(types: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const type of types) {
    const category = lists.value.of("referral_type", type)?.category ?? "";
    groups.set(category, [...(groups.get(category) ?? []), type]);
  }
  return [...groups];
}

function usedLately(): readonly string[] {
  const mine = entriesOf("referral").filter((each) => each.mine);
  const latest = [...mine].sort((a, b) => b.madeAtMs - a.madeAtMs);
  const types = latest.flatMap((each) => text(each, "referral_type") ?? []);
  return [...new Set(types)].slice(0, USUAL_SHOWN);
}
