/** A link by which a receiver without an account answers: made once, shown once, revocable. */
import { useEffect, useState } from "preact/hooks";
import { get, send } from "./api";
import { complain, failureText } from "./done";
import { Picture } from "./invite";
import { listMoment } from "./moment";
import { Action, Dialog } from "./parts";
import { say } from "./say";
import { network, now } from "./session";
import type { Page } from "./wire";

interface NewLink {
  readonly id: string;
  readonly url: string;
  readonly expires_at: string;
}

interface OldLink {
  readonly id: string;
  readonly state: string;
  readonly expires_at: string;
}

export function AnswerLinkDialog({
  referral,
  onClose,
}: {
  readonly referral: string;
  readonly onClose: () => void;
}) {
  const [links, setLinks] = useState<readonly OldLink[]>([]);
  const [made, setMade] = useState<NewLink | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const path = `/api/referrals/${referral}/links`;
  const look = () =>
    void get<Page<OldLink>>(path).then((reply) => {
      if (reply.ok) setLinks(reply.value.items);
    });
  useEffect(look, [referral]);
  async function make(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const reply = await send<NewLink>("POST", path);
    setBusy(false);
    if (!reply.ok) return setProblem(failureText(reply));
    setMade(reply.value);
    look();
  }
  async function revoke(id: string): Promise<void> {
    const reply = await send<OldLink>("POST", `${path}/${id}/revoke`);
    if (reply.ok) look();
    else complain(reply);
  }
  const open = links.filter(({ state }) => state === "open");
  return (
    <Dialog title={say("link.title")} onClose={onClose}>
      <div class="invite">
        <p>{say("link.hint")}</p>
        {made === null ? (
          <Action look="primary" onPress={() => void make()} disabled={busy}>
            {say("link.make")}
          </Action>
        ) : (
          <Made link={made} />
        )}
        {problem === null ? null : <p role="alert">{problem}</p>}
        {open.length === 0 ? null : (
          <ul class="merged">
            {open.map((link) => (
              <li key={link.id}>
                <span>{say("link.open", { time: moment(link.expires_at) })}</span>
                <Action onPress={() => void revoke(link.id)}>{say("link.revoke")}</Action>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

function Made({ link }: { readonly link: NewLink }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(link.url);
    setCopied(true);
  }
  return (
    <>
      <Picture text={link.url} label={say("link.qr")} />
      <p class="invite-link ltr">{link.url}</p>
      <p class="second">{say("link.until", { time: moment(link.expires_at) })}</p>
      <Action onPress={() => void copy()}>{say(copied ? "invite.copied" : "invite.copy")}</Action>
    </>
  );
}

function moment(at: string): string {
  return listMoment(at, network().time_zone, now());
}
