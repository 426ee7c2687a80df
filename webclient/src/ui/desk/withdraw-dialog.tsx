/** What of an agreement the person takes back: all of it, unless a part is chosen. */
import { useState } from "preact/hooks";
import type { Result } from "./api";
import { Buttons } from "./ask";
import { failureText } from "./done";
import { useOnce } from "./once";
import { Dialog } from "./parts";
import { codeLabel, say } from "./say";

export function WithdrawDialog(props: {
  /** Scopes that may be taken back while the rest holds. */
  readonly parts: readonly string[];
  readonly onTake: (taken: readonly string[]) => Promise<Result<unknown>>;
  readonly onClose: () => void;
}) {
  const [taken, setTaken] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const once = useOnce();
  const toggle = (scope: string) =>
    setTaken(taken.includes(scope) ? taken.filter((one) => one !== scope) : [...taken, scope]);
  async function submit(): Promise<void> {
    const reply = await props.onTake(taken);
    if (reply.ok) props.onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say("consent.withdraw")} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void once(submit);
        }}
      >
        <fieldset class="choices">
          <legend>{say("consent.what")}</legend>
          <label>
            <input
              type="checkbox"
              data-first
              checked={taken.length === 0}
              // It stays chosen until a part is.
              onChange={(event) => {
                setTaken([]);
                event.currentTarget.checked = true;
              }}
            />
            {say("consent.all")}
          </label>
          {props.parts.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={taken.includes(scope)}
                onChange={() => toggle(scope)}
              />
              {codeLabel("consent_scope", scope)}
            </label>
          ))}
        </fieldset>
        <p class="second" role="status">
          {say(taken.length === 0 ? "consent.all.hint" : "consent.part.hint")}
        </p>
        <Buttons go={say("consent.go")} danger problem={problem} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}
