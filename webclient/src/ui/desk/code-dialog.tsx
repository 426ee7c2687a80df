/** One code of a list: its names, what it counts as, its unit and step. */
import { useState } from "preact/hooks";
import type { ListedCode } from "../../schema/lists";
import { language } from "../../strings/language";
import { NAMES, OFFERED } from "../../strings/languages";
import { lists } from "../../strings/lists";
import type { ListPart } from "./address";
import type { Failure } from "./api";
import { Buttons } from "./ask";
import { CodeOptions } from "./code-options";
import { failureText } from "./done";
import { changeCode } from "./lists-store";
import { codeFor } from "./own-code";
import { Dialog } from "./parts";
import { codeLabel, deskWords, say } from "./say";
import { TilePreview } from "./tile-preview";
import type { Fields, Value } from "./wire";

const NAME_LENGTH_MAX = 80;
const STEP_MAX = 1000;
const PIECE = "piece";

interface Draft {
  readonly labels: Readonly<Record<string, string>>;
  readonly parent: string;
  /** "" for the one it has by itself. */
  readonly unit: string;
  readonly step: string;
}

interface CodeDialogProps {
  readonly list: ListPart;
  /** Null for a new one. */
  readonly code: ListedCode | null;
  readonly onClose: () => void;
}

export function CodeDialog({ list, code, onClose }: CodeDialogProps) {
  const [draft, setDraft] = useState(() => begin(code));
  const [problem, setProblem] = useState<string | null>(null);
  const alter = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const title =
    code === null
      ? say("settings.add.title", { list: say(`settings.part.${list}`) })
      : say("settings.change.of", { name: codeLabel(list, code.code) });
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const failure = await save(list, code, draft);
    if (failure === null) onClose();
    else setProblem(failureText(failure));
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Names list={list} code={code} draft={draft} onAlter={alter} />
        {code === null ? <Parent list={list} draft={draft} onAlter={alter} /> : null}
        {list === "service_type" ? <Counted code={code} draft={draft} onAlter={alter} /> : null}
        <Buttons go={say("settings.save")} problem={problem} onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly onAlter: (part: Partial<Draft>) => void;
}

function Names(props: PartProps & { readonly list: ListPart; readonly code: ListedCode | null }) {
  const { list, code, draft, onAlter } = props;
  const shipped = code === null ? undefined : deskWords.text().codes[list]?.[code.code];
  return (
    <>
      {OFFERED.map((tag) => (
        <label key={tag}>
          <span>{say("settings.name", { language: NAMES[tag] })}</span>
          <input
            lang={tag}
            dir="auto"
            data-first={tag === language.value || undefined}
            maxLength={NAME_LENGTH_MAX}
            autocomplete="off"
            required={tag === language.value && (code === null || code.own)}
            placeholder={tag === language.value ? shipped : undefined}
            defaultValue={draft.labels[tag] ?? ""}
            onInput={(event) =>
              onAlter({ labels: { ...draft.labels, [tag]: event.currentTarget.value } })
            }
          />
        </label>
      ))}
      {shipped === undefined ? null : <p class="second">{say("settings.name.hint")}</p>}
    </>
  );
}

function Parent({ list, draft, onAlter }: PartProps & { readonly list: ListPart }) {
  return (
    <label>
      <span>{say("settings.parent")}</span>
      <select
        required
        value={draft.parent}
        onChange={(event) => onAlter({ parent: event.currentTarget.value })}
      >
        <option value="" />
        <CodeOptions list={list} leaveOut={isOwn} />
      </select>
      {list === "service_type" ? <span class="second">{say("settings.parent.hint")}</span> : null}
    </label>
  );
}

function isOwn({ own }: ListedCode): boolean {
  return own;
}

function Counted({ code, draft, onAlter }: PartProps & { readonly code: ListedCode | null }) {
  const base = baseOf(code, draft);
  const unit = draft.unit || base.unit;
  const step = Number(draft.step) || (unit === base.unit ? base.step : 1);
  const name =
    draft.labels[language.value]?.trim() ||
    (code === null ? say("settings.part.service_type") : codeLabel("service_type", code.code));
  return (
    <div class="counted">
      <label>
        <span>{say("settings.unit")}</span>
        <select value={unit} onChange={(event) => onAlter({ unit: event.currentTarget.value })}>
          <CodeOptions list="unit" leaveOut={isHidden} />
        </select>
      </label>
      <label>
        <span>{say("settings.step")}</span>
        <input
          type="number"
          min={1}
          max={STEP_MAX}
          step={1}
          placeholder={say("settings.usual", { value: step })}
          defaultValue={draft.step}
          onInput={(event) => onAlter({ step: event.currentTarget.value })}
        />
      </label>
      <figure class="counted-preview">
        <figcaption class="second">{say("settings.preview")}</figcaption>
        <TilePreview service={code?.code ?? draft.parent} name={name} unit={unit} step={step} />
      </figure>
    </div>
  );
}

function isHidden({ retired }: ListedCode): boolean {
  return retired === true;
}

/** What holds while the form says nothing else. */
function baseOf(code: ListedCode | null, draft: Draft): { unit: string; step: number } {
  const found = code ?? lists.value.of("service_type", draft.parent);
  return { unit: found?.unit ?? PIECE, step: found?.step ?? 1 };
}

function begin(code: ListedCode | null): Draft {
  return {
    labels: code?.labels ?? {},
    parent: "",
    unit: "",
    step: code?.step === undefined ? "" : String(code.step),
  };
}

async function save(
  list: ListPart,
  code: ListedCode | null,
  draft: Draft,
): Promise<Failure | null> {
  const set = changes(code, draft);
  if (Object.keys(set).length === 0) return null;
  const reply = await changeCode(list, code?.code ?? newCode(list, draft), set);
  return reply.ok ? null : reply;
}

/** Only what the person changed is written. */
function changes(code: ListedCode | null, draft: Draft): Fields {
  const set: Record<string, Value> = {};
  for (const [tag, text] of Object.entries(draft.labels)) {
    const name = text.trim().normalize("NFC");
    if (name !== (code?.labels[tag] ?? "")) set[`label/${tag}`] = name === "" ? null : name;
  }
  if (code === null) set["parent"] = draft.parent;
  if (draft.unit !== "" && draft.unit !== code?.unit) set["unit"] = draft.unit;
  const step = draft.step === "" ? null : Number(draft.step);
  // A new unit drops the step that the code has by itself: the one on the screen is written.
  const kept = step === (code?.step ?? null) && (set["unit"] === undefined || step === null);
  if (!kept) set["step"] = step;
  return set;
}

function newCode(list: ListPart, { labels }: Draft): string {
  const name = labels["en"] || labels["fr"] || (labels[language.value] ?? "");
  return codeFor(name, new Set(lists.value.all(list).keys()), randomLetters);
}

function randomLetters(): string {
  return crypto.randomUUID().slice(0, 8);
}
