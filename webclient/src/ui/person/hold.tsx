/** The receiver needs a while: until when, and why. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Entry, type Form, phone, type SaveResult, type Value } from "../../store/phone";
import { t } from "../../strings";
import { personTexts } from "../../strings/person";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { timeZone } from "../field/entries";
import { NoteBox } from "../field/note-box";
import { dayAhead } from "./on-hold";
import type { Standing } from "./standing";
import { holdOf } from "./waiting";

const DAYS = [2, 7, 14] as const;
const REASON_MAX = 120;

export interface HoldProps {
  readonly referral: Entry;
  readonly stands: Standing;
}

export function Hold({ referral, stands }: HoldProps) {
  const words = personTexts().referral;
  const form = useRef<Form | undefined>(undefined);
  const opened = useSignal(false);
  const reason = useSignal("");
  const failure = useSignal<SaveResult | null>(null);
  form.current ??= phone.openForm("referral", referral);
  useLayoutEffect(() => form.current?.rendered(referral));
  if (!stands.actors.includes("receiver_handler")) return null;
  const write = async (hold: Value) => {
    failure.value = (await form.current?.save({ hold })) ?? null;
    await form.current?.close();
    if (failure.value?.ok === true) opened.value = false;
  };
  const failed = failure.value?.ok === false && (
    <Line icon={AttentionIcon} tone="attention">
      {t().reason[failure.value.error]}
    </Line>
  );
  const until = (days: number) => dayAhead(days, phone.now(), timeZone());
  if (holdOf(referral) !== null) {
    return (
      <>
        {failed}
        <SecondaryButton onPress={() => void write(null)}>{words.resume}</SecondaryButton>
      </>
    );
  }
  if (!opened.value) {
    return (
      <div class="centred">
        <QuietButton onPress={() => (opened.value = true)}>{words.hold}</QuietButton>
      </div>
    );
  }
  return (
    <section class="card stack" aria-label={words.hold}>
      <NoteBox
        label={words.askWhy}
        hint={words.messageHint}
        value={reason.value}
        lengthMax={REASON_MAX}
        onInput={(typed) => (reason.value = typed)}
      />
      {failed}
      <fieldset class="chips">
        <legend class="caption">{words.holdUntil}</legend>
        {DAYS.map((days) => (
          <button
            key={days}
            type="button"
            class="chip"
            onClick={() => void write([reason.peek().trim() || null, until(days)])}
          >
            {words.holdDays(days)}
          </button>
        ))}
      </fieldset>
    </section>
  );
}
