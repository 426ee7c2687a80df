/** After a meeting is saved: one line that takes it back, until the next touch elsewhere. */
import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { AttentionIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { meetingTitle } from "./contact-words";
import { entryAt, voidedFor } from "./entries";
import { rowAt } from "./row";
import { StateWord } from "./state-word";

/** The path of the meeting that was just saved. */
export const savedMeeting = signal<string | null>(null);

export function SavedMeeting() {
  const words = t();
  const line = useRef<HTMLElement>(null);
  const failed = useSignal<"full" | "failed" | null>(null);
  const path = savedMeeting.value;
  const entry = path === null ? null : entryAt(path);
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (target instanceof Node && line.current?.contains(target)) return;
      savedMeeting.value = null;
    };
    document.addEventListener("click", leave, { capture: true });
    return () => document.removeEventListener("click", leave, { capture: true });
  }, []);
  if (entry === null) return null;
  const takeBack = async () => {
    const row = rowAt(entry);
    await row.save({ voided: "mistake" });
    row.close();
    failed.value = row.failure.peek();
  };
  const title = meetingTitle(entry);
  return (
    <section ref={line} class="strip saved-meeting" aria-label={words.contact.title} role="status">
      {failed.value !== null && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[failed.value]}
        </Line>
      )}
      {voidedFor(entry) === null ? (
        <div class="strip-line">
          <p class="strip-words">
            <strong>{title}</strong> <StateWord entry={entry} />
          </p>
          <QuietButton icon={UndoIcon} onPress={() => void takeBack()}>
            {words.undo}
          </QuietButton>
        </div>
      ) : (
        <p class="strip-line">{words.contact.takenBack(title)}</p>
      )}
    </section>
  );
}
