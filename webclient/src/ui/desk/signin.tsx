/** Signing in; also over what is on screen, which stays. */
import { useId, useState } from "preact/hooks";
import { failureText } from "./done";
import { say } from "./say";
import { signIn } from "./session";

export function SignIn({ over, onDone }: { readonly over: boolean; readonly onDone?: () => void }) {
  const [busy, setBusy] = useState(false);
  const [otpAsked, setOtpAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    const failure = await signIn({
      email: field("email"),
      password: field("password"),
      otp: field("otp"),
    });
    setBusy(false);
    if (failure === null) {
      onDone?.();
      return;
    }
    if (failure.error === "otp_required") setOtpAsked(true);
    setProblem(failureText(failure));
  }

  return (
    <form class="signin" onSubmit={(event) => void submit(event)} aria-labelledby={`${id}-title`}>
      <p class="signin-mark">{say("app")}</p>
      <h1 id={`${id}-title`}>{say("signin.title")}</h1>
      {over ? <p class="second">{say("signin.over")}</p> : null}
      <label>
        <span>{say("signin.email")}</span>
        <input name="email" type="email" autocomplete="username" required />
      </label>
      <label>
        <span>{say("signin.password")}</span>
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {otpAsked ? (
        <label>
          <span>{say("signin.otp")}</span>
          <input
            name="otp"
            inputMode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]{6,7}"
            required
          />
          <span class="second">{say("signin.otp.hint")}</span>
        </label>
      ) : null}
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="act act-primary act-wide" disabled={busy}>
        {busy ? say("signin.busy") : say("signin.go")}
      </button>
      <p class="second">{say("signin.phones")}</p>
    </form>
  );
}
