/** Taking an agreement back when the person no longer agrees: all of it, or a part. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Entry, type NewRecord, phone, type SaveResult } from "../../store/phone";
import { t } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { text } from "../field/entries";
import { wireTime } from "../field/network-day";
import { mayTakeBack, takingBack } from "../in-force";
import { type Case, inForceOf, orgName, referralsOf, standing } from "./dossier";
import { Chips } from "./refer-agreement";
import { offeredSteps } from "./standing";
import { newStep } from "./steps";

const TELLERS = ["person", "guardian", "other"] as const;
type Teller = (typeof TELLERS)[number];
const ALL = "";

interface WithdrawingProps {
  readonly consent: Entry;
  readonly known: Case;
  readonly onEnd: () => void;
}

export function Withdrawing({ consent, known, onEnd }: WithdrawingProps) {
  const words = personTexts().case;
  const failure = useSignal<SaveResult | null>(null);
  /** Scopes that are taken back; none: the whole agreement. */
  const taken = useSignal<readonly string[]>([]);
  const saving = useRef(false);
  const org = orgName(text(consent, "to_org"));
  const told: Readonly<Record<Teller, string>> = {
    person: words.toldByPerson,
    guardian: words.toldByGuardian,
    other: words.toldByOther,
  };
  const parts = mayTakeBack(inForceOf(consent));
  const withdraw = async (teller: Teller) => {
    if (saving.current) return;
    saving.current = true;
    failure.value = await phone.saveAll(withdrawal(consent, known, teller, taken.value));
    saving.current = failure.value.ok;
    if (failure.value.ok) onEnd();
  };
  const choose = (scope: string) => {
    const others = taken.value.filter((each) => each !== scope);
    taken.value =
      scope === ALL ? [] : others.length < taken.value.length ? others : [...others, scope];
  };
  return (
    <div class="stack">
      <h3>{words.withdrawTitle(org)}</h3>
      {parts.length > 0 && (
        <Chips
          title={words.withdrawWhat}
          options={[ALL, ...parts]}
          name={(scope) =>
            scope === ALL ? words.withdrawAll : personLabel("consent_scope", scope)
          }
          isChosen={(scope) =>
            scope === ALL ? taken.value.length === 0 : taken.value.includes(scope)
          }
          onChoose={choose}
        />
      )}
      <p role="status">
        {taken.value.length === 0 ? words.withdrawText(org) : words.withdrawPart(org)}
      </p>
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[failure.value.error]}
        </Line>
      )}
      <p class="caption">{words.toldBy}</p>
      {TELLERS.map((teller) => (
        <SecondaryButton key={teller} onPress={() => void withdraw(teller)}>
          {told[teller]}
        </SecondaryButton>
      ))}
      <QuietButton onPress={onEnd}>{personTexts().referral.back}</QuietButton>
    </div>
  );
}

/**
 * The withdrawal and, when nothing of the agreement is left, the end of every referral that rested
 * on it and that we may end.
 */
function withdrawal(
  consent: Entry,
  known: Case,
  teller: Teller,
  taken: readonly string[],
): readonly NewRecord[] {
  const at = wireTime(phone.now());
  const fields = { consent: consent.id, at, told_by: teller, ...takingBack(taken) };
  return [
    {
      kind: "consent_withdrawal",
      id: crypto.randomUUID(),
      fields: { ...fields, ...sealedLike(consent) },
    },
    ...(taken.length === 0 ? endsOf(consent, known) : []),
  ];
}

const WITHDRAWN = "consent_withdrawn";
const TOGETHER_MS = 60_000;

function endsOf(consent: Entry, known: Case): readonly NewRecord[] {
  const resting = referralsOf(known).filter(
    (referral) => restsOn(referral, consent) && standing(referral).open,
  );
  return resting.flatMap((referral) => {
    const stands = standing(referral);
    const offered = offeredSteps(referral, stands, phone.now());
    const may = offered.some(({ to, mayGive }) => to === "cancelled" && mayGive(WITHDRAWN));
    return may ? [newStep(referral, stands, "cancelled", { cancel_reason: WITHDRAWN })] : [];
  });
}

/** A stub does not name its agreement: it is the one that was saved with it. */
function restsOn(referral: Entry, consent: Entry): boolean {
  const named = text(referral, "consent");
  if (named !== null) return named === consent.id;
  return (
    referral.author === consent.author &&
    text(referral, "to_org") === text(consent, "to_org") &&
    Math.abs(referral.madeAtMs - consent.madeAtMs) <= TOGETHER_MS
  );
}

/** What belongs to something narrower is no wider. */
function sealedLike(entry: Entry) {
  const visibility = text(entry, "visibility");
  return visibility === null ? {} : { visibility };
}
