/** One's own account: password, code for signing in, where one is signed in. */
import { useEffect, useState } from "preact/hooks";
import { get, send } from "./api";
import { complain, failureText, report } from "./done";
import { listMoment } from "./moment";
import { Action, Dialog } from "./parts";
import { say } from "./say";
import { SecondFactor, SpareCodes, type SpareCodesReply } from "./second-factor";
import { findSession, network, now } from "./session";
import type { Page } from "./wire";

interface Factor {
  readonly otp: boolean;
  readonly spare_codes: number;
}

interface Line {
  readonly id: string;
  readonly label: string | null;
  readonly created_at: string;
  readonly last_seen: string;
  readonly current: boolean;
}

export function Account() {
  return (
    <div class="panel account">
      <Password />
      <Code />
      <Sessions />
    </div>
  );
}

function Password() {
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const password = String(new FormData(form).get("password") ?? "");
    const reply = await send("POST", "/api/password", { password });
    if (!reply.ok) return setProblem(passwordProblem(reply));
    setProblem(null);
    form.reset();
    report(say("did.password"));
  }
  return (
    <section aria-labelledby="account-password">
      <h2 id="account-password">{say("account.password")}</h2>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <NewPassword />
        <p class="problem" role="alert">
          {problem}
        </p>
        <div class="form-buttons">
          <button type="submit" class="act act-plain">
            {say("account.password.go")}
          </button>
        </div>
      </form>
    </section>
  );
}

const PASSWORD_LENGTH_MIN = 12;

export function NewPassword() {
  return (
    <label>
      <span>{say("account.password.new")}</span>
      <input
        name="password"
        type="password"
        autocomplete="new-password"
        minLength={PASSWORD_LENGTH_MIN}
        required
      />
      <span class="second">{say("account.password.hint")}</span>
    </label>
  );
}

export function passwordProblem(failure: Parameters<typeof failureText>[0]): string {
  return "password" in failure.fields ? say("error.password") : failureText(failure);
}

function Code() {
  const [factor, setFactor] = useState<Factor | null>(null);
  const [spares, setSpares] = useState<readonly string[] | null>(null);
  const [open, setOpen] = useState(false);
  async function load(): Promise<void> {
    const reply = await get<Factor>("/api/otp");
    if (reply.ok) setFactor(reply.value);
  }
  useEffect(() => void load(), []);
  async function renew(): Promise<void> {
    const reply = await send<SpareCodesReply>("POST", "/api/otp/spare-codes");
    if (reply.ok) setSpares(reply.value.spare_codes);
    else complain(reply);
  }
  function close(done: string | null): void {
    setOpen(false);
    setSpares(null);
    if (done !== null) report(done);
    void load();
    void findSession();
  }
  return (
    <section aria-labelledby="account-otp">
      <h2 id="account-otp">{say("account.otp")}</h2>
      {factor === null ? null : (
        <>
          <p>
            {factor.otp ? say("account.otp.on", { n: factor.spare_codes }) : say("account.otp.off")}
          </p>
          <div class="form-buttons">
            <Action onPress={() => setOpen(true)}>
              {say(factor.otp ? "account.otp.change" : "account.otp.set")}
            </Action>
            {factor.otp ? (
              <Action onPress={() => void renew()}>{say("account.spares")}</Action>
            ) : null}
          </div>
        </>
      )}
      {open ? (
        <Dialog title={say("setup.title")} onClose={() => close(null)}>
          <SecondFactor onDone={() => close(say("did.otp"))} />
        </Dialog>
      ) : null}
      {spares === null ? null : (
        <Dialog title={say("account.otp")} onClose={() => close(say("did.spares"))}>
          <SpareCodes codes={spares} onDone={() => close(say("did.spares"))} />
        </Dialog>
      )}
    </section>
  );
}

function Sessions() {
  const [lines, setLines] = useState<readonly Line[]>([]);
  async function load(): Promise<void> {
    const reply = await get<Page<Line>>("/api/sessions");
    if (reply.ok) setLines(reply.value.items);
  }
  useEffect(() => void load(), []);
  async function end(line: Line): Promise<void> {
    const reply = await send("POST", `/api/sessions/${line.id}/end`);
    if (reply.ok) report(say("did.session"));
    else complain(reply);
    void load();
  }
  async function endAll(): Promise<void> {
    const reply = await send("POST", "/api/sessions/end");
    // What was on screen belongs to the session: a new page forgets all of it.
    if (reply.ok) location.reload();
    else complain(reply);
  }
  return (
    <section aria-labelledby="account-sessions">
      <h2 id="account-sessions">{say("account.sessions")}</h2>
      <ul class="team">
        {lines.map((line) => (
          <li key={line.id}>
            <span>
              <b>{nameOf(line)}</b> <span class="second">{timesOf(line)}</span>
            </span>
            {line.current ? null : (
              <Action
                look="quiet"
                label={say("account.sessions.end.of", { name: nameOf(line) })}
                onPress={() => void end(line)}
              >
                {say("account.sessions.end")}
              </Action>
            )}
          </li>
        ))}
      </ul>
      <div class="form-buttons">
        <Action look="danger" onPress={() => void endAll()}>
          {say("account.sessions.all")}
        </Action>
      </div>
    </section>
  );
}

function nameOf(line: Line): string {
  return line.label ?? say("account.sessions.unknown");
}

function timesOf(line: Line): string {
  if (line.current) return say("account.sessions.here");
  const moment = (at: string) => listMoment(at, network().time_zone, now());
  const times = { start: moment(line.created_at), time: moment(line.last_seen) };
  return say("account.sessions.seen", times);
}
