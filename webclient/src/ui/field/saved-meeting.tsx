/** After a meeting is saved: one line that takes it back, until the next touch elsewhere. */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { AttentionIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { meetingTitle } from "./contact-words";
import { entryAt, voidedFor } from "./entries";
import { rowAt } from "./row";
import { StateWord } from "./state-word";
import { savedMeeting } from "./undo";

/** Leaves at the first touch elsewhere. */
export function useUntilTouched(line: RefObject<HTMLElement | null>, leave: () => void): void {
  useEffect(() => {
    const touched = ({ target }: Event) => {
      if (target instanceof Node && line.current?.contains(target)) return;
      leave();
    };
    document.addEventListener("click", touched, { capture: true });
    return () => document.removeEventListener("click", touched, { capture: true });
  }, []);
}

export function SavedMeeting() {
  const words = t();
  const line = useRef<HTMLElement>(null);
  const failed = useSignal<"full" | "failed" | null>(null);
  const path = savedMeeting.value;
  const entry = path === null ? null : entryAt(path);
  useUntilTouched(line, () => (savedMeeting.value = null));
  if (entry === null) return null;
  const takeBack = async () => {
    const row = rowAt(entry);
    await row.save({ voided: "mistake" }, undefined, null);
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
