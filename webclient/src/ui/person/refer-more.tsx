/** Why, how urgent, how they find each other, and what else they should know. */
import type { ComponentChildren } from "preact";
import { lists } from "../../strings/lists";
import { personLabel, personTexts } from "../../strings/person";
import { SecondaryButton } from "../components/buttons";
import { NoteBox } from "../field/note-box";
import { Contact } from "./refer-contact";
import type { PartProps } from "./refer-form";
import { CONTACT, contactOf, type Referring } from "./refer-values";

const SUMMARY_MAX = 500;

export function whyAnswer({ reasons }: Referring): ComponentChildren {
  if (reasons.length === 0) return null;
  const names = reasons.map((reason) => personLabel("referral_reason", reason));
  return <strong>{names.join(" · ")}</strong>;
}

export function summaryAnswer({ summary }: Referring): ComponentChildren {
  return summary.trim() === "" ? personTexts().refer.summaryNone : <bdi>{summary}</bdi>;
}

/** The first answer folds the line; who opens it again may choose several. */
export function Why({ form, onDone, kept }: PartProps & { readonly kept: boolean }) {
  const words = personTexts().refer;
  const { reasons } = form.values.value;
  const toggle = (reason: string) => {
    const now = form.values.peek();
    const others = now.reasons.filter((each) => each !== reason);
    const next = others.length === now.reasons.length ? [...others, reason] : others;
    form.change({ ...now, reasons: next });
    if (!kept) onDone();
  };
  return (
    <>
      <Options
        title={words.why}
        list="referral_reason"
        chosen={reasons}
        options={lists.value.offered("referral_reason")}
        onChoose={toggle}
      />
      {kept && <SecondaryButton onPress={onDone}>{words.done}</SecondaryButton>}
    </>
  );
}

export function Urgency({ form, onDone }: PartProps) {
  return (
    <Options
      title={personTexts().refer.urgency}
      list="urgency"
      chosen={[form.values.value.urgency]}
      options={lists.value.offered("urgency")}
      onChoose={(urgency) => {
        form.change({ ...form.values.peek(), urgency });
        onDone();
      }}
    />
  );
}

export function handoverAnswer(now: Referring): ComponentChildren {
  return contactOf(now) === "" ? null : personLabel("handover", now.handover);
}

export function Handover({ form, onDone }: PartProps) {
  const { handover: chosen } = form.values.value;
  const offered = lists.value.offered("handover");
  return (
    <>
      <Options
        title={personTexts().refer.handover}
        list="handover"
        chosen={[chosen]}
        options={offered.filter((code) => code !== CONTACT || form.passesContact)}
        onChoose={(handover) => {
          form.change({ ...form.values.peek(), handover });
          if (handover !== CONTACT) onDone();
        }}
      />
      {chosen === CONTACT && <Contact form={form} onDone={onDone} />}
    </>
  );
}

export function Summary({ form, onDone }: PartProps) {
  const words = personTexts().refer;
  return (
    <>
      <NoteBox
        label={words.summary}
        hint={form.passesContact ? `${words.summaryHint} ${words.contactPlace}` : words.summaryHint}
        value={form.values.value.summary}
        lengthMax={SUMMARY_MAX}
        focus
        onInput={(summary) => form.change({ ...form.values.peek(), summary })}
      />
      <SecondaryButton onPress={onDone}>{words.done}</SecondaryButton>
    </>
  );
}

interface OptionsProps {
  readonly title: string;
  readonly list: "referral_reason" | "urgency" | "handover";
  readonly options: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (code: string) => void;
}

function Options({ title, list, options, chosen, onChoose }: OptionsProps) {
  return (
    <fieldset class="chips">
      <legend class="label">{title}</legend>
      {options.map((code) => (
        <button
          key={code}
          type="button"
          class="chip"
          aria-pressed={chosen.includes(code)}
          onClick={() => onChoose(code)}
        >
          {personLabel(list, code)}
        </button>
      ))}
    </fieldset>
  );
}
