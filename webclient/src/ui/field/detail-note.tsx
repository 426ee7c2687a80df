/** A short note for the coordinator; names and numbers are pointed out before it is kept. */
import { useSignal } from "@preact/signals";
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
  return <NoteField row={row} kept={kept} />;
}

function NoteField({ row, kept }: { readonly row: Row; readonly kept: string }) {
  const words = t().detail;
  const typed = useSignal(kept);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = () => {
    clearTimeout(timer.current);
    const now = String(row.fields.peek()["note"] ?? "");
    const next = typed.peek().trim();
    if (next !== now) void row.save({ note: next === "" ? null : next });
  };

  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (kept === "") {
      field.current?.focus();
      field.current?.scrollIntoView({ block: "center" });
    }
    return keep;
  }, []);

  const flagged = looksPersonal(typed.value);
  return (
    <div class="stack">
      <label class="caption" for="note">
        {words.note} <span class="second">{words.noteWho}</span>
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
        value={typed.value}
      />
      {flagged !== null && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {words.looksLikeName(flagged)}
          </Line>
        </div>
      )}
      <p id="note-hint" class="second">
        {words.noteHint} {words.noteLeft(NOTE_LENGTH_MAX - typed.value.length)}
      </p>
    </div>
  );
}
