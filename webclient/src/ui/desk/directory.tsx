/** The services of every association: what is true today, and what somebody should look at. */
import { useState } from "preact/hooks";
import { DownloadIcon, GlobeIcon, PlusIcon } from "../components/icons";
import { open } from "./actions";
import { type Filter, writeAddress } from "./address";
import type { Act } from "./bulk-dialog";
import { complain, report } from "./done";
import { ExportMenu } from "./export-menu";
import { type List, ListSheet, ManyDialog, useList, useListKeys } from "./list";
import { shown } from "./list-store";
import { Action } from "./parts";
import { go } from "./route";
import { say } from "./say";
import { keep, mayAdd, mayKeep } from "./service-acts";
import { AlertDialog, AskKeeperDialog, RoomDialog } from "./service-dialogs";
import type { Item, RecordPage } from "./wire";

type One = "ask" | "alert" | "room";
type Asking =
  | { readonly about: One; readonly page: RecordPage }
  | { readonly about: Act; readonly items: readonly Item[] };

export function Directory({ filter }: { readonly filter: Filter }) {
  const list = useList(filter);
  const { current, selected } = list;
  const [asking, setAsking] = useState<Asking | null>(null);
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
    list,
    {
      review: () => (selected.size > 0 ? many("confirm") : void one("confirm")),
      ask: () => void one("ask"),
      edit: () => (selected.size > 0 ? many("set") : edit()),
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
      <ListSheet list={list} onAct={many}>
        <OneBar
          current={selected.size === 0 ? current : undefined}
          onAct={(act) => void one(act)}
        />
      </ListSheet>
      <Dialogs list={list} asking={asking} onClose={() => setAsking(null)} />
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
  readonly list: List;
  readonly asking: Asking | null;
  readonly onClose: () => void;
}) {
  const { list, asking, onClose } = props;
  if (asking === null) return null;
  if ("items" in asking)
    return <ManyDialog list={list} act={asking.about} items={asking.items} onClose={onClose} />;
  const { about, page } = asking;
  switch (about) {
    case "ask":
      return <AskKeeperDialog page={page} onClose={onClose} />;
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
