/** "Is it still you?": asked before what can do much harm; then what was asked for is done. */
import { useEffect, useRef, useState } from "preact/hooks";
import { askProof, get, giveProof, proving } from "./api";
import { Buttons } from "./ask";
import { complain, failureText } from "./done";
import { Dialog } from "./parts";
import { say } from "./say";
import { me } from "./session";
import type { Me } from "./wire";

/** A proof that ends before the browser asks for the file would save an error as one. */
const LEFT_MIN_S = 5;

export function ProofDialog() {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [otpAsked, setOtpAsked] = useState(me.value?.session?.otp === true);
  const answer = proving.value;
  if (answer === null) return null;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (form.current === null || busy) return;
    const data = new FormData(form.current);
    const field = (name: string) => String(data.get(name) ?? "").trim();
    setBusy(true);
    const otp = field("otp");
    const password = String(data.get("password") ?? "");
    const reply = await giveProof({ password, ...(otp === "" ? {} : { otp }) });
    setBusy(false);
    if (reply.ok) return answer?.(true);
    if (reply.error === "otp_required") setOtpAsked(true);
    if (reply.error === "signed_out") return answer?.(false);
    setProblem(failureText(reply));
  }
  return (
    <Dialog title={say("prove.title")} onClose={() => answer(false)}>
      <form class="form" ref={form} onSubmit={(event) => void submit(event)}>
        <p>{say("prove.hint")}</p>
        <label>
          <span>{say("signin.password")}</span>
          <input
            name="password"
            type="password"
            data-first
            autocomplete="current-password"
            required
          />
        </label>
        {otpAsked ? <OtpField /> : null}
        <Buttons
          go={say("prove.go")}
          problem={problem}
          disabled={busy}
          onClose={() => answer(false)}
        />
      </form>
    </Dialog>
  );
}

/** Six digits or a spare code: letters too, so no keyboard of digits. */
export function OtpField({ focus = false }: { readonly focus?: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  return (
    <label>
      <span>{say("signin.otp")}</span>
      <input ref={field} name="otp" autocomplete="one-time-code" spellcheck={false} required />
      <span class="second">{say("signin.otp.hint")}</span>
    </label>
  );
}

/** On a link to a file that the server gives only with a proof: asked for first, then followed. */
export function proveFirst(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  event.preventDefault();
  void follow(link.href, link.download);
}

async function follow(href: string, name: string): Promise<void> {
  const reply = await get<Me>("/api/me");
  if (!reply.ok) return complain(reply);
  const proved = (reply.value.session?.proved_for_s ?? 0) > LEFT_MIN_S;
  if (!proved && !(await askProof())) return;
  // A link of its own: the menu in which the first one stood has closed meanwhile.
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}
