/** A short free text: names and numbers are pointed out while it can still be put otherwise. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { isolated, t } from "../../strings";
import { AttentionIcon, ForwardIcon } from "../components/icons";
import { Line } from "../components/line";
import { looksPersonal } from "./note-check";

export const NOTE_LENGTH_MAX = 280;

export interface NoteBoxProps {
  readonly label: ComponentChildren;
  readonly hint?: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly onLeave?: () => void;
  /** {@link NOTE_LENGTH_MAX} unless it says otherwise. */
  readonly lengthMax?: number;
  /** Takes the focus when it appears: the person touched what opened it. */
  readonly focus?: boolean;
}

export function NoteBox({
  label,
  hint,
  value,
  onInput,
  onLeave,
  focus,
  lengthMax = NOTE_LENGTH_MAX,
}: NoteBoxProps) {
  const words = t().detail;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!focus) return;
    field.current?.focus();
    field.current?.scrollIntoView({ block: "center" });
  }, []);
  const flagged = looksPersonal(value);
  const warning = useRef<HTMLDivElement>(null);
  useEffect(() => {
    warning.current?.scrollIntoView({ block: "nearest" });
  }, [flagged]);
  return (
    <div class="stack">
      <label class="caption" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        ref={field}
        class="text-area"
        rows={3}
        dir="auto"
        maxLength={lengthMax}
        autocomplete="off"
        aria-describedby={`${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={onLeave}
        value={value}
      />
      {flagged !== null && (
        <div role="alert" ref={warning}>
          <Line icon={AttentionIcon} tone="attention">
            {words.looksLikeName(isolated(flagged))}
          </Line>
        </div>
      )}
      <p id={`${id}-hint`} class="second">
        {hint ?? words.noteHint} {words.noteLeft(lengthMax - value.length)}
      </p>
    </div>
  );
}

/** A note is rare: until it is wanted it takes one line. */
export function NoteOpener({ onOpen }: { readonly onOpen: () => void }) {
  return (
    <button type="button" class="detail-open" aria-expanded={false} onClick={onOpen}>
      <NoteLabel />
      <ForwardIcon />
    </button>
  );
}

export function NoteLabel() {
  const words = t().detail;
  return (
    <span>
      {words.note} <span class="second">{words.noteWho}</span>
    </span>
  );
}
