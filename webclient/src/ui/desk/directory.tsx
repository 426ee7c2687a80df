/** The services of every association: what is true today, and what somebody should look at. */
import { useEffect, useState } from "preact/hooks";
import { DownloadIcon, GlobeIcon, PlusIcon } from "../components/icons";
import { ask, open } from "./actions";
import { type Filter, writeAddress } from "./address";
import { AskDialog } from "./ask";
import { type Act, BulkDialog } from "./bulk-dialog";
import { ColumnPicker } from "./column-picker";
import { complain, report } from "./done";
import { Arrivals, Rows, useListKeys } from "./entries";
import { ExportMenu } from "./export-menu";
import { Filters } from "./filters";
import { load, look, searched, shown } from "./list-store";
import { Action } from "./parts";
import { touched, usePoll } from "./poll";
import { go } from "./route";
import { say } from "./say";
import { SelectionBar } from "./selection";
import { keep, mayAdd, mayKeep } from "./service-acts";
import { AlertDialog, RoomDialog } from "./service-dialogs";
import { type Selection, toggled } from "./table";
import { Views } from "./views";
import type { Item, RecordPage } from "./wire";

type One = "ask" | "alert" | "room";
type Asking =
  | { readonly about: One; readonly page: RecordPage }
  | { readonly about: Act; readonly items: readonly Item[] };

const NONE: Selection = new Map();

export function Directory({ filter }: { readonly filter: Filter }) {
  const [cursor, setCursor] = useState(0);
  const [selected, setSelected] = useState<Selection>(NONE);
  const [asking, setAsking] = useState<Asking | null>(null);
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
  const close = () => setAsking(null);
  const many = (about: Act) => {
    const own = [...selected.values()].filter(({ fields }) => mayKeep(fields));
    if (own.length === 0) report(say("directory.not_yours"));
    else setAsking({ about, items: own });
  };
  async function one(about: One | "confirm"): Promise<void> {
    if (current === undefined) return;
    if (about !== "ask" && !mayKeep(current.fields)) return report(say("directory.not_yours"));
    const page = await open(current);
    if (!page.ok) complain(page);
    else if (about === "confirm") void keep(page.value, "confirm");
    else setAsking({ about, page: page.value });
  }
  const edit = () => {
    if (current === undefined) return;
    if (mayKeep(current.fields)) go({ view: "service", id: current.id });
    else report(say("directory.not_yours"));
  };
  useListKeys(
    {
      count: items.length,
      setCursor,
      open: () => current && go({ view: "record", kind: current.kind, id: current.id }),
      select: () => current && setSelected(toggled(selected, current)),
      review: () => (selected.size > 0 ? many("confirm") : void one("confirm")),
      ask: () => void one("ask"),
      edit: () => (selected.size > 0 ? many("set") : edit()),
      none: () => setSelected(NONE),
    },
    { review: "keys.confirm", ask: "keys.question" },
  );
  return (
    <section class="entries" aria-labelledby="directory-title">
      <div class="head">
        <h1 id="directory-title">{say("nav.directory")}</h1>
        <div class="head-end">
          {mayAdd() ? (
            <>
              <Action onPress={() => go({ view: "import" })}>{say("import.open")}</Action>
              <Action icon={PlusIcon} onPress={() => go({ view: "service", id: null })}>
                {say("service.add")}
              </Action>
            </>
          ) : null}
          <ExportMenu filter={filter} reply={shown.value} more={<PublicLinks />} />
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
        <OneBar
          current={selected.size === 0 ? current : undefined}
          onAct={(act) => void one(act)}
        />
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

/** What can be done at once with the service under the cursor. */
function OneBar(props: {
  readonly current: Item | undefined;
  readonly onAct: (act: "confirm" | "alert" | "room") => void;
}) {
  const { current, onAct } = props;
  if (current === undefined || !mayKeep(current.fields)) return null;
  return (
    <div class="banner banner-soft selection">
      <b>
        <bdi>{String(current.fields["name"] ?? "")}</bdi>
      </b>
      <Action hint="R" onPress={() => onAct("confirm")}>
        {say("service.confirm")}
      </Action>
      <Action onPress={() => onAct("alert")}>{say("service.alert")}</Action>
      <Action onPress={() => onAct("room")}>{say("service.room")}</Action>
      <a class="act act-plain" href={writeAddress({ view: "service", id: current.id })}>
        {say("record.edit")}
      </a>
    </div>
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
  const { about, page } = asking;
  switch (about) {
    case "ask":
      return (
        <AskDialog
          page={page}
          title={say("service.ask")}
          onClose={onClose}
          onAsk={(question) => ask(page, question)}
        />
      );
    case "alert":
      return <AlertDialog page={page} onClose={onClose} />;
    case "room":
      return <RoomDialog page={page} onClose={onClose} />;
  }
}

/** The same directory for other systems and for everybody. */
function PublicLinks() {
  return (
    <>
      <p class="option-group">{say("directory.public")}</p>
      <ul class="options">
        <li>
          <a class="option" href="/directory" target="_blank" rel="noopener">
            <GlobeIcon /> {say("directory.page")}
          </a>
        </li>
        <li>
          <a
            class="option"
            href="/hsds/services?full=true&format=ndjson"
            download="services.ndjson"
          >
            <DownloadIcon /> {say("directory.hsds")}
          </a>
        </li>
      </ul>
    </>
  );
}
