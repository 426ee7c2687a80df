/** All entries that match, page by page. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { ask, open, reviewAll } from "./actions";
import { type Filter, NO_FILTER, narrowed, plainFilter, SERVICE } from "./address";
import { AskDialog } from "./ask";
import { type Act, BulkDialog } from "./bulk-dialog";
import { ColumnPicker } from "./column-picker";
import { complain, failureText } from "./done";
import { EditDialog } from "./edit";
import { ExportMenu } from "./export-menu";
import { Filters, Kinds } from "./filters";
import { LockIcon } from "./icons";
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
import type { Item, RecordPage } from "./wire";

/** What is asked over the list: about the entry under the cursor, or about those selected. */
type Asking =
  | { readonly about: "ask" | "edit"; readonly page: RecordPage }
  | { readonly about: Act; readonly items: readonly Item[] };

const NONE: Selection = new Map();

export function Entries({ filter }: { readonly filter: Filter }) {
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<Selection>(NONE);
  const [asking, setAsking] = useState<Asking | null>(null);
  const search = searched.value;
  const narrow = (change: Partial<Filter>) =>
    go({ view: "entries", filter: { ...filter, page: 1, ...change } });
  const { page: _page, ...matching } = filter;
  const matches = JSON.stringify([matching, search]);
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
  const close = () => setAsking(null);
  const many = (about: Act) => setAsking({ about, items: [...selected.values()] });
  async function one(about: "ask" | "edit"): Promise<void> {
    if (current === undefined) return;
    const page = await open(current);
    if (page.ok) setAsking({ about, page: page.value });
    else complain(page);
  }
  useListKeys({
    count: items.length,
    setCursor,
    open: () => current && go({ view: "record", kind: current.kind, id: current.id }),
    select: () => current && setSelected(toggled(selected, current)),
    review: () => {
      if (selected.size > 1) many("review");
      else void reviewAll(selected.size === 1 ? [...selected.values()] : current ? [current] : []);
    },
    ask: () => (selected.size > 0 ? many("ask") : void one("ask")),
    edit: () => (selected.size > 0 ? many("set") : void one("edit")),
    none: () => setSelected(NONE),
  });
  return (
    <section class="entries" aria-labelledby="entries-title">
      <div class="head">
        <h1 id="entries-title">{say("nav.entries")}</h1>
        <Kinds
          kind={filter.kind}
          onChoose={(kind) => narrow({ kind, what: null, sort: NO_FILTER.sort })}
        />
        <div class="head-end">
          <ExportMenu filter={filter} reply={shown.value} />
        </div>
      </div>
      <Views filter={filter} />
      <Filters filter={filter} narrow={narrow} end={<ColumnPicker kind={filter.kind} />} />
      <div class="sheet-of-rows">
        <Arrivals onShow={() => void load(filter)} />
        <SelectionBar
          filter={filter}
          reply={shown.value}
          selected={selected}
          onSelect={setSelected}
          onAct={many}
        />
        <Unsearched />
        <Rows
          filter={filter}
          cursor={cursor}
          selected={selected}
          onCursor={setCursor}
          onSelect={setSelected}
          narrow={narrow}
        />
      </div>
      <Dialogs asking={asking} onClose={close} onDone={() => setSelected(NONE)} />
    </section>
  );
}

/** What a filter or search cannot find must not look as if it were not there. */
function Unsearched() {
  const n = shown.value?.unsearched ?? 0;
  return n === 0 ? null : (
    <p class="banner banner-soft">
      <LockIcon /> {say("list.unsearched", { n })}
    </p>
  );
}

function Dialogs(props: {
  readonly asking: Asking | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { asking, onClose, onDone } = props;
  if (asking === null) return null;
  if ("items" in asking) {
    const done = () => {
      onDone();
      onClose();
    };
    return <BulkDialog act={asking.about} items={asking.items} onClose={onClose} onDone={done} />;
  }
  const { page } = asking;
  if (asking.about === "edit") return <EditDialog page={page} onClose={onClose} />;
  return <AskDialog page={page} onClose={onClose} onAsk={(question) => ask(page, question)} />;
}

export interface ListKeys {
  readonly count: number;
  readonly setCursor: (move: (cursor: number) => number) => void;
  readonly open: () => void;
  readonly select: () => void;
  readonly review: () => void;
  readonly ask: () => void;
  readonly edit: () => void;
  readonly none: () => void;
}

interface ListLabels {
  readonly review: DeskKey;
  readonly ask: DeskKey;
}

const ENTRY_LABELS: ListLabels = { review: "keys.review", ask: "keys.ask" };

export function useListKeys(keys: ListKeys, labels: ListLabels = ENTRY_LABELS): void {
  // Whoever types fast presses the next key before effects have run: every key asks what holds now.
  const now = useRef(keys);
  now.current = keys;
  const step = (by: number) => {
    const last = Math.max(0, now.current.count - 1);
    now.current.setCursor((at) => Math.min(last, Math.max(0, at + by)));
  };
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: true, run: () => step(1) },
      { keys: ["k"], label: "keys.next", hint: true, run: () => step(-1) },
      { keys: ["Enter"], label: "keys.open", hint: true, run: () => now.current.open() },
      { keys: ["x"], label: "keys.select", hint: true, run: () => now.current.select() },
      { keys: ["r"], label: labels.review, hint: true, run: () => now.current.review() },
      { keys: ["q"], label: labels.ask, hint: true, run: () => now.current.ask() },
      { keys: ["e"], label: "keys.edit", hint: true, run: () => now.current.edit() },
      // The story stands on the entry's page.
      { keys: ["h"], label: "keys.history", run: () => now.current.open() },
      { keys: ["Escape"], label: "keys.back", run: () => now.current.none() },
    ],
    [],
  );
}

export function Rows(props: {
  readonly filter: Filter;
  readonly cursor: number;
  readonly selected: Selection;
  readonly onCursor: (cursor: number) => void;
  readonly onSelect: (selected: Selection) => void;
  readonly narrow: (change: Partial<Filter>) => void;
}) {
  const { filter, narrow } = props;
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
      columns={columnsOf(filter.kind)}
      reply={reply}
      sort={filter.sort}
      onSort={(sort) => narrow({ sort })}
      onPage={(page) => narrow({ page })}
      {...props}
    />
  );
}

function clear(filter: Filter): void {
  searched.value = "";
  go({ view: "entries", filter: plainFilter(filter.kind) });
}

export function Arrivals({ onShow }: { readonly onShow: () => void }) {
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
