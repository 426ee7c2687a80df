/** Short notes beside an entry; names and numbers are pointed out before they are kept. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { t } from "../../strings";
import { NoteBox, NoteLabel, NoteOpener } from "./note-box";
import { looksPersonal } from "./note-check";
import type { Row } from "./row";

/** Kept after a pause in typing, and whenever the field or the screen is left. */
const PAUSE_MS = 800;

export function Note({ row }: { readonly row: Row }) {
  const kept = String(row.fields.value["note"] ?? "");
  const open = useSignal(kept !== "" || readTyped(row, "note") !== null);
  if (!open.value) return <NoteOpener onOpen={() => (open.value = true)} />;
  return (
    <NoteField row={row} field="note" hint={t().detail.noteHint}>
      <NoteLabel />
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

export function NoteField({ row, field, hint, children, asked = true }: NoteFieldProps) {
  // Until somebody types, it shows what is kept now: a mate may have written it meanwhile.
  const typed = useSignal<string | null>(readTyped(row, field));
  const shown = typed.value ?? String(row.fields.value[field] ?? "");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const draft = draftKey(row, field);
  const keep = () => {
    clearTimeout(timer.current);
    const now = String(row.fields.peek()[field] ?? "");
    const next = typed.peek()?.trim();
    if (next === undefined || next === now) phone.drafts.drop(draft);
    else void row.save({ [field]: next === "" ? null : next }, draft);
  };
  useEffect(() => keep, []);
  return (
    <NoteBox
      label={children}
      hint={hint}
      value={shown}
      focus={asked && shown === ""}
      onInput={(text) => {
        typed.value = text;
        phone.drafts.write(draft, { text });
        clearTimeout(timer.current);
        // What looks like a name is kept only once the person leaves it so, warned.
        if (looksPersonal(text) === null) timer.current = setTimeout(keep, PAUSE_MS);
      }}
      onLeave={keep}
    />
  );
}

function draftKey(row: Row, field: string): string {
  return `${row.key}/${field}`;
}

function readTyped(row: Row, field: string): string | null {
  const text = phone.drafts.read(draftKey(row, field))?.["text"];
  return typeof text === "string" ? text : null;
}
