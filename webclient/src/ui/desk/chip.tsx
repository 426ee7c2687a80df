/** A filter: closed it says what it does, open it is a list to choose from. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { CloseIcon, DownIcon, type Icon } from "../components/icons";
import { say } from "./say";

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A heading above the first option that has it. */
  readonly group?: string;
}

export interface ChipProps {
  readonly label: string;
  /** What is chosen, in words; null when nothing is. */
  readonly chosen: string | null;
  readonly onClear: () => void;
  readonly icon?: Icon;
  /** At the end of its line; what it opens stays inside the window. */
  readonly place?: "end";
  readonly children: (close: () => void) => ComponentChildren;
}

export function Chip(props: ChipProps) {
  const { label, chosen, onClear, icon: Glyph, place: at, children } = props;
  const [opened, setOpened] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const close = () => {
    setOpened(false);
    toggle.current?.focus();
  };
  useOutside(place, opened, () => setOpened(false), close);
  return (
    <div class={classes(chosen !== null, at === "end")} ref={place}>
      <button
        type="button"
        class="chip-toggle"
        ref={toggle}
        aria-expanded={opened}
        aria-controls={panel}
        onClick={() => setOpened(!opened)}
      >
        {chosen === null ? null : <span class="visually-hidden">{label}: </span>}
        {Glyph === undefined ? null : <Glyph />}
        <span>{chosen ?? label}</span>
        {chosen === null ? <DownIcon /> : null}
      </button>
      {chosen === null ? null : (
        <button
          type="button"
          class="chip-clear"
          aria-label={say("list.clear.one", { what: label })}
          onClick={onClear}
        >
          <CloseIcon />
        </button>
      )}
      <div class="chip-panel" id={panel} hidden={!opened}>
        {opened ? children(close) : null}
      </div>
    </div>
  );
}

function classes(on: boolean, end: boolean): string {
  return ["chip", on ? "chip-on" : "", end ? "chip-end" : ""].filter((one) => one !== "").join(" ");
}

const MANY = 10;

/** Options to choose one of; with a field to find it by when there are many. */
export function Options(props: {
  readonly options: readonly Option[];
  readonly value: string | null;
  readonly onChoose: (value: string | null) => void;
}) {
  const [wanted, setWanted] = useState("");
  const needle = wanted.trim().toLocaleLowerCase();
  const found = props.options.filter((one) =>
    `${one.label} ${one.group ?? ""}`.toLocaleLowerCase().includes(needle),
  );
  return (
    <>
      {props.options.length > MANY ? (
        <label class="chip-find">
          <span class="visually-hidden">{say("list.find")}</span>
          <input
            type="search"
            autocomplete="off"
            placeholder={say("list.find")}
            value={wanted}
            ref={focus}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <ul class="options">
        <li>
          <button
            type="button"
            class="option"
            aria-pressed={props.value === null}
            onClick={() => props.onChoose(null)}
          >
            {say("list.any")}
          </button>
        </li>
        {found.map((one, index) => (
          <li key={one.value}>
            {one.group !== undefined && one.group !== found[index - 1]?.group ? (
              <p class="option-group">{one.group}</p>
            ) : null}
            <button
              type="button"
              class="option"
              aria-pressed={props.value === one.value}
              onClick={() => props.onChoose(one.value)}
            >
              <bdi>{one.label}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p class="second option-none">{say("list.nothing")}</p> : null}
    </>
  );
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}

function useOutside(
  place: { readonly current: HTMLElement | null },
  opened: boolean,
  leave: () => void,
  abort: () => void,
): void {
  useEffect(() => {
    if (!opened) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) leave();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      abort();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", key, true);
    };
  }, [opened]);
}
