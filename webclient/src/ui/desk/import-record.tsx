/** One entry of an import: what would change, field by field, ours beside theirs. */
import { useId } from "preact/hooks";
import { AttentionIcon, CheckIcon } from "../components/icons";
import { describeField, describeValue } from "./describe";
import {
  type Choice,
  canTake,
  type ImportField,
  type ImportRecord,
  isTaken,
  open,
  pathOf,
  saying,
  taking,
  takingField,
} from "./import-choice";
import { Input } from "./input";
import { codeLabel, either, hasKey, say } from "./say";
import { SetPicker } from "./set-picker";
import { codesOf, declared, fieldsOf } from "./vocabulary";

interface ImportEntryProps {
  readonly record: ImportRecord;
  readonly records: readonly ImportRecord[];
  readonly choice: Choice;
  /** What became of it: undefined before, null when written, else why not. */
  readonly outcome: string | null | undefined;
  readonly onChoice: (choice: Choice) => void;
}

export function ImportEntry(props: ImportEntryProps) {
  const { record, records, choice, outcome, onChoice } = props;
  const id = useId();
  const taken = isTaken(record, choice);
  const key = `one.${record.kind}`;
  return (
    <li class="panel import-record">
      <div class="import-head">
        <label class="tick">
          <input
            type="checkbox"
            checked={taken}
            disabled={!canTake(record)}
            aria-labelledby={id}
            onChange={(event) =>
              onChoice(taking(records, choice, record, event.currentTarget.checked))
            }
          />
        </label>
        <h2 id={id}>
          <bdi>{record.name}</bdi>
        </h2>
        <span class="second">
          {hasKey(key) ? say(key) : record.kind} · {say(`import.state.${record.state}`)}
        </span>
        <Outcome outcome={outcome} />
      </div>
      {record.matched_by === "name" ? <p class="import-note">{say("import.by_name")}</p> : null}
      {record.refused === null ? null : <p class="import-note">{refusal(record.refused)}</p>}
      {canTake(record) && record.needs.length > 0 ? (
        <Needs record={record} choice={choice} onChoice={onChoice} />
      ) : null}
      <details open={record.state === "changed"}>
        <summary>{say("import.fields", { n: open(record).length })}</summary>
        <ul class="import-fields">
          {open(record).map((field) => (
            <OneField key={field.field} field={field} {...props} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function refusal(code: string): string {
  const key = `import.refused.${code}`;
  return hasKey(key) ? say(key) : say("import.refused");
}

function Outcome({ outcome }: Pick<ImportEntryProps, "outcome">) {
  if (outcome === undefined) return null;
  return outcome === null ? (
    <span class="state state-sent">
      <CheckIcon />
      {say("import.taken")}
    </span>
  ) : (
    <span class="state state-att">
      <AttentionIcon />
      {outcome}
    </span>
  );
}

function OneField(props: ImportEntryProps & { readonly field: ImportField }) {
  const { field, record, choice, onChoice } = props;
  const { kind } = record;
  const wanted = choice.fields.get(pathOf(record))?.has(field.field) === true;
  const words = (value: ImportField["theirs"]) => describeValue(kind, field.field, value);
  const ours = field.ours.length === 0 ? say("record.empty") : either(field.ours.map(words));
  return (
    <li class={field.state === "missing_there" ? "import-field import-gone" : "import-field"}>
      <label>
        <input
          type="checkbox"
          checked={wanted}
          disabled={!canTake(record)}
          onChange={(event) =>
            onChoice(takingField(choice, record, field.field, event.currentTarget.checked))
          }
        />
        <b>{describeField(kind, field.field)}</b>
      </label>
      <span class="import-move">
        {record.state === "new" ? null : (
          <>
            <span class="import-ours">
              <span class="visually-hidden">{say("import.ours")} </span>
              <bdi>{ours}</bdi>
            </span>
            <span aria-hidden="true"> → </span>
          </>
        )}
        <span class="visually-hidden">{say("import.theirs")} </span>
        <bdi>{words(field.theirs)}</bdi>
      </span>
      {field.place === null ? null : <span class="second import-place">{field.place}</span>}
      {field.default ? <span class="second import-place">{say("import.default")}</span> : null}
    </li>
  );
}

/** What the file cannot tell and a new entry must say. */
function Needs(props: {
  readonly record: ImportRecord;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}) {
  const { record, choice, onChoice } = props;
  const fields = choice.added.get(pathOf(record)) ?? {};
  const put = (name: string, value: ImportField["theirs"]) =>
    onChoice(saying(choice, record, name, value));
  return (
    <div class="form import-needs">
      <p class="second">{say("import.needs")}</p>
      {record.needs.map((name) => {
        const list = fieldsOf(record.kind).find((one) => one.name === name)?.key?.list;
        return list === undefined || declared(record.kind, name)?.container === undefined ? (
          <Input
            key={name}
            kind={record.kind}
            name={name}
            value={fields[name] ?? null}
            onChange={(value) => put(name, value)}
          />
        ) : (
          <SetPicker
            key={name}
            name={name}
            options={codesOf(list).map(([value]) => ({ value, label: codeLabel(list, value) }))}
            fields={fields}
            onChange={put}
          />
        );
      })}
    </div>
  );
}
