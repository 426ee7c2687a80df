/** What both sides write to each other about a referral. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { formatDay, formatTime, ltr, t } from "../../strings";
import { personTexts } from "../../strings/person";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, SendIcon } from "../components/icons";
import { Line } from "../components/line";
import { aliasOf, text, timeZone } from "../field/entries";
import { NoteBox } from "../field/note-box";
import { StateWord } from "../field/state-word";
import { me, messagesOf, orgName } from "./dossier";

const TEXT_MAX = 500;

interface MessagesProps {
  readonly referral: Entry;
  /** Nothing more is written here. */
  readonly closed: boolean;
}

export function Messages({ referral, closed }: MessagesProps) {
  const words = personTexts().referral;
  const key = `message/${referral.id}`;
  const typed = useSignal(String(phone.drafts.read(key)?.["text"] ?? ""));
  const failure = useSignal<SaveResult | null>(null);
  const saving = useRef(false);
  const said = [...messagesOf(referral)].sort((a, b) => a.madeAtMs - b.madeAtMs);
  const send = async () => {
    const message = typed.peek().trim();
    if (message === "" || saving.current) return;
    saving.current = true;
    const fields = { referral: referral.id, text: message };
    const record = { kind: "message", id: crypto.randomUUID(), fields };
    const result = await phone.saveAll([record], key);
    saving.current = false;
    failure.value = result;
    if (result.ok) typed.value = "";
  };
  if (closed && said.length === 0) return null;
  return (
    <section class="card stack" aria-label={words.messages}>
      <h2 class="caption">{words.messages}</h2>
      {said.length > 0 && (
        <ul class="steps said">
          {said.map((message) => (
            <li key={message.path}>
              <bdi>{text(message, "text")}</bdi>
              <span class="second">
                {formatDay(message.madeAtMs, timeZone())} ·{" "}
                {ltr(formatTime(message.madeAtMs, timeZone()))} · <bdi>{writerOf(message)}</bdi>
              </span>
              {message.state !== "sent" && <StateWord entry={message} />}
            </li>
          ))}
        </ul>
      )}
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[failure.value.error]}
        </Line>
      )}
      {closed ? null : (
        <>
          <NoteBox
            label={words.message}
            hint={words.messageHint}
            value={typed.value}
            lengthMax={TEXT_MAX}
            onInput={(next) => {
              typed.value = next;
              phone.drafts.write(key, { text: next });
            }}
          />
          <SecondaryButton
            icon={SendIcon}
            disabled={typed.value.trim() === ""}
            onPress={() => void send()}
          >
            {words.sendMessage}
          </SecondaryButton>
        </>
      )}
    </section>
  );
}

function writerOf(message: Entry): string {
  const org = text(message, "org");
  return org !== null && org !== me().org ? orgName(org) : aliasOf(message.author);
}
