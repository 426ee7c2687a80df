/** How a referred person can be reached: opened by the receiver, for as long as the page is open. */
import { useState } from "preact/hooks";
import { send } from "./api";
import { failureText } from "./done";
import { LockIcon } from "./icons";
import { orgNames } from "./names";
import { useOnce } from "./once";
import { Action } from "./parts";
import { touch } from "./poll";
import { fieldLabel, say } from "./say";
import { me } from "./session";
import type { RecordPage } from "./wire";

const CONTACT = "sealed_contact";
/** Asking again would be answered alike. */
const FINAL: ReadonlySet<string> = new Set(["contact_closed", "contact_unreadable", "not_found"]);

const NUMBER = /(\+?\d[\d\s./()-]{4,}\d)/;

interface Problem {
  readonly text: string;
  readonly final: boolean;
}

/** A row among the values of a referral; nothing where there is no contact, or no right to know. */
export function SealedContact({ page }: { readonly page: RecordPage }) {
  if ((page.heads?.[CONTACT] ?? []).length === 0) return null;
  const receiver = String(page.fields["to_org"]);
  return (
    <div class="value">
      <dt>{fieldLabel(CONTACT)}</dt>
      <dd>
        {receiver === me.value?.user.org ? (
          <Ours page={page} />
        ) : (
          <Closed text={say("contact.theirs", { org: orgNames.value.get(receiver) ?? "" })} />
        )}
      </dd>
    </div>
  );
}

/** Nothing to press where the person does not agree; what was open closes with the next answer. */
function Ours({ page }: { readonly page: RecordPage }) {
  if (page.contact_open === false) return <Closed text={say("error.contact_closed")} />;
  return <Opening key={page.id} referral={page.id} />;
}

function Closed({ text }: { readonly text: string }) {
  return (
    <span class="sealed-words">
      <LockIcon />
      {text}
    </span>
  );
}

function Opening({ referral }: { readonly referral: string }) {
  const [contact, setContact] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const once = useOnce();
  async function open(): Promise<void> {
    const reply = await send<{ contact: string }>("POST", `/api/referrals/${referral}/contact`);
    if (reply.ok) {
      setProblem(null);
      return setContact(reply.value.contact);
    }
    setProblem({ text: failureText(reply), final: FINAL.has(reply.error) });
    if (reply.error === "not_found") touch();
  }
  return (
    <div class="sealed-open">
      {contact === null && problem?.final !== true ? (
        <Action icon={LockIcon} onPress={() => void once(open)}>
          {say("contact.show")}
        </Action>
      ) : null}
      <span role="status">
        {contact === null ? problem?.text : <b class="contact-text">{withNumbers(contact)}</b>}
      </span>
      <span class="second">{say(contact === null ? "contact.written" : "contact.until")}</span>
    </div>
  );
}

/** A telephone number is read from the left, also in the middle of Arabic. */
function withNumbers(text: string) {
  return (
    <bdi>
      {text.split(NUMBER).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at} dir="ltr">
            {part}
          </span>
        ),
      )}
    </bdi>
  );
}
