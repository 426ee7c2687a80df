/** The answer to a coordinator's question, in place: on My day and on the entry itself. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { type Entry, phone } from "../../store/phone";
import { t } from "../../strings";
import { PrimaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { NoteBox } from "./note-box";
import { rowAt } from "./row";

/** Whether it can be answered here: of a sealed entry the question itself stays on the desk. */
export function isAnswerable(entry: Entry): boolean {
  return entry.asked && entry.mine && !entry.stub;
}

export interface AnswerProps {
  readonly entry: Entry;
  readonly onDone?: () => void;
}

export function Answer({ entry, onDone }: AnswerProps) {
  const words = t();
  const row = rowAt(entry);
  const key = `answer/${entry.path}`;
  const typed = useSignal(String(phone.drafts.read(key)?.["answer"] ?? ""));
  useLayoutEffect(() => row.rendered());
  const answer = typed.value.trim();
  const send = async () => {
    const saved = await row.save({ answer }, key);
    row.close();
    if (saved) onDone?.();
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
