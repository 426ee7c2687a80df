/** The answer to a coordinator's question, in place: on My day and on the entry itself. */
import { effect, signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Entry, phone } from "../../store/phone";
import { isolated, t } from "../../strings";
import { afterTexts } from "../../strings/after";
import { PrimaryButton, QuietButton } from "../components/buttons";
import { AttentionIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { retract } from "./counting";
import { titleOf } from "./entry-title";
import { NoteBox } from "./note-box";
import { rowAt } from "./row";
import { useUntilTouched } from "./saved-meeting";
import { unanswer } from "./unanswer";
import { type Done, done, madeSo } from "./undo";

/** Whether it can be answered here: of a sealed entry the question itself stays on the desk. */
export function isAnswerable(entry: Entry): boolean {
  return entry.asked && entry.mine && !entry.stub;
}

/** What was just answered: My day offers to take it back until the next touch elsewhere. */
const answered = signal<{ readonly answer: string; readonly done: Done } | null>(null);

effect(() => {
  if (phone.vault.state.value.at === "locked") answered.value = null;
});

/** Of an answer in one line: who wrote it knows the rest. */
const SHOWN_MAX = 48;

export interface AnswerProps {
  readonly entry: Entry;
  readonly onDone?: () => void;
}

export function Answer({ entry, onDone }: AnswerProps) {
  const words = t();
  const row = rowAt(entry);
  const key = draftOf(entry.path);
  const typed = useSignal(String(phone.drafts.read(key)?.["answer"] ?? ""));
  useLayoutEffect(() => row.rendered());
  const answer = typed.value.trim();
  const send = async () => {
    // A change of its own: one that was begun before the question could not answer it.
    row.close();
    const saved = await row.save({ answer }, key, null);
    row.close();
    if (!saved) return;
    const made = madeSo(row, entry.path, {
      words: afterTexts().undone(`${titleOf(entry)}${words.comma}${words.entry.answer}`),
      back: () => unanswer(entry.path, key, answer),
    });
    answered.value = { answer, done: made };
    onDone?.();
  };
  return (
    <div class="stack answer">
      {row.failure.value !== null && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[row.failure.value]}
        </Line>
      )}
      <NoteBox
        label={words.entry.answer}
        value={typed.value}
        onInput={(text) => {
          typed.value = text;
          phone.drafts.write(key, { answer: text });
        }}
      />
      <PrimaryButton disabled={answer === ""} onPress={() => void send()}>
        {words.entry.send}
      </PrimaryButton>
    </div>
  );
}

function draftOf(path: string): string {
  return `answer/${path}`;
}

/** What was just answered, in one line that takes it back. */
export function Answered() {
  const words = t();
  const line = useRef<HTMLElement>(null);
  useUntilTouched(line, () => (answered.value = null));
  const last = answered.value;
  if (last === null) return null;
  const stands = done.value.includes(last.done);
  return (
    <section ref={line} class="strip saved-meeting" aria-label={words.entry.answer} role="status">
      {stands ? (
        <div class="strip-line">
          <p class="strip-words">{afterTexts().answered(isolated(begun(last.answer)))}</p>
          <QuietButton icon={UndoIcon} onPress={() => void retract(last.done)}>
            {words.undo}
          </QuietButton>
        </div>
      ) : (
        <p class="strip-line">{afterTexts().asked}</p>
      )}
    </section>
  );
}

function begun(answer: string): string {
  const letters = [...answer];
  return letters.length > SHOWN_MAX ? `${letters.slice(0, SHOWN_MAX).join("").trimEnd()}…` : answer;
}
