/** A new case: a code made here, and of the person only what helps. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { phone, type SaveResult } from "../../store/phone";
import { t } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import { PrimaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { begunMeeting } from "../field/contact-form";
import { SpokenLanguage, ToldAge } from "../field/contact-person";
import { EMPTY, type Meeting } from "../field/contact-values";
import { here } from "../field/rounds";
import { replace } from "../field/router";
import { Top } from "../field/top";
import { newCaseCode } from "./case-code";

const SEXES = ["f", "m", "x"] as const;

export function NewCase() {
  const words = personTexts().create;
  const person = useSignal<Meeting>(known());
  const sex = useSignal<string | null>(null);
  const failure = useSignal<SaveResult | null>(null);
  // One code, however often somebody touches the button.
  const made = useRef({ code: newCaseCode(), id: crypto.randomUUID(), saving: false });
  const save = async () => {
    const { code, id, saving } = made.current;
    if (saving) return;
    made.current.saving = true;
    const { language, age, minor } = person.peek();
    const noted = { language, age_band: age, minor_status: minor, sex: sex.peek() };
    const told = Object.entries(noted).filter(([, value]) => value !== null);
    const fields = { code, ...Object.fromEntries(told) };
    const result = await phone.saveAll([{ kind: "case", id, fields }]);
    made.current.saving = result.ok;
    failure.value = result;
    if (result.ok) openMade(code);
  };
  return (
    <>
      <Top withBack title={words.title} />
      <main class="page detail">
        <p class="second">{words.why}</p>
        <SpokenLanguage meeting={person.value} onChange={(next) => (person.value = next)} />
        <fieldset class="chips">
          <legend class="caption">{words.sex}</legend>
          {SEXES.map((code) => (
            <button
              key={code}
              type="button"
              class="chip"
              aria-pressed={sex.value === code}
              onClick={() => (sex.value = sex.value === code ? null : code)}
            >
              {personLabel("sex", code)}
            </button>
          ))}
        </fieldset>
        <ToldAge meeting={person.value} onChange={(next) => (person.value = next)} />
      </main>
      <footer class="foot">
        {failure.value?.ok === false && (
          <div role="alert">
            <Line icon={AttentionIcon} tone="attention">
              {t().reason[failure.value.error]}
            </Line>
          </div>
        )}
        <PrimaryButton onPress={() => void save()}>{words.save}</PrimaryButton>
      </footer>
    </>
  );
}

/** The search lies below: going back from the case leads to where one looked for it. */
function openMade(code: string): void {
  replace({ name: "case", code });
}

/** What was already written down about the person one is with. */
function known(): Meeting {
  const round = here.peek()?.round.id;
  const begun = round === undefined ? null : begunMeeting(round);
  if (begun === null) return EMPTY;
  const { language, age, minor } = begun;
  return { ...EMPTY, language, age, minor };
}
