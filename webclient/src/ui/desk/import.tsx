/** Taking over a directory from elsewhere: a file, what it would change, and what is wanted of it. */
import { useId, useState } from "preact/hooks";
import { BackIcon } from "../components/icons";
import { SERVICE, writeAddress } from "./address";
import { type Failure, send } from "./api";
import { failureText } from "./done";
import { accept, type Outcomes } from "./import-accept";
import {
  type Choice,
  canTake,
  type ImportRecord,
  type ImportReply,
  NOTHING,
  takingAll,
} from "./import-choice";
import { ImportEntry } from "./import-record";
import { Action, Nothing } from "./parts";
import { goToList, listOf } from "./route";
import { hasKey, say } from "./say";
import { mayAdd } from "./service-acts";

export function ImportPage() {
  const [reply, setReply] = useState<ImportReply | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  // What was ticked in one file is not meant for the next.
  const [compared, setCompared] = useState(0);
  if (!mayAdd()) return <Missing />;
  async function compare(files: FileList | null): Promise<void> {
    if (files === null || files.length === 0) return;
    const body = new FormData();
    for (const file of files) body.append("file", file, file.name);
    setBusy(true);
    const answer = await send<ImportReply>("POST", "/api/directory/import", body);
    setBusy(false);
    setFailure(answer.ok ? null : answer);
    setReply(answer.ok ? answer.value : null);
    setCompared((times) => times + 1);
  }
  return (
    <section class="import" aria-labelledby="import-title">
      <div class="head">
        <a
          class="act act-quiet act-square"
          href={writeAddress(listOf(SERVICE))}
          aria-label={say("directory.back")}
        >
          <BackIcon />
        </a>
        <h1 id="import-title">{say("import.title")}</h1>
      </div>
      <Chooser busy={busy} onChoose={(files) => void compare(files)} />
      {failure === null ? null : <Faults failure={failure} />}
      {reply === null ? null : <Difference key={compared} reply={reply} />}
    </section>
  );
}

function Missing() {
  return (
    <Nothing heading text={say("state.missing")}>
      <Action onPress={() => goToList(SERVICE)}>{say("directory.back")}</Action>
    </Nothing>
  );
}

function Chooser(props: {
  readonly busy: boolean;
  readonly onChoose: (files: FileList | null) => void;
}) {
  const id = useId();
  return (
    <div class="panel import-file">
      <label for={id}>{say("import.file")}</label>
      <input
        id={id}
        type="file"
        multiple
        accept=".json,.ndjson,.csv,.zip"
        disabled={props.busy}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          props.onChoose(event.currentTarget.files);
          // The same file again, once it was put right.
          event.currentTarget.value = "";
        }}
      />
      <p class="second" id={`${id}-hint`}>
        {say("import.file.hint")}
      </p>
    </div>
  );
}

/** What is wrong in the file, each with its place. */
function Faults({ failure }: { readonly failure: Failure }) {
  const places = Object.entries(failure.fields);
  return (
    <div class="panel import-faults" role="alert">
      <p class="problem">
        {places.length === 0 ? failureText(failure) : say("import.faults", { n: places.length })}
      </p>
      <ul>
        {places.map(([place, codes]) => (
          <li key={place}>
            {say("colon", { name: placeWords(place), value: codes.map(codeWords).join(", ") })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function placeWords(place: string): string {
  return place === "more" ? say("import.more") : place;
}

export function codeWords(code: string): string {
  const key = `import.wrong.${code}`;
  return hasKey(key) ? say(key) : code;
}

function Difference({ reply }: { readonly reply: ImportReply }) {
  const { records, counts } = reply;
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const [busy, setBusy] = useState(false);
  const open = records.filter(({ state }) => state === "new" || state === "changed");
  const only = records.filter(({ state }) => state === "missing_there");
  const fields = [...choice.fields.values()].reduce((sum, names) => sum + names.size, 0);
  async function take(): Promise<void> {
    setBusy(true);
    setOutcomes(await accept(records, choice));
    setChoice(NOTHING);
    setBusy(false);
  }
  return (
    <>
      <p class="import-counts" role="status">
        {say("import.counts", { ...counts })}
      </p>
      <NotTaken reply={reply} />
      {open.length === 0 ? (
        <Nothing text={say("import.nothing")} />
      ) : (
        <div class="import-all">
          <Bulk records={open} state="new" choice={choice} onChoice={setChoice} />
          <Bulk records={open} state="changed" choice={choice} onChoice={setChoice} />
          <Action look="quiet" onPress={() => setChoice(NOTHING)}>
            {say("import.none")}
          </Action>
        </div>
      )}
      <ul class="import-records">
        {open.map((record) => (
          <ImportEntry
            key={record.id}
            record={record}
            records={records}
            choice={choice}
            outcome={outcomes?.get(`${record.kind}/${record.id}`)}
            onChoice={setChoice}
          />
        ))}
      </ul>
      {open.length === 0 ? null : (
        <div class="write-save">
          <Action
            look="primary"
            disabled={busy || choice.fields.size === 0}
            onPress={() => void take()}
          >
            {say("import.go", { n: choice.fields.size, fields })}
          </Action>
        </div>
      )}
      <OnlyHere records={only} />
    </>
  );
}

function Bulk(props: {
  readonly records: readonly ImportRecord[];
  readonly state: "new" | "changed";
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}) {
  const { records, state, choice, onChoice } = props;
  const count = records.filter((one) => one.state === state && canTake(one)).length;
  if (count === 0) return null;
  return (
    <Action onPress={() => onChoice(takingAll(records, choice, state))}>
      {say(`import.all_${state}`, { n: count })}
    </Action>
  );
}

/** What the file says and we have no room for: nothing is dropped without a word. */
function NotTaken({ reply }: { readonly reply: ImportReply }) {
  if (reply.not_taken.length === 0) return null;
  return (
    <details class="panel import-left">
      <summary>{say("import.not_taken", { n: reply.not_taken.length })}</summary>
      <ul>
        {reply.not_taken.map(({ field, why, count }) => (
          <li key={`${field} ${why}`}>
            {say("import.left", { field, why: codeWords(why), n: count })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function OnlyHere({ records }: { readonly records: readonly ImportRecord[] }) {
  if (records.length === 0) return null;
  return (
    <details class="panel import-left">
      <summary>{say("import.only_here", { n: records.length })}</summary>
      <ul>
        {records.map(({ kind, id, name }) => (
          <li key={id}>
            <a href={writeAddress({ view: "record", kind, id })}>
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
