/** What a step must come with: a reason, a note, and how somebody without an account said it. */
import { useId, useRef, useState } from "preact/hooks";
import type { Result } from "./api";
import { Buttons } from "./ask";
import { failureText } from "./done";
import { Dialog } from "./parts";
import { Personal } from "./personal";
import { listOfReason, type Offer, OUTSIDE } from "./referral-steps";
import { codeLabel, say } from "./say";
import { codesOf } from "./vocabulary";
import type { Fields } from "./wire";

const NOTE_MAX = 500;

export function StepDialog(props: {
  readonly offer: Offer;
  readonly onTake: (told: Fields) => Promise<Result<unknown>>;
  readonly onClose: () => void;
}) {
  const { offer, onTake, onClose } = props;
  const list = offer.reason === null ? null : listOfReason(offer.reason);
  const codes =
    list === null
      ? []
      : codesOf(list)
          .map(([code]) => code)
          .filter(offer.mayGive);
  const [reason, setReason] = useState(codes[0] ?? "");
  const [source, setSource] = useState<string>(OUTSIDE[0]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState("");
  const name = useId();
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const text = note.current?.value.trim().normalize("NFC") ?? "";
    const reply = await onTake({
      ...(offer.reason === null ? {} : { [offer.reason]: reason }),
      ...(offer.outside ? { source } : {}),
      ...(text === "" ? {} : { note: text }),
    });
    setBusy(false);
    if (reply.ok) onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say(`step.${offer.to}` as "step.sent")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {list === null ? null : (
          <fieldset class="choices">
            <legend>{say("step.reason")}</legend>
            {codes.map((code) => (
              <label key={code}>
                <input
                  type="radio"
                  name={name}
                  checked={code === reason}
                  onChange={() => setReason(code)}
                />
                {codeLabel(list, code)}
              </label>
            ))}
          </fieldset>
        )}
        {offer.outside ? (
          <label>
            <span>{say("step.source")}</span>
            <select value={source} onChange={(event) => setSource(event.currentTarget.value)}>
              {OUTSIDE.map((one) => (
                <option key={one} value={one}>
                  {say(`source.${one}`)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <label>
          <span>{say(offer.note ? "step.note.needed" : "step.note")}</span>
          <textarea
            ref={note}
            rows={2}
            maxLength={NOTE_MAX}
            onInput={(event) => setTyped(event.currentTarget.value)}
            required={offer.note}
          />
        </label>
        <Personal text={typed} />
        <p class="second">{say("step.note.hint")}</p>
        <Buttons
          go={say(`step.${offer.to}` as "step.sent")}
          disabled={busy}
          problem={problem}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
