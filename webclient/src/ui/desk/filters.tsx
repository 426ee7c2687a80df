/** Search and the chips above the list. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { SearchIcon } from "../components/icons";
import { ENTRY_KINDS, type Filter, type ListKind, SERVICE, SPANS, statesOf } from "./address";
import { Chip, type Option, Options } from "./chip";
import { useKeys } from "./keys";
import { searched } from "./list-store";
import { dayRange, networkDay, plainDay } from "./moment";
import { orgNames, personNames, siteNames } from "./names";
import { Action, Key } from "./parts";
import { codeLabel, say } from "./say";
import { network, now } from "./session";
import { codesOf } from "./vocabulary";

type Narrow = (change: Partial<Filter>) => void;

export function Kinds({ kind, onChoose }: { kind: ListKind; onChoose: (kind: ListKind) => void }) {
  return (
    <fieldset class="tabs" aria-label={say("list.kinds")}>
      {ENTRY_KINDS.map((one) => (
        <button
          key={one}
          type="button"
          class="tab"
          aria-pressed={one === kind}
          onClick={() => onChoose(one)}
        >
          {say(`kind.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

export function Filters(props: {
  readonly filter: Filter;
  readonly narrow: Narrow;
  readonly end: ComponentChildren;
}) {
  const { filter, narrow, end } = props;
  const what = whatOptions(filter.kind);
  return (
    <div class="filters">
      <Search />
      {filter.kind === SERVICE ? null : (
        <>
          <Dates filter={filter} narrow={narrow} />
          <Choice
            label={say("list.place")}
            options={named(siteNames.value)}
            value={filter.site}
            onChoose={(site) => narrow({ site })}
          />
        </>
      )}
      <Choice
        label={say(`list.what.${filter.kind}`)}
        options={what}
        value={filter.what}
        onChoose={(value) => narrow({ what: value })}
      />
      <Choice
        label={say("list.state")}
        options={statesOf(filter.kind).map((value) => ({ value, label: say(`filter.${value}`) }))}
        value={filter.state}
        onChoose={(value) =>
          narrow({ state: statesOf(filter.kind).find((one) => one === value) ?? null })
        }
      />
      <Choice
        label={say(filter.kind === SERVICE ? "col.provider" : "list.by")}
        options={named(filter.kind === SERVICE ? orgNames.value : personNames.value)}
        value={filter.by}
        onChoose={(value) => narrow({ by: value })}
      />
      {end}
    </div>
  );
}

const TYPING_MS = 300;

function Search() {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useKeys([{ keys: ["/"], label: "keys.search", run: () => input.current?.focus() }], []);
  // Cleared from elsewhere, such as "Clear the filters"; at once, or a first key would be lost.
  useLayoutEffect(() => {
    const field = input.current;
    if (field !== null && searched.value === "") field.value = "";
  }, [searched.value]);
  const later = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      searched.value = text;
    }, TYPING_MS);
  };
  return (
    <label class="search" title={say("list.search.hint")}>
      <SearchIcon />
      <span class="visually-hidden">{say("list.search")}</span>
      <input
        ref={input}
        type="search"
        autocomplete="off"
        spellcheck={false}
        placeholder={say("list.search")}
        defaultValue={searched.peek()}
        onInput={(event) => later(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <Key name="/" />
    </label>
  );
}

function Choice(props: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | null;
  readonly onChoose: (value: string | null) => void;
}) {
  const { label, options, value, onChoose } = props;
  const chosen = options.find((one) => one.value === value)?.label ?? value;
  return (
    <Chip label={label} chosen={chosen} onClear={() => onChoose(null)}>
      {(close) => (
        <Options
          options={options}
          value={value}
          onChoose={(next) => {
            onChoose(next);
            close();
          }}
        />
      )}
    </Chip>
  );
}

const NO_DATES = { span: null, from: null, to: null } as const;

function Dates({ filter, narrow }: { readonly filter: Filter; readonly narrow: Narrow }) {
  const spans = SPANS.map((value) => ({ value, label: say(`list.span.${value}`) }));
  return (
    <Chip
      label={chosenDates(filter) === null ? say("list.dates.default") : say("list.dates")}
      chosen={chosenDates(filter)}
      onClear={() => narrow(NO_DATES)}
    >
      {(close) => (
        <>
          <ul class="options">
            {spans.map(({ value, label }) => (
              <li key={value}>
                <button
                  type="button"
                  class="option"
                  aria-pressed={(filter.span ?? "28") === value && filter.from === null}
                  onClick={() => {
                    narrow({ ...NO_DATES, span: value === "28" ? null : value });
                    close();
                  }}
                >
                  {label}
                </button>
              </li>
            ))}
          </ul>
          <OwnDays
            filter={filter}
            onShow={(from, to) => {
              narrow({ span: null, from, to });
              close();
            }}
          />
        </>
      )}
    </Chip>
  );
}

function OwnDays(props: {
  readonly filter: Filter;
  readonly onShow: (from: string | null, to: string | null) => void;
}) {
  const from = useRef<HTMLInputElement>(null);
  const to = useRef<HTMLInputElement>(null);
  const today = networkDay(now(), network().time_zone);
  const show = () => props.onShow(from.current?.value || null, to.current?.value || null);
  return (
    <div class="own-days">
      <label>
        <span>{say("list.dates.from")}</span>
        <input type="date" ref={from} defaultValue={props.filter.from ?? ""} max={today} />
      </label>
      <label>
        <span>{say("list.dates.to")}</span>
        <input type="date" ref={to} defaultValue={props.filter.to ?? ""} />
      </label>
      <Action look="primary" onPress={show}>
        {say("list.dates.show")}
      </Action>
    </div>
  );
}

function chosenDates({ span, from, to }: Filter): string | null {
  if (from !== null && to !== null) return dayRange(from, to);
  if (from !== null) return say("list.dates.since", { day: plainDay(from) });
  if (to !== null) return say("list.dates.until", { day: plainDay(to) });
  return span === null ? null : say(`list.span.${span}`);
}

const WHAT_LIST = {
  activity: "service_type",
  contact: "need",
  round: "round_kind",
  directory_service: "service_category",
} as const;

function whatOptions(kind: ListKind): readonly Option[] {
  const list = WHAT_LIST[kind];
  return codesOf(list).map(([value, { category }]) => ({
    value,
    label: codeLabel(list, value),
    ...(category === undefined ? {} : { group: codeLabel("service_category", category) }),
  }));
}

function named(names: ReadonlyMap<string, string>): readonly Option[] {
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
