/** An invite: asked for, then shown as a picture, a link and a code. */
import { useMemo, useRef, useState } from "preact/hooks";
import { encode } from "uqr";
import { send } from "./api";
import { Buttons } from "./ask";
import { failureText } from "./done";
import { listMoment } from "./moment";
import { Action, Dialog } from "./parts";
import { Personal } from "./personal";
import { say } from "./say";
import { network, now } from "./session";
import type { Member, NewInvite } from "./wire";

interface InviteProps {
  /** Whose new phone it is for; null for somebody new. */
  readonly member: Member | null;
  readonly onClose: () => void;
}

export function InviteDialog({ member, onClose }: InviteProps) {
  const [made, setMade] = useState<NewInvite | null>(null);
  const title = titleOf(member, made);
  return (
    <Dialog title={title} onClose={onClose}>
      {made === null ? (
        <Wish member={member} onMade={setMade} onClose={onClose} />
      ) : (
        <Ready invite={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

function titleOf(member: Member | null, made: NewInvite | null): string {
  if (made !== null) return say("invite.ready", { name: made.user.alias });
  if (member !== null) return say("invite.title.phone", { name: member.alias });
  return say("invite.title");
}

const MINUTES = ["15", "1440", "10080"] as const;
const ROLES = ["volunteer", "coordinator"] as const;
const ALIAS_MAX = 40;

function Wish(props: InviteProps & { readonly onMade: (invite: NewInvite) => void }) {
  const { member, onMade, onClose } = props;
  const form = useRef<HTMLFormElement>(null);
  const [alias, setAlias] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (form.current === null) return;
    const data = new FormData(form.current);
    const field = (name: string) => String(data.get(name) ?? "").trim();
    const person =
      member === null ? { alias: field("alias"), role: field("role") } : { user: member.id };
    const body = { ...person, minutes: Number(field("minutes")) };
    const reply = await send<NewInvite>("POST", "/api/invites", body);
    if (reply.ok) onMade(reply.value);
    else setProblem(failureText(reply));
  }
  return (
    <form class="form" ref={form} onSubmit={(event) => void submit(event)}>
      {member === null ? (
        <>
          <label>
            <span>{say("invite.alias")}</span>
            <input
              name="alias"
              data-first
              maxLength={ALIAS_MAX}
              autocomplete="off"
              onInput={(event) => setAlias(event.currentTarget.value)}
              required
            />
            <span class="second">{say("invite.alias.hint")}</span>
          </label>
          <Personal text={alias} warning="invite.alias.personal" />
          <label>
            <span>{say("invite.role")}</span>
            <select name="role">
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {say(`role.${role}`)}
                </option>
              ))}
            </select>
          </label>
        </>
      ) : null}
      <label>
        <span>{say("invite.minutes")}</span>
        <select name="minutes">
          {MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {say(`invite.minutes.${minutes}`)}
            </option>
          ))}
        </select>
      </label>
      <Buttons go={say("invite.go")} problem={problem} onClose={onClose} />
    </form>
  );
}

function Ready({ invite, onClose }: { readonly invite: NewInvite; readonly onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const time = listMoment(invite.expires_at, network().time_zone, now());
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(invite.url);
    setCopied(true);
  }
  return (
    <div class="invite">
      <p>{say("invite.how")}</p>
      <Picture text={invite.url} label={say("invite.qr")} />
      <dl class="facts">
        <div>
          <dt>{say("invite.code")}</dt>
          <dd>
            <b class="invite-code ltr">{grouped(invite.code)}</b>
          </dd>
        </div>
        <div>
          <dt>{say("invite.link")}</dt>
          <dd class="invite-link ltr">{invite.url}</dd>
        </div>
      </dl>
      <p class="second">{say("invite.until", { time })}</p>
      <div class="form-buttons">
        <Action look="primary" onPress={onClose}>
          {say("invite.done")}
        </Action>
        <Action onPress={() => void copy()}>{say(copied ? "invite.copied" : "invite.copy")}</Action>
      </div>
    </div>
  );
}

/** `k7qm 2x9t 4b`: groups of four, as phones ask for it. */
export function grouped(code: string): string {
  return code.replace(/[^0-9a-z]/gi, "").replace(/(.{4})(?=.)/g, "$1 ");
}

const QUIET = 4;

/** The link as a QR code: geometry in one path, dark on light in either theme. */
export function Picture(props: { readonly text: string; readonly label: string }) {
  const { text, label } = props;
  const { path, size } = useMemo(() => draw(text), [text]);
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect class="qr-light" width={size} height={size} />
      <path class="qr-dark" d={path} />
    </svg>
  );
}

function draw(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const squares = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : [])),
  );
  return { path: squares.join(""), size: size + 2 * QUIET };
}
