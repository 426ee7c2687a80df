/** What happened to an entry, as far as this phone knows: who set what, the newest first. */
import { useSignal } from "@preact/signals";
import { type Entry, phone, type Step } from "../../store/phone";
import { formatDate, formatTime, t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { aliasOf, timeZone } from "./entries";
import { knownName, valueWords } from "./field-words";
import { daysBack } from "./network-day";

const SHOWN = 4;
/** What the screen says already is not repeated of the step that began the entry. */
const ABOVE: ReadonlySet<string> = new Set(["service_type", "unit", "site"]);

export function History({ entry }: { readonly entry: Entry }) {
  const words = t().entry;
  const all = useSignal(false);
  const steps = phone
    .history(entry.path)
    .map((step) => ({ step, said: said(step) }))
    .filter((each) => each.said !== "");
  if (steps.length === 0) return null;
  return (
    <section class="stack">
      <h2 class="section">{words.history}</h2>
      <ol class="card list steps">
        {(all.value ? steps : steps.slice(0, SHOWN)).map((each) => (
          <li key={each.step.id}>
            <span class="second">{words.step(when(each.step.atMs), aliasOf(each.step.user))}</span>
            <span>
              <bdi>{each.said}</bdi>
            </span>
          </li>
        ))}
      </ol>
      {!all.value && steps.length > SHOWN && (
        <QuietButton onPress={() => (all.value = true)}>{words.allHistory}</QuietButton>
      )}
    </section>
  );
}

/** "Quantity 42, People served 40"; nothing of a step that people have no words for. */
function said({ fields, state }: Step): string {
  const first = "org" in fields;
  const parts = Object.entries(fields).flatMap(([field, value]) => {
    const name = first && ABOVE.has(field) ? null : knownName(field);
    return name === null ? [] : [`${name} ${valueWords(field, value)}`];
  });
  if (parts.length === 0) return "";
  const words = parts.join(t().comma);
  return state === "refused" ? `${t().entry.notAccepted}: ${words}` : words;
}

function when(ms: number): string {
  const time = formatTime(ms, timeZone());
  const today = daysBack(ms, phone.now(), timeZone()) === 0;
  return today ? time : `${formatDate(ms, timeZone())} ${time}`;
}
