/** All entries that match, page by page. */
import { useState } from "preact/hooks";
import { ask, open, reviewAll } from "./actions";
import { type Filter, NO_FILTER } from "./address";
import { AskDialog } from "./ask";
import type { Act } from "./bulk-dialog";
import { complain } from "./done";
import { EditDialog } from "./edit";
import { ExportMenu } from "./export-menu";
import { Kinds } from "./filters";
import { LockIcon } from "./icons";
import { type List, ListSheet, ManyDialog, useList, useListKeys } from "./list";
import { shown } from "./list-store";
import { say } from "./say";
import type { Item, RecordPage } from "./wire";

/** What is asked over the list: about the entry under the cursor, or about those selected. */
type Asking =
  | { readonly about: "ask" | "edit"; readonly page: RecordPage }
  | { readonly about: Act; readonly items: readonly Item[] };

export function Entries({ filter }: { readonly filter: Filter }) {
  const list = useList(filter);
  const { current, narrow, selected } = list;
  const [asking, setAsking] = useState<Asking | null>(null);
  const many = (about: Act) => setAsking({ about, items: [...selected.values()] });
  async function one(about: "ask" | "edit"): Promise<void> {
    if (current === undefined) return;
    const page = await open(current);
    if (page.ok) setAsking({ about, page: page.value });
    else complain(page);
  }
  useListKeys(list, {
    review: () => {
      if (selected.size > 1) many("review");
      else void reviewAll(selected.size === 1 ? [...selected.values()] : current ? [current] : []);
    },
    ask: () => (selected.size > 0 ? many("ask") : void one("ask")),
    edit: () => (selected.size > 0 ? many("set") : void one("edit")),
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
      <ListSheet list={list} onAct={many}>
        <Unsearched />
      </ListSheet>
      <Dialogs list={list} asking={asking} onClose={() => setAsking(null)} />
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
  readonly list: List;
  readonly asking: Asking | null;
  readonly onClose: () => void;
}) {
  const { list, asking, onClose } = props;
  if (asking === null) return null;
  if ("items" in asking)
    return <ManyDialog list={list} act={asking.about} items={asking.items} onClose={onClose} />;
  const { page } = asking;
  if (asking.about === "edit") return <EditDialog page={page} onClose={onClose} />;
  return <AskDialog page={page} onClose={onClose} onAsk={(question) => ask(page, question)} />;
}
