/** How the receiver can reach the person: typed here, and read by nobody but the receiver. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { personTexts } from "../../strings/person";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { orgName } from "./dossier";
import type { PartProps } from "./refer-form";

const CONTACT_MAX = 200;

export function Contact({ form, onDone }: PartProps) {
  const words = personTexts().refer;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const asked = useSignal(false);
  const { contact, org } = form.values.value;
  const missing = asked.value && contact.trim() === "";
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.scrollIntoView({ block: "center" });
  }, []);
  const done = () => {
    if (contact.trim() !== "") return onDone();
    asked.value = true;
    field.current?.focus();
  };
  return (
    <div class="stack">
      <label class="label" for={id}>
        {words.contact}
      </label>
      <textarea
        id={id}
        ref={field}
        class="text-area"
        rows={2}
        dir="auto"
        maxLength={CONTACT_MAX}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={missing}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget: { value } }) =>
          form.change({ ...form.values.peek(), contact: value })
        }
        value={contact}
      />
      {missing && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {words.contactMissing}
          </Line>
        </div>
      )}
      <p id={`${id}-hint`} class="second">
        {words.contactHint(orgName(org))}
      </p>
      <SecondaryButton onPress={done}>{words.done}</SecondaryButton>
    </div>
  );
}
