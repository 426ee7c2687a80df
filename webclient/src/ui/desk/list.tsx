/** What every list of the desk has: a cursor, a selection, what came new, rows under columns. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { type Filter, narrowed, plainFilter, SERVICE } from "./address";
import { type Act, BulkDialog } from "./bulk-dialog";
import { ColumnPicker } from "./column-picker";
import { failureText } from "./done";
import { Filters } from "./filters";
import { useKeys } from "./keys";
import { arrived, failure, load, look, searched, shown } from "./list-store";
import { columnsOf } from "./own-view";
import { Action, Nothing, Sentence } from "./parts";
import { touched, usePoll } from "./poll";
import { go } from "./route";
import { say, sayParts } from "./say";
import { SelectionBar } from "./selection";
import type { Part } from "./sentences";
import { type Selection, Table, toggled } from "./table";
import { Views } from "./views";
import type { Item } from "./wire";

const NONE: Selection = new Map();

export interface List {
  readonly filter: Filter;
  /** Goes to the first page of what this changes of the filter. */
  readonly narrow: (change: Partial<Filter>) => void;
  /** The one under the cursor. */
  readonly current: Item | undefined;
  readonly cursor: number;
  readonly setCursor: (cursor: number | ((before: number) => number)) => void;
  readonly selected: Selection;
  readonly setSelected: (selected: Selection) => void;
}

export function useList(filter: Filter): List {
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<Selection>(NONE);
  const narrow = (change: Partial<Filter>) =>
    go({ view: "entries", filter: { ...filter, page: 1, ...change } });
  const { page: _page, ...matching } = filter;
  const matches = JSON.stringify([matching, searched.value]);
  useEffect(() => setSelected(NONE), [matches]);
  useEffect(() => {
    setCursor(0);
    void load(filter);
  }, [matches, filter.page]);
  useEffect(() => {
    if (touched.value > 0) void look(true);
  }, [touched.value]);
  usePoll(() => void look(false), []);
  const items = shown.value?.items ?? [];
  const current = items[Math.min(cursor, items.length - 1)];
  return { filter, narrow, current, cursor, setCursor, selected, setSelected };
}

/** What the keys of a list do that differs from list to list. */
export interface ListActs {
  readonly review: () => void;
  readonly ask: () => void;
  readonly edit: () => void;
}

interface ListLabels {
  readonly review: DeskKey;
  readonly ask: DeskKey;
}

const ENTRY_LABELS: ListLabels = { review: "keys.review", ask: "keys.ask" };

export function useListKeys(list: List, acts: ListActs, labels: ListLabels = ENTRY_LABELS): void {
  // Whoever types fast presses the next key before effects have run: every key asks what holds now.
  const now = useRef({ list, acts });
  now.current = { list, acts };
  const step = (by: number) => {
    const last = Math.max(0, (shown.value?.items.length ?? 0) - 1);
    now.current.list.setCursor((at) => Math.min(last, Math.max(0, at + by)));
  };
  const open = () => {
    const { current } = now.current.list;
    if (current !== undefined) go({ view: "record", kind: current.kind, id: current.id });
  };
  const select = () => {
    const { current, selected, setSelected } = now.current.list;
    if (current !== undefined) setSelected(toggled(selected, current));
  };
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: true, run: () => step(1) },
      { keys: ["k"], label: "keys.next", hint: true, run: () => step(-1) },
      { keys: ["Enter"], label: "keys.open", hint: true, run: open },
      { keys: ["x"], label: "keys.select", hint: true, run: select },
      { keys: ["r"], label: labels.review, hint: true, run: () => now.current.acts.review() },
      { keys: ["q"], label: labels.ask, hint: true, run: () => now.current.acts.ask() },
      { keys: ["e"], label: "keys.edit", hint: true, run: () => now.current.acts.edit() },
      // The story stands on the entry's page.
      { keys: ["h"], label: "keys.history", run: open },
      { keys: ["Escape"], label: "keys.back", run: () => now.current.list.setSelected(NONE) },
    ],
    [],
  );
}

interface ListSheetProps {
  readonly list: List;
  /** About all that is selected. */
  readonly onAct: (act: Act) => void;
  /** Between what is selected and the rows. */
  readonly children?: ComponentChildren;
}

/** Saved filters, filters, and the rows that match. */
export function ListSheet({ list, onAct, children }: ListSheetProps) {
  const { filter, narrow, selected, setSelected } = list;
  return (
    <>
      <Views filter={filter} />
      <Filters filter={filter} narrow={narrow} end={<ColumnPicker kind={filter.kind} />} />
      <div class="sheet-of-rows">
        <Arrivals onShow={() => void load(filter)} />
        <SelectionBar
          filter={filter}
          reply={shown.value}
          selected={selected}
          onSelect={setSelected}
          onAct={onAct}
        />
        {children}
        <Rows list={list} />
      </div>
    </>
  );
}

/** What is done to several at once; then none is selected any more. */
export function ManyDialog(props: {
  readonly list: List;
  readonly act: Act;
  readonly items: readonly Item[];
  readonly onClose: () => void;
}) {
  const { list, act, items, onClose } = props;
  const done = () => {
    list.setSelected(NONE);
    onClose();
  };
  return <BulkDialog act={act} items={items} onClose={onClose} onDone={done} />;
}

function Rows({ list }: { readonly list: List }) {
  const { filter, narrow } = list;
  const reply = shown.value;
  if (reply === null) {
    return failure.value === null ? (
      <div class="rows-wait" />
    ) : (
      <Nothing text={failureText(failure.value)}>
        <Action onPress={() => void load(filter)}>{say("state.offline.again")}</Action>
      </Nothing>
    );
  }
  if (reply.items.length === 0) {
    return narrowed(filter, searched.value) ? (
      <Nothing text={say("list.empty.filter")}>
        <Action onPress={() => clear(filter)}>{say("list.clear")}</Action>
      </Nothing>
    ) : (
      <Nothing text={say(filter.kind === SERVICE ? "directory.empty" : "list.empty")} />
    );
  }
  return (
    <Table
      filter={filter}
      columns={columnsOf(filter.kind)}
      reply={reply}
      sort={filter.sort}
      onSort={(sort) => narrow({ sort })}
      onPage={(page) => narrow({ page })}
      cursor={list.cursor}
      selected={list.selected}
      onCursor={list.setCursor}
      onSelect={list.setSelected}
    />
  );
}

function clear(filter: Filter): void {
  searched.value = "";
  go({ view: "entries", filter: plainFilter(filter.kind) });
}

function Arrivals({ onShow }: { readonly onShow: () => void }) {
  const count = arrived.value;
  return (
    <div class={count === 0 ? "visually-hidden" : "banner banner-saved"} role="status">
      {count === 0 ? null : (
        <>
          <span>
            <Sentence
              parts={sayParts<Part>("list.new.came", {
                new: { strong: say("list.new", { n: count }) },
              })}
            />
          </span>
          <button type="button" class="text-link" onClick={onShow}>
            {say("list.new.show")}
          </button>
        </>
      )}
    </div>
  );
}
