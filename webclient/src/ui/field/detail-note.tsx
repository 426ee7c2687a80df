/** A short note for the coordinator; names and numbers are pointed out before it is kept. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../strings";
import { AttentionIcon, ForwardIcon } from "../components/icons";
import { Line } from "../components/line";
import { looksPersonal } from "./note-check";
import type { Row } from "./row";

export const NOTE_LENGTH_MAX = 280;
/** Kept after a pause in typing, and whenever the field or the screen is left. */
const PAUSE_MS = 800;

export function Note({ row }: { readonly row: Row }) {
  const words = t().detail;
  const kept = String(row.fields.value["note"] ?? "");
  const open = useSignal(kept !== "");
  if (!open.value) {
    return (
      <button
        type="button"
        class="detail-open"
        aria-expanded={false}
        onClick={() => (open.value = true)}
      >
        <span>
          {words.note} <span class="second">{words.noteWho}</span>
        </span>
        <ForwardIcon />
      </button>
    );
  }
  return (
    <NoteField row={row} field="note" hint={words.noteHint}>
      {words.note} <span class="second">{words.noteWho}</span>
    </NoteField>
  );
}

export interface NoteFieldProps {
  readonly row: Row;
  /** The wire name of the field. */
  readonly field: string;
  readonly hint: string;
  /** What the note is called. */
  readonly children: ComponentChildren;
  /** It takes the focus while it is still empty: somebody just asked for it. */
  readonly asked?: boolean;
}

export function NoteField({ row, field: name, hint, children, asked = true }: NoteFieldProps) {
  const words = t().detail;
  // Until somebody types, it shows what is kept now: a mate may have written it meanwhile.
  const typed = useSignal<string | null>(null);
  const shown = typed.value ?? String(row.fields.value[name] ?? "");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = () => {
    clearTimeout(timer.current);
    const now = String(row.fields.peek()[name] ?? "");
    const next = typed.peek()?.trim();
    if (next !== undefined && next !== now) void row.save({ [name]: next === "" ? null : next });
  };

  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (asked && shown === "") {
      field.current?.focus();
      field.current?.scrollIntoView({ block: "center" });
    }
    return keep;
  }, []);

  const flagged = looksPersonal(shown);
  return (
    <div class="stack">
      <label class="caption" for="note">
        {children}
      </label>
      <textarea
        id="note"
        ref={field}
        class="text-area"
        rows={3}
        maxLength={NOTE_LENGTH_MAX}
        autocomplete="off"
        aria-describedby="note-hint"
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(keep, PAUSE_MS);
        }}
        onBlur={keep}
        value={shown}
      />
      {flagged !== null && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {words.looksLikeName(flagged)}
          </Line>
        </div>
      )}
      <p id="note-hint" class="second">
        {hint} {words.noteLeft(NOTE_LENGTH_MAX - shown.length)}
      </p>
    </div>
  );
}
