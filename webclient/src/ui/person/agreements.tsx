/** What the person agreed to, and what of it they have taken back. */
import { type Signal, useSignal } from "@preact/signals";
import type { Entry } from "../../store/phone";
import { formatDate, label } from "../../strings";
import { personTexts } from "../../strings/person";
import { QuietButton } from "../components/buttons";
import { text, timeZone } from "../field/entries";
import { type Case, consentsOf, inForceOf, orgName, referralsOf, standing } from "./dossier";
import { isException, scopeWords } from "./timeline";
import { Withdrawing } from "./withdrawing";

export function Agreements({ known }: { readonly known: Case }) {
  const words = personTexts().case;
  const asked = useSignal<string | null>(null);
  const inForce = consentsOf(known).filter(
    (consent) => !consent.stub && !inForceOf(consent).withdrawn && !isException(consent),
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
  if (asked.value === consent.id) {
    return <Withdrawing consent={consent} known={known} onEnd={() => (asked.value = null)} />;
  }
  const { takenBack } = inForceOf(consent);
  return (
    <div class="card-row">
      <div>
        <strong>
          <bdi>{orgName(text(consent, "to_org"))}</bdi>
        </strong>
        <p class="second">
          {formatDate(consent.madeAtMs, timeZone())} ·{" "}
          {label("language", text(consent, "language") ?? "")}
        </p>
        {takenBack.length > 0 && <p class="second">{words.takenBack(scopeWords(takenBack))}</p>}
      </div>
      <QuietButton onPress={() => (asked.value = consent.id)}>{words.withdraw}</QuietButton>
    </div>
  );
}
