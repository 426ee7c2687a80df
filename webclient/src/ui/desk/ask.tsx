/** Dialogs that ask one thing before an entry is changed. */
import { useId, useRef, useState } from "preact/hooks";
import { remove } from "./actions";
import type { Result } from "./api";
import { authorOf } from "./author";
import { failureText } from "./done";
import { personName } from "./names";
import { Action, Dialog } from "./parts";
import { Personal } from "./personal";
import { codeLabel, say } from "./say";
import { codesOf } from "./vocabulary";
import type { RecordPage } from "./wire";

const QUESTION_MAX = 280;

interface AskProps {
  readonly page: RecordPage;
  readonly title?: string;
  /** Stands in the field already, to be changed. */
  readonly suggestion?: string;
  readonly onAsk: (question: string) => Promise<Result<unknown>>;
  readonly onClose: () => void;
}

export function AskDialog(props: AskProps) {
  const { page, suggestion = "", onAsk, onClose } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(suggestion);
  const [problem, setProblem] = useState<string | null>(null);
  const hint = useId();
  const name = personName(authorOf(page));
  const whom = name === null ? say("ask.title.nobody") : say("ask.title", { name });
  const title = props.title ?? whom;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const question = field.current?.value.trim() ?? "";
    if (question === "") return;
    const reply = await onAsk(question);
    if (reply.ok) onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{say("ask.label")}</span>
          <textarea
            ref={field}
            data-first
            rows={3}
            maxLength={QUESTION_MAX}
            defaultValue={suggestion}
            aria-describedby={hint}
            onInput={(event) => setText(event.currentTarget.value)}
            required
          />
        </label>
        <Personal text={text} />
        <p class="second" id={hint}>
          {say("ask.hint")}
        </p>
        <Buttons go={say("ask.go")} problem={problem} onClose={onClose} />
      </form>
    </Dialog>
  );
}

export function VoidDialog(props: {
  readonly onVoid: (reason: string) => Promise<Result<RecordPage>>;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState("mistake");
  const [problem, setProblem] = useState<string | null>(null);
  const name = useId();
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await props.onVoid(reason);
    if (reply.ok) props.onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say("void.title")} onClose={props.onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p>{say("void.hint")}</p>
        <fieldset class="choices">
          <legend>{say("void.reason")}</legend>
          {codesOf("void_reason").map(([code]) => (
            <label key={code}>
              <input
                type="radio"
                name={name}
                checked={code === reason}
                onChange={() => setReason(code)}
              />
              {codeLabel("void_reason", code)}
            </label>
          ))}
        </fieldset>
        <Buttons go={say("void.go")} danger problem={problem} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}

export function SureDialog(props: {
  readonly title: string;
  readonly hint: string;
  readonly go: string;
  readonly onGo: () => Promise<Result<unknown>>;
  readonly onClose: () => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await props.onGo();
    if (reply.ok) props.onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p>{props.hint}</p>
        <Buttons go={props.go} danger problem={problem} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}

export function DeleteDialog(props: { readonly page: RecordPage; readonly onClose: () => void }) {
  const { page, onClose } = props;
  return (
    <SureDialog
      title={say("delete.title")}
      hint={say("delete.hint")}
      go={say("delete.go")}
      onGo={() => remove(page)}
      onClose={onClose}
    />
  );
}

export function Buttons(props: {
  readonly go: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly problem: string | null;
  readonly onClose: () => void;
}) {
  return (
    <>
      <p class="problem" role="alert">
        {props.problem}
      </p>
      <div class="form-buttons">
        <button
          type="submit"
          class={props.danger === true ? "act act-danger" : "act act-primary"}
          disabled={props.disabled === true}
        >
          {props.go}
        </button>
        <Action onPress={props.onClose}>{say("dialog.cancel")}</Action>
      </div>
    </>
  );
}
