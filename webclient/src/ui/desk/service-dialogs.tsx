/** Small dialogs about one service: an alert, how much room there is, an answer. */
import { useId, useRef, useState } from "preact/hooks";
import { ask } from "./actions";
import type { Result } from "./api";
import { AskDialog, Buttons } from "./ask";
import { dayBefore } from "./days";
import { failureText } from "./done";
import { Action, Dialog } from "./parts";
import { say } from "./say";
import { alertOn, answer, noteRoom } from "./service-acts";
import { today } from "./service-words";
import type { RecordPage } from "./wire";

const TEXT_MAX = 280;
/** How long an alert holds unless somebody says otherwise. */
const ALERT_DAYS = 3;

interface ServiceDialogProps {
  readonly page: RecordPage;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export function AlertDialog({ page, onClose }: ServiceDialogProps) {
  const [rendered] = useState(page);
  const until = useRef<HTMLInputElement>(null);
  const [past, setPast] = useState(false);
  const before = rendered.fields["alert_until"];
  const held = typeof before === "string" && before >= today() ? before : null;
  return (
    <TextDialog
      title={say("service.alert")}
      label={say("service.alert.text")}
      hint={say("service.alert.hint")}
      go={say("service.alert.go")}
      text={rendered.fields["alert"]}
      off={say("service.alert.off")}
      onSave={(text) =>
        alertOn(rendered, text, text === null ? null : until.current?.value || null)
      }
      onClose={onClose}
    >
      <label>
        <span>{say("service.alert.until")}</span>
        <input
          type="date"
          ref={until}
          min={today()}
          defaultValue={held ?? dayBefore(today(), -ALERT_DAYS)}
          onInput={() => setPast(false)}
          onInvalid={(event) => {
            if (!event.currentTarget.validity.rangeUnderflow) return;
            // The browser would say so in its own language, and not what for.
            event.preventDefault();
            event.currentTarget.focus();
            setPast(true);
          }}
        />
      </label>
      <p class="problem" role="alert">
        {past ? say("service.wrong.past") : null}
      </p>
    </TextDialog>
  );
}

export function RoomDialog({ page, onClose }: ServiceDialogProps) {
  const [rendered] = useState(page);
  return (
    <TextDialog
      title={say("service.room")}
      label={say("service.room.text")}
      hint={say("service.room.hint")}
      go={say("edit.save")}
      text={rendered.fields["capacity_note"]}
      off={say("service.room.off")}
      onSave={(text) => noteRoom(rendered, text)}
      onClose={onClose}
    />
  );
}

export function AnswerDialog({ page, onClose, onDone }: ServiceDialogProps) {
  const [rendered] = useState(page);
  return (
    <TextDialog
      title={say("service.answer")}
      label={say("service.answer.text")}
      hint={say("service.answer.hint")}
      go={say("service.answer.go")}
      text={null}
      off={null}
      onSave={async (text) => {
        const reply = await answer(rendered, text ?? "");
        if (reply.ok) onDone?.();
        return reply;
      }}
      onClose={onClose}
    />
  );
}

function TextDialog(props: {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly go: string;
  readonly text: unknown;
  /** The button that takes away what is written; null where nothing is to be taken away. */
  readonly off: string | null;
  readonly onSave: (text: string | null) => Promise<Result<unknown>>;
  readonly onClose: () => void;
  readonly children?: preact.ComponentChildren;
}) {
  const { onSave, onClose } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hint = useId();
  async function save(text: string | null): Promise<void> {
    if (busy) return;
    setBusy(true);
    const reply = await onSave(text);
    setBusy(false);
    if (reply.ok) onClose();
    else setProblem(failureText(reply));
  }
  const written = typeof props.text === "string" ? props.text : "";
  return (
    <Dialog title={props.title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          const text = field.current?.value.trim().normalize("NFC") ?? "";
          if (text !== "") void save(text);
        }}
      >
        <label>
          <span>{props.label}</span>
          <textarea
            ref={field}
            data-first
            rows={3}
            maxLength={TEXT_MAX}
            defaultValue={written}
            aria-describedby={hint}
            required
          />
        </label>
        <p class="second" id={hint}>
          {props.hint}
        </p>
        {props.children}
        <Buttons go={props.go} disabled={busy} problem={problem} onClose={onClose} />
        {props.off === null || written === "" ? null : (
          <Action onPress={() => void save(null)}>{props.off}</Action>
        )}
      </form>
    </Dialog>
  );
}

/** A question to who keeps the service, whatever association that is. */
export function AskKeeperDialog(props: {
  readonly page: RecordPage;
  readonly onClose: () => void;
}) {
  const { page, onClose } = props;
  return (
    <AskDialog
      page={page}
      title={say("service.ask")}
      onClose={onClose}
      onAsk={(question) => ask(page, question)}
    />
  );
}
