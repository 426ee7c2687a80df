/** A code for signing in: the secret as a picture and as text, its first code, ten spare ones. */
import { useEffect, useState } from "preact/hooks";
import { send } from "./api";
import { failureText } from "./done";
import { grouped, Picture } from "./invite";
import { Action } from "./parts";
import { say } from "./say";

interface Offer {
  readonly secret: string;
  readonly url: string;
}

export interface SpareCodesReply {
  readonly spare_codes: readonly string[];
}

export function SecondFactor({ onDone }: { readonly onDone: () => void }) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [spares, setSpares] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void send<Offer>("POST", "/api/otp").then((reply) => {
      if (reply.ok) setOffer(reply.value);
      else setProblem(failureText(reply));
    });
  }, []);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get("otp");
    setBusy(true);
    const reply = await send<SpareCodesReply>("POST", "/api/otp/confirm", { otp: String(typed) });
    setBusy(false);
    if (reply.ok) setSpares(reply.value.spare_codes);
    else setProblem(failureText(reply));
  }
  if (spares !== null) return <SpareCodes codes={spares} onDone={onDone} />;
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <p>{say("setup.why")}</p>
      <ol class="steps">
        <li>{say("setup.app")}</li>
        <li>
          {say("setup.scan")}
          {offer === null ? (
            <p class="second">{say("setup.loading")}</p>
          ) : (
            <>
              <Picture text={offer.url} label={say("setup.picture")} />
              <p>
                <span class="second">{say("setup.text")}</span>{" "}
                <b class="secret ltr">{grouped(offer.secret)}</b>
              </p>
            </>
          )}
        </li>
        <li>
          <label>
            <span>{say("setup.type")}</span>
            <input
              name="otp"
              inputMode="numeric"
              autocomplete="one-time-code"
              aria-label={say("setup.code")}
              pattern="[0-9 ]{6,7}"
              data-first
              required
            />
          </label>
        </li>
      </ol>
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="act act-primary act-wide" disabled={busy || offer === null}>
        {say("setup.go")}
      </button>
    </form>
  );
}

/** Shown once. Leaving takes a word that they were kept. */
export function SpareCodes(props: {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(props.codes.map(grouped).join("\n"));
    setCopied(true);
  }
  return (
    <div class="form spares">
      <h2 tabIndex={-1} ref={(heading) => heading?.focus()}>
        {say("spares.title")}
      </h2>
      <p>{say("spares.hint")}</p>
      <ul class="spare-codes">
        {props.codes.map((code) => (
          <li key={code} class="ltr">
            {grouped(code)}
          </li>
        ))}
      </ul>
      <div class="form-buttons">
        <Action look="primary" onPress={props.onDone}>
          {say("spares.done")}
        </Action>
        <Action onPress={() => print()}>{say("spares.print")}</Action>
        <Action onPress={() => void copy()}>{say(copied ? "spares.copied" : "spares.copy")}</Action>
      </div>
    </div>
  );
}
