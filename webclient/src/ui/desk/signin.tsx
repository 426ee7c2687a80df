/** Signing in; also over what is on screen, which stays. And getting back into an account. */
import { useId, useState } from "preact/hooks";
import { NewPassword, passwordProblem } from "./account";
import type { Failure } from "./api";
import { failureText } from "./done";
import { Action } from "./parts";
import { OtpField } from "./proof";
import { say } from "./say";
import { recover, signIn } from "./session";

interface SignInProps {
  readonly over: boolean;
  readonly onDone?: () => void;
}

export function SignIn(props: SignInProps) {
  const [recovering, setRecovering] = useState(false);
  if (recovering) return <Recover {...props} onBack={() => setRecovering(false)} />;
  return <Password {...props} onRecover={() => setRecovering(true)} />;
}

function Password({ over, onDone, onRecover }: SignInProps & { readonly onRecover: () => void }) {
  const [busy, setBusy] = useState(false);
  const [otpAsked, setOtpAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = fieldsOf(event);
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
      <Email />
      <label>
        <span>{say("signin.password")}</span>
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {otpAsked ? <OtpField focus /> : null}
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="act act-primary act-wide" disabled={busy}>
        {busy ? say("signin.busy") : say("signin.go")}
      </button>
      <Action look="quiet" onPress={onRecover}>
        {say("signin.recover")}
      </Action>
      <p class="second">{say("signin.phones")}</p>
    </form>
  );
}

function Recover({ onDone, onBack }: SignInProps & { readonly onBack: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = useId();

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = fieldsOf(event);
    setBusy(true);
    const found = await recover({
      email: field("email"),
      code: field("code"),
      password: field("password"),
    });
    setBusy(false);
    setFailure(found);
    if (found === null) onDone?.();
  }

  return (
    <form class="signin" onSubmit={(event) => void submit(event)} aria-labelledby={`${id}-title`}>
      <p class="signin-mark">{say("app")}</p>
      <h1 id={`${id}-title`}>{say("recover.title")}</h1>
      <p class="second">{say("recover.hint")}</p>
      <Email />
      <label>
        <span>{say("recover.code")}</span>
        <input name="code" autocomplete="one-time-code" spellcheck={false} required />
      </label>
      <NewPassword />
      <p class="problem" role="alert">
        {failure === null ? null : passwordProblem(failure)}
      </p>
      <button type="submit" class="act act-primary act-wide" disabled={busy}>
        {busy ? say("signin.busy") : say("recover.go")}
      </button>
      <Action look="quiet" onPress={onBack}>
        {say("recover.back")}
      </Action>
    </form>
  );
}

function Email() {
  return (
    <label>
      <span>{say("signin.email")}</span>
      <input name="email" type="email" autocomplete="username" required />
    </label>
  );
}

function fieldsOf(event: SubmitEvent): (name: string) => string {
  const form = new FormData(event.currentTarget as HTMLFormElement);
  return (name) => String(form.get(name) ?? "");
}
