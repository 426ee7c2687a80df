/** Asking for agreement: words to read out, an answer, and what nobody keeps when it is no. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { isDraft, label, language as spoken, t } from "../../strings";
import {
  agreementLanguage,
  agreementWords,
  isDraftAgreement,
  MORE_SCOPES,
} from "../../strings/agreement";
import { direction, type Language, NAMES } from "../../strings/languages";
import { personLabel, personTexts, typeIn } from "../../strings/person";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import { GlobeIcon } from "../components/icons";
import { inSentence } from "../field/codes";
import { NoteBox } from "../field/note-box";
import { back, go } from "../field/router";
import { Top } from "../field/top";
import { orgName } from "./dossier";
import { closeRefer, openedRefer, type PartProps, type ReferForm } from "./refer-form";
import { EXCEPTIONS, isException, type Referring } from "./refer-values";

const EXCEPTION_MAX = 500;

export function agreementAnswer(now: Referring): ComponentChildren {
  const words = personTexts().refer;
  if (!now.agreed) return null;
  return (
    <strong>
      {isException(now)
        ? words.without(words[now.basis as (typeof EXCEPTIONS)[number]])
        : words.agreed(label("language", now.language))}
    </strong>
  );
}

export function Agreement(props: PartProps) {
  const answer = useSignal<"ask" | "no" | "danger">("ask");
  if (answer.value === "no") {
    return (
      <SaysNo
        {...props}
        onAsk={() => (answer.value = "ask")}
        onDanger={() => (answer.value = "danger")}
      />
    );
  }
  if (answer.value === "danger") {
    return <Danger {...props} onBack={() => (answer.value = "no")} />;
  }
  const refuse = () => {
    props.form.refuse();
    answer.value = "no";
  };
  return <Ask {...props} onNo={refuse} />;
}

function Ask({ form, onDone, onNo }: PartProps & { readonly onNo: () => void }) {
  const words = personTexts().refer;
  const details = useSignal(false);
  const now = form.values.value;
  const shown = shownLanguage(form);
  const agree = () => {
    const basis = isException(now) ? form.basis : now.basis;
    form.change({ ...form.values.peek(), basis, exception: "", agreed: true });
    onDone();
  };
  if (now.org === null || now.type === null) return <p class="second">{words.whom}</p>;
  return (
    <>
      <div class="ask-head">
        <h2>{words.ask}</h2>
        <span class="second">{words.readOut}</span>
      </div>
      <blockquote class="read-aloud">
        {wordsFor(now, spoken.value)}
        {isDraft() && <span class="second block">{words.draft}</span>}
      </blockquote>
      <div class="chips">
        {shown !== null && shown !== spoken.value && (
          <button
            type="button"
            class="chip"
            onClick={() => go({ name: "agreement", code: form.code })}
          >
            <GlobeIcon />
            {words.showIn(label("language", askedLanguage(form) ?? shown))}
          </button>
        )}
        <button
          type="button"
          class="chip"
          aria-expanded={details.value}
          onClick={() => (details.value = !details.value)}
        >
          {words.details}
        </button>
      </div>
      {details.value && <Details form={form} />}
      <div class="row-of-two">
        <SecondaryButton onPress={onNo}>{words.no}</SecondaryButton>
        <PrimaryButton onPress={agree}>{words.yes}</PrimaryButton>
      </div>
    </>
  );
}

/** How, in which language and by whom it is agreed, and what is asked besides. */
function Details({ form }: { readonly form: ReferForm }) {
  const words = personTexts().refer;
  const now = form.values.value;
  const languages = [...new Set([form.language, now.language, ...Object.keys(NAMES)])];
  const toggle = (scope: string) => {
    const others = now.scopes.filter((each) => each !== scope);
    const scopes = others.length === now.scopes.length ? [...others, scope] : others;
    form.change({ ...now, scopes, agreed: false });
  };
  return (
    <div class="stack">
      <Chips
        title={words.who}
        options={["self", "assent_minor", "guardian"] as const}
        name={(basis) => words[basis]}
        isChosen={(basis) => now.basis === basis}
        onChoose={(basis) => form.change({ ...now, basis })}
      />
      <Chips
        title={words.how}
        options={["spoken", "spoken_interpreter", "phone", "written"] as const}
        name={(method) => personLabel("consent_method", method)}
        isChosen={(method) => now.method === method}
        onChoose={(method) => form.change({ ...now, method })}
      />
      <Chips
        title={words.inWhich}
        options={languages.filter((code) => code !== null)}
        name={(code) => label("language", code)}
        isChosen={(code) => now.language === code}
        onChoose={(language) => form.change({ ...now, language })}
      />
      <Chips
        title={words.alsoAsked}
        options={MORE_SCOPES}
        name={(scope) => personLabel("consent_scope", scope)}
        isChosen={(scope) => now.scopes.includes(scope)}
        onChoose={toggle}
      />
    </div>
  );
}

interface ChipsProps<T extends string> {
  readonly title: string;
  readonly options: readonly T[];
  readonly name: (code: T) => string;
  readonly isChosen: (code: T) => boolean;
  readonly onChoose: (code: T) => void;
}

export function Chips<T extends string>(props: ChipsProps<T>) {
  const { title, options, name, isChosen, onChoose } = props;
  return (
    <fieldset class="chips">
      <legend class="caption">{title}</legend>
      {options.map((code) => (
        <button
          key={code}
          type="button"
          class="chip"
          aria-pressed={isChosen(code)}
          onClick={() => onChoose(code)}
        >
          {name(code)}
        </button>
      ))}
    </fieldset>
  );
}

type NoProps = PartProps & { readonly onAsk: () => void; readonly onDanger: () => void };

/** What was filled in is forgotten: a refusal leaves no trace about the person. */
function SaysNo({ form, onAsk, onDanger }: NoProps) {
  const words = personTexts().refer;
  const leave = () => {
    form.forget();
    closeRefer();
    back();
  };
  return (
    <>
      <h2>{words.refusedTitle}</h2>
      <p>{words.refused}</p>
      <PrimaryButton onPress={leave}>{words.refusedDone}</PrimaryButton>
      <SecondaryButton onPress={onAsk}>{words.askAgain}</SecondaryButton>
      <QuietButton onPress={onDanger}>{words.danger}</QuietButton>
    </>
  );
}

/** Only when life or a child is at risk, and with a reason that somebody reads. */
function Danger({ form, onDone, onBack }: PartProps & { readonly onBack: () => void }) {
  const words = personTexts().refer;
  const now = form.values.value;
  const ready = isException(now) && now.exception.trim() !== "";
  const go = () => {
    form.change({ ...form.values.peek(), agreed: true });
    onDone();
  };
  return (
    <>
      <h2>{words.danger}</h2>
      <p>{words.dangerText}</p>
      <Chips
        title={words.why}
        options={EXCEPTIONS}
        name={(basis) => words[basis]}
        isChosen={(basis) => now.basis === basis}
        onChoose={(basis) => form.change({ ...now, basis, agreed: false })}
      />
      <NoteBox
        label={words.dangerWhy}
        hint={words.summaryHint}
        value={now.exception}
        lengthMax={EXCEPTION_MAX}
        onInput={(exception) => form.change({ ...form.values.peek(), exception, agreed: false })}
      />
      <PrimaryButton disabled={!ready} onPress={go}>
        {words.dangerDone}
      </PrimaryButton>
      <SecondaryButton
        onPress={() => {
          form.refuse();
          onBack();
        }}
      >
        {t().back}
      </SecondaryButton>
    </>
  );
}

/** The words alone, large, in the person's language: the phone is turned round. */
export function AgreementScreen({ code }: { readonly code: string }) {
  const words = personTexts().refer;
  const form = openedRefer(code);
  const now = form.values.value;
  const shown = shownLanguage(form) ?? spoken.value;
  const asked = () => {
    form.change({ ...form.values.peek(), language: askedLanguage(form) ?? shown });
    back();
  };
  return (
    <>
      <Top withBack title={NAMES[shown]} second={words.ask} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <main class="page words-alone" lang={shown} dir={direction(shown)} tabIndex={0}>
        <p class="read-out-number">{wordsFor(now, shown)}</p>
        {isDraftAgreement(shown) && <p class="second">{words.draft}</p>}
      </main>
      <footer class="foot">
        <PrimaryButton onPress={asked}>{t().done}</PrimaryButton>
      </footer>
    </>
  );
}

/** In which it is asked, where somebody said so; else the person's own. */
function askedLanguage(form: ReferForm): string | null {
  const { language } = form.values.value;
  return language === spoken.value ? form.language : language;
}

function shownLanguage(form: ReferForm): Language | null {
  return agreementLanguage(askedLanguage(form));
}

/** The receiver stands out: it is what the person agrees to. */
function wordsFor({ org, type, scopes }: Referring, language: Language): ComponentChildren {
  const name = orgName(org);
  const type_ = type === null ? null : typeIn(language, type);
  const what = type_ === null ? null : inSentence(type_);
  const [before = "", ...after] = agreementWords(language, { org: name, what, scopes }).split(name);
  return (
    <>
      {before}
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {after.join(name)}
    </>
  );
}
