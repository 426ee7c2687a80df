/** Items by type: a chip with its number opens the pad, + adds another item. */
import { useSignal } from "@preact/signals";
import { formatNumber, label, t } from "../../strings";
import { PlusIcon } from "../components/icons";
import { SearchField } from "../components/search-field";
import { findItems, itemName, itemParts, itemsOf, sizesOf } from "./codes";
import type { Row } from "./row";
import { readNumber } from "./tally";
import type { Typing } from "./typing";

const PREFIX = "items/";

export interface ItemsProps {
  readonly row: Row;
  readonly typing: Typing;
  readonly category: string;
}

export function Items({ row, typing, category }: ItemsProps) {
  const words = t().detail;
  const choosing = useSignal(false);
  const fields = row.fields.value;
  const typed = typing.field?.startsWith(PREFIX) ? typing.field : null;
  const given = Object.keys(fields).filter(
    (name) => name.startsWith(PREFIX) && readNumber(fields[name]) > 0,
  );
  const names = typed === null || given.includes(typed) ? given : [...given, typed];
  const choose = (item: string) => {
    choosing.value = false;
    const name = `${PREFIX}${item}`;
    typing.open(name, readNumber(fields[name]));
  };
  return (
    <section class="items">
      <h2 class="caption">{words.items}</h2>
      <div class="chips">
        {names.map((name) => {
          const item = itemName(name.slice(PREFIX.length));
          const shown = typing.shown(name, formatNumber(readNumber(fields[name])));
          return (
            <button
              key={name}
              type="button"
              class={typed === name ? "chip is-typing" : "chip"}
              aria-label={words.itemTile(item, shown)}
              aria-expanded={typed === name}
              onClick={() => typing.open(name, readNumber(fields[name]))}
            >
              <span>{item}</span>
              <strong class="ltr">{shown}</strong>
            </button>
          );
        })}
        <button
          type="button"
          class="chip chip-round"
          aria-label={words.addItem}
          aria-expanded={choosing.value}
          onClick={() => {
            choosing.value = !choosing.value;
          }}
        >
          <PlusIcon />
        </button>
      </div>
      {typed !== null && !choosing.value && (
        <Sizes typed={typed.slice(PREFIX.length)} onChoose={choose} />
      )}
      {choosing.value && <ItemChoice category={category} onChoose={choose} />}
    </section>
  );
}

interface SizesProps {
  /** The element the pad writes into: `coat`, or `coat.l`. */
  readonly typed: string;
  readonly onChoose: (element: string) => void;
}

/** Under an item that comes in sizes: each has a number of its own, and none must be known. */
function Sizes({ typed, onChoose }: SizesProps) {
  const words = t().services;
  const { code, size } = itemParts(typed);
  const sizes = sizesOf(code);
  if (sizes.length === 0) return null;
  const choices = [
    { size: null, element: code, word: words.noSize },
    ...sizes.map((each) => ({
      size: each,
      element: `${code}.${each}`,
      word: label("item_size", each),
    })),
  ];
  return (
    <fieldset class="chips">
      <legend class="caption">{words.sizes(label("item", code))}</legend>
      {choices.map((choice) => (
        <button
          key={choice.element}
          type="button"
          class="chip"
          aria-pressed={choice.size === size}
          onClick={() => onChoose(choice.element)}
        >
          {choice.word}
        </button>
      ))}
    </fieldset>
  );
}

interface ItemChoiceProps {
  readonly category: string;
  readonly onChoose: (item: string) => void;
}

/** First the items of the service's own category; a word finds any. */
function ItemChoice({ category, onChoose }: ItemChoiceProps) {
  const words = t();
  const query = useSignal("");
  const own = itemsOf(category);
  const found = query.value.trim() === "" && own.length > 0 ? own : findItems(query.value);
  return (
    <div class="stack">
      <SearchField
        label={words.detail.searchItem}
        value={query.value}
        onInput={(typed) => (query.value = typed)}
      />
      {found.length === 0 && <p class="empty">{words.nothingFound}</p>}
      <ul class="chips">
        {found.map((item) => (
          <li key={item}>
            <button type="button" class="chip" onClick={() => onChoose(item)}>
              {label("item", item)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
