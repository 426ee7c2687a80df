/** All entries that match, page by page. */
import { useEffect, useState } from "preact/hooks";
import { DownloadIcon } from "../components/icons";
import { ask, open, reviewAll } from "./actions";
import { type Filter, NO_FILTER, narrowed } from "./address";
import { AskDialog } from "./ask";
import { COLUMNS } from "./columns";
import { complain, failureText } from "./done";
import { Filters, Kinds } from "./filters";
import { useKeys } from "./keys";
import { arrived, exportPath, failure, load, look, searched, shown } from "./list-store";
import { Action, Nothing, Sentence } from "./parts";
import { touched, usePoll } from "./poll";
import { go } from "./route";
import { say, sayParts } from "./say";
import type { Part } from "./sentences";
import { Table, toggled } from "./table";
import type { Item, ListReply, RecordPage } from "./wire";

export function Entries({ filter }: { readonly filter: Filter }) {
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<RecordPage | null>(null);
  const search = searched.value;
  const narrow = (change: Partial<Filter>) =>
    go({ view: "entries", filter: { ...filter, page: 1, ...change } });
  const key = JSON.stringify(filter);
  useEffect(() => {
    setSelected(new Set());
    setCursor(0);
    void load(filter);
  }, [key, search]);
  useEffect(() => {
    if (touched.value > 0) void look(true);
  }, [touched.value]);
  usePoll(() => void look(false), []);
  const items = shown.value?.items ?? [];
  const current = items[Math.min(cursor, items.length - 1)];
  const targets = selected.size > 0 ? items.filter((item) => selected.has(item.id)) : [current];
  useListKeys({
    count: items.length,
    setCursor,
    open: () => current && go({ view: "record", kind: current.kind, id: current.id }),
    select: () => current && setSelected(toggled(selected, current.id)),
    review: () => void reviewAll(targets.filter((item): item is Item => item !== undefined)),
    ask: () => {
      if (current !== undefined) void openQuestion(current, setAsking);
    },
  });
  return (
    <section class="entries" aria-labelledby="entries-title">
      <div class="head">
        <h1 id="entries-title">{say("nav.entries")}</h1>
        <Kinds
          kind={filter.kind}
          onChoose={(kind) => narrow({ kind, what: null, sort: NO_FILTER.sort })}
        />
        <Export filter={filter} reply={shown.value} />
      </div>
      <Filters filter={filter} narrow={narrow} />
      <div class="sheet-of-rows">
        <Arrivals onShow={() => void load(filter)} />
        {selected.size === 0 ? null : (
          <div class="banner banner-soft">
            <span>{say("list.selected", { n: selected.size })}</span>
            <Action
              look="primary"
              hint="R"
              onPress={() => void reviewAll(targetsOf(items, selected))}
            >
              {say("record.review")}
            </Action>
            <Action look="quiet" onPress={() => setSelected(new Set())}>
              {say("list.selected.none")}
            </Action>
          </div>
        )}
        <Rows
          filter={filter}
          cursor={cursor}
          selected={selected}
          onCursor={setCursor}
          onSelect={setSelected}
          narrow={narrow}
        />
      </div>
      {asking === null ? null : (
        <AskDialog
          page={asking}
          onClose={() => setAsking(null)}
          onAsk={(question) => ask(asking, question)}
        />
      )}
    </section>
  );
}

function targetsOf(items: readonly Item[], selected: ReadonlySet<string>): readonly Item[] {
  return items.filter((item) => selected.has(item.id));
}

async function openQuestion(item: Item, show: (page: RecordPage) => void): Promise<void> {
  const page = await open(item);
  if (page.ok) show(page.value);
  else complain(page);
}

interface ListKeys {
  readonly count: number;
  readonly setCursor: (move: (cursor: number) => number) => void;
  readonly open: () => void;
  readonly select: () => void;
  readonly review: () => void;
  readonly ask: () => void;
}

function useListKeys(keys: ListKeys): void {
  const { count, setCursor, open: enter, select, review, ask: question } = keys;
  const last = Math.max(0, count - 1);
  useKeys(
    [
      {
        keys: ["j"],
        label: "keys.next",
        hint: true,
        run: () => setCursor((at) => Math.min(last, at + 1)),
      },
      {
        keys: ["k"],
        label: "keys.next",
        hint: true,
        run: () => setCursor((at) => Math.max(0, at - 1)),
      },
      { keys: ["Enter"], label: "keys.open", hint: true, run: enter },
      { keys: ["x"], label: "keys.select", hint: true, run: select },
      { keys: ["r"], label: "keys.review", hint: true, run: review },
      { keys: ["q"], label: "keys.ask", hint: true, run: question },
    ],
    // The actions close over what is under the cursor now.
    [enter, select, review, question, last],
  );
}

function Rows(props: {
  readonly filter: Filter;
  readonly cursor: number;
  readonly selected: ReadonlySet<string>;
  readonly onCursor: (cursor: number) => void;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
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
      <Nothing text={say("list.empty")} />
    );
  }
  return (
    <Table
      columns={COLUMNS[filter.kind]}
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
  go({ view: "entries", filter: { ...NO_FILTER, kind: filter.kind } });
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

/** A plain link: the browser saves the file, the session's cookie goes along. */
function Export({ filter, reply }: { readonly filter: Filter; readonly reply: ListReply | null }) {
  if (reply === null || reply.total === 0) return null;
  return (
    <a class="act act-plain head-end" href={exportPath(filter)} download="">
      <DownloadIcon />
      <span>
        {reply.total_more ? say("list.export.more") : say("list.export", { n: reply.total })}
      </span>
    </a>
  );
}
