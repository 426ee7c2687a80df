/** What the person agreed to, and taking it back when they no longer do. */
import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Entry, type NewRecord, phone, type SaveResult } from "../../store/phone";
import { formatDate, label, t } from "../../strings";
import { personTexts } from "../../strings/person";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { text, timeZone } from "../field/entries";
import { wireTime } from "../field/network-day";
import { type Case, consentsOf, orgName, referralsOf, standing, withdrawalOf } from "./dossier";
import { offeredSteps } from "./standing";
import { newStep } from "./steps";
import { isException } from "./timeline";

const TELLERS = ["person", "guardian", "other"] as const;
type Teller = (typeof TELLERS)[number];

export function Agreements({ known }: { readonly known: Case }) {
  const words = personTexts().case;
  const asked = useSignal<string | null>(null);
  const inForce = consentsOf(known).filter(
    (consent) => !consent.stub && withdrawalOf(consent) === null && !isException(consent),
  );
  // Of a sealed case the phone does not know its agreements.
  const hidden = known.entry.stub && referralsOf(known).some((one) => standing(one).open);
  if (inForce.length === 0 && !hidden) return null;
  return (
    <section class="card list agreements" aria-label={words.agreements}>
      <h2 class="caption">{words.agreements}</h2>
      {inForce.map((consent) => (
        <Agreement key={consent.path} consent={consent} known={known} asked={asked} />
      ))}
      {inForce.length === 0 && <p class="second">{words.askCoordinator}</p>}
    </section>
  );
}

interface AgreementProps {
  readonly consent: Entry;
  readonly known: Case;
  /** The one that somebody is about to withdraw. */
  readonly asked: Signal<string | null>;
}

function Agreement({ consent, known, asked }: AgreementProps) {
  const words = personTexts().case;
  const failure = useSignal<SaveResult | null>(null);
  const org = orgName(text(consent, "to_org"));
  const told: Readonly<Record<Teller, string>> = {
    person: words.toldByPerson,
    guardian: words.toldByGuardian,
    other: words.toldByOther,
  };
  const saving = useRef(false);
  const withdraw = async (teller: Teller) => {
    if (saving.current) return;
    saving.current = true;
    failure.value = await phone.saveAll(withdrawal(consent, known, teller));
    saving.current = failure.value.ok;
    if (failure.value.ok) asked.value = null;
  };
  if (asked.value !== consent.id) {
    return (
      <div class="card-row">
        <div>
          <strong>
            <bdi>{org}</bdi>
          </strong>
          <p class="second">
            {formatDate(consent.madeAtMs, timeZone())} ·{" "}
            {label("language", text(consent, "language") ?? "")}
          </p>
        </div>
        <QuietButton onPress={() => (asked.value = consent.id)}>{words.withdraw}</QuietButton>
      </div>
    );
  }
  return (
    <div class="stack">
      <h3>{words.withdrawTitle(org)}</h3>
      <p>{words.withdrawText(org)}</p>
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
      <QuietButton onPress={() => (asked.value = null)}>{personTexts().referral.back}</QuietButton>
    </div>
  );
}

/** The withdrawal, and the end of every referral that rested on it and that we may end. */
function withdrawal(consent: Entry, known: Case, teller: Teller): readonly NewRecord[] {
  const at = wireTime(phone.now());
  const fields = { consent: consent.id, at, told_by: teller };
  const resting = referralsOf(known).filter(
    (referral) => restsOn(referral, consent) && standing(referral).open,
  );
  const ends = resting.flatMap((referral) => {
    const stands = standing(referral);
    const offered = offeredSteps(referral, stands, phone.now());
    const may = offered.some(({ to, mayGive }) => to === "cancelled" && mayGive(WITHDRAWN));
    return may ? [newStep(referral, stands, "cancelled", { cancel_reason: WITHDRAWN })] : [];
  });
  return [
    {
      kind: "consent_withdrawal",
      id: crypto.randomUUID(),
      fields: { ...fields, ...sealedLike(consent) },
    },
    ...ends,
  ];
}

const WITHDRAWN = "consent_withdrawn";
const TOGETHER_MS = 60_000;

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
