/** A receiver without an account answers by a link: shown once, here, and kept nowhere. */
import { useSignal } from "@preact/signals";
import { type Entry, phone, type Result } from "../../store/phone";
import { personTexts } from "../../strings/person";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, CodeIcon } from "../components/icons";
import { Line } from "../components/line";
import { text } from "../field/entries";
import { isExternal, leastSent, me } from "./dossier";
import { QrPicture } from "./qr";
import type { Standing } from "./standing";

export interface AnswerLinkProps {
  readonly referral: Entry;
  readonly stands: Standing;
}

export function AnswerLink({ referral, stands }: AnswerLinkProps) {
  const words = personTexts().referral.link;
  const made = useSignal<Result<string> | null>(null);
  const mayMake = referral.mine || me().role === "coordinator";
  const isOurs = text(referral, "from_org") === me().org;
  if (!(isOurs && mayMake && stands.open && isExternal(text(referral, "to_org")))) return null;
  const sent = leastSent(referral).state === "sent";
  const make = async () => {
    made.value = await phone.makeLink(referral.id);
  };
  const link = made.value;
  return (
    <section class="card stack answer-link">
      {link?.ok === true ? (
        <>
          <p>{words.made}</p>
          <QrPicture text={link.value} label={words.make} />
          <p class="ltr link-text">{link.value}</p>
        </>
      ) : (
        <SecondaryButton icon={CodeIcon} disabled={!sent} onPress={() => void make()}>
          {words.make}
        </SecondaryButton>
      )}
      {(!sent || (link?.ok === false && link.error === "offline")) && (
        <p class="second" role="status">
          {words.away}
        </p>
      )}
      {link?.ok === false && link.error === "refused" && (
        <Line icon={AttentionIcon} tone="attention">
          {words.none}
        </Line>
      )}
    </section>
  );
}
