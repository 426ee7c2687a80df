/** Referring somebody: one page; what is open unfolds by itself, what is answered folds to a tick. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { label, language, ltr, t } from "../../strings";
import { INTL_TAGS } from "../../strings/languages";
import { personLabel, personTexts } from "../../strings/person";
import { PrimaryButton } from "../components/buttons";
import { AttentionIcon, CheckIcon, ForwardIcon, RepeatIcon, SendIcon } from "../components/icons";
import { Line } from "../components/line";
import { telephone } from "../directory/words";
import { entryAt } from "../field/entries";
import { back } from "../field/router";
import { emergencyNumbers } from "../field/services";
import { Top } from "../field/top";
import { groupCase } from "./case-code";
import { referralsOn } from "./dossier";
import { Agreement, agreementAnswer } from "./refer-agreement";
import { closeRefer, openRefer, type ReferForm } from "./refer-form";
import {
  Handover,
  handoverAnswer,
  Summary,
  summaryAnswer,
  Urgency,
  Why,
  whyAnswer,
} from "./refer-more";
import { missingOf } from "./refer-values";
import { What, whatAnswer } from "./refer-what";
import { Whom, whomAnswer } from "./refer-whom";
import { ReferralsOffScreen } from "./referrals-off";

export interface ReferScreenProps {
  readonly code: string;
  readonly follows: string | null;
}

export function ReferScreen(props: ReferScreenProps) {
  return referralsOn() ? <ReferPage {...props} /> : <ReferralsOffScreen />;
}

function ReferPage({ code, follows }: ReferScreenProps) {
  const words = personTexts().refer;
  const form = openRefer(code, follows === null ? null : entryAt(`referral/${follows}`));
  const { urgency } = form.values.value;
  const failure = form.failure.value;
  return (
    <>
      <Top withBack title={words.title} second={words.ofCase(ltr(groupCase(code)))} />
      <main class="page refer">
        {form.restored.value && (
          <div role="status">
            <Line icon={RepeatIcon} tone="plain">
              {words.restored}
            </Line>
          </div>
        )}
        {urgency === "emergency" && <CallFirst form={form} />}
        <Lines form={form} />
        {form.sealing && (
          <Line icon={AttentionIcon} tone="attention">
            <p>{words.seals}</p>
            <p>{words.notKept}</p>
          </Line>
        )}
      </main>
      <footer class="foot">
        {failure !== null && (
          <div role="alert">
            <Line icon={AttentionIcon} tone="attention">
              {failure === "unsealed" ? words.contactUnsealed : t().reason[failure]}
            </Line>
          </div>
        )}
        <Send form={form} />
      </footer>
    </>
  );
}

type Name = "what" | "whom" | "agreement" | "why" | "urgency" | "handover" | "summary";

/** The lines in their order; of those not touched the first unanswered one is open. */
function Lines({ form }: { readonly form: ReferForm }) {
  const words = personTexts().refer;
  const touched = useSignal<Name | null>(null);
  const now = form.values.value;
  const answers: Readonly<Record<Name, ComponentChildren>> = {
    what: whatAnswer(now),
    whom: whomAnswer(now),
    agreement: agreementAnswer(now),
    why: whyAnswer(now),
    urgency: personLabel("urgency", now.urgency),
    handover: handoverAnswer(now),
    summary: summaryAnswer(now),
  };
  const needed: readonly Name[] = ["what", "whom", "agreement", "why"];
  const open = touched.value ?? needed.find((name) => answers[name] === null) ?? null;
  const done = () => (touched.value = null);
  const line = (name: Name, title: string, children: ComponentChildren, preset = false) => (
    <ReferLine
      key={name}
      title={preset ? `${title} · ${words.preset}` : title}
      answer={answers[name]}
      open={open === name}
      onOpen={() => (touched.value = name)}
    >
      {children}
    </ReferLine>
  );
  return (
    <>
      {line("what", words.what, <What form={form} onDone={done} />)}
      {line("whom", words.whom, <Whom form={form} onDone={done} />)}
      {line("agreement", words.agreement, <Agreement form={form} onDone={done} />)}
      {line("why", words.why, <Why form={form} onDone={done} kept={touched.value === "why"} />)}
      {line("urgency", words.urgency, <Urgency form={form} onDone={done} />, true)}
      {line("handover", words.handover, <Handover form={form} onDone={done} />, true)}
      {line("summary", words.summary, <Summary form={form} onDone={done} />)}
    </>
  );
}

interface ReferLineProps {
  readonly title: string;
  readonly answer: ComponentChildren;
  readonly open: boolean;
  readonly onOpen: () => void;
  readonly children: ComponentChildren;
}

function ReferLine({ title, answer, open, onOpen, children }: ReferLineProps) {
  const words = personTexts().refer;
  if (open) return <OpenLine title={title}>{children}</OpenLine>;
  const answered = answer !== null;
  return (
    <section class="card refer-line" aria-label={title}>
      <span class={answered ? "refer-tick is-done" : "refer-tick"}>
        {answered && <CheckIcon />}
      </span>
      <div class="refer-answer">
        <h2 class="second">{title}</h2>
        <p>{answered ? answer : <strong>{words.chooseOne}</strong>}</p>
      </div>
      <button
        type="button"
        class="refer-change"
        aria-label={`${answered ? words.change : words.choose}: ${title}`}
        onClick={onOpen}
      >
        {answered ? words.change : <ForwardIcon />}
      </button>
    </section>
  );
}

type OpenLineProps = Pick<ReferLineProps, "title" | "children">;

/** The button that opened it is gone: a reader goes on here, and it is in sight. */
function OpenLine({ title, children }: OpenLineProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    const { current: line } = section;
    line?.focus({ preventScroll: true });
    // Of what is longer than the screen the beginning.
    const isLong = (line?.offsetHeight ?? 0) > (line?.parentElement?.clientHeight ?? 0);
    line?.scrollIntoView({ block: isLong ? "start" : "nearest" });
  }, []);
  return (
    <section ref={section} class="card refer-open stack" aria-label={title} tabIndex={-1}>
      {children}
    </section>
  );
}

/** s36: the numbers come before the form, and into sight. */
function CallFirst({ form }: { readonly form: ReferForm }) {
  const words = personTexts().refer;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // After the line that opens meanwhile.
    const drawn = requestAnimationFrame(() => section.current?.scrollIntoView({ block: "end" }));
    return () => cancelAnimationFrame(drawn);
  }, []);
  const now = form.values.value;
  const numbers = emergencyNumbers();
  const said = numbers.map(({ number }) => ltr(number)).join(" · ");
  return (
    <section ref={section} class="card call-first stack">
      <h2>{words.callFirst(said)}</h2>
      <div class="chips">
        {numbers.map(({ code, number }) => (
          <a key={code} class="chip" href={telephone(number)}>
            <strong class="ltr">{number}</strong> {label("emergency_number", code)}
          </a>
        ))}
      </div>
      <div class="row-of-two">
        {([false, true] as const).map((called) => (
          <button
            key={String(called)}
            type="button"
            class="chip"
            aria-pressed={now.called === called}
            onClick={() => form.change({ ...now, called })}
          >
            {called ? words.called : words.notCalled}
          </button>
        ))}
      </div>
    </section>
  );
}

function Send({ form }: { readonly form: ReferForm }) {
  const words = personTexts().refer;
  const open = missingOf(form.values.value);
  const names = {
    what: words.missingWhat,
    whom: words.missingWhom,
    agreement: words.missingAgreement,
    reason: words.missingReason,
    contact: words.missingContact,
  };
  const send = async () => {
    if (!(await form.send())) return;
    closeRefer();
    phone.sendNow();
    back();
  };
  if (open.length === 0) {
    return (
      <PrimaryButton icon={SendIcon} onPress={() => void send()}>
        {words.send}
      </PrimaryButton>
    );
  }
  const list = new Intl.ListFormat(INTL_TAGS[language.value], { type: "conjunction" });
  return (
    <PrimaryButton disabled onPress={() => undefined}>
      {words.missing(list.format(open.map((each) => names[each])))}
    </PrimaryButton>
  );
}
