/** One referral: how it stands, its steps, and the next one for who may take it. */
import type { Entry } from "../../store/phone";
import { formatDate, formatDay, formatTime, label, ltr } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, ClockIcon, ReferIcon, VoidIcon } from "../components/icons";
import { Line } from "../components/line";
import { aliasOf, elements, entryAt, text, timeZone } from "../field/entries";
import { useNow } from "../field/now";
import { entryLine } from "../field/reasons";
import { go } from "../field/router";
import { StateWord } from "../field/state-word";
import { Top } from "../field/top";
import { Choices } from "../field/two-values";
import { AnswerLink } from "./answer-link";
import { groupCase } from "./case-code";
import { caseAt, eventsOf, leastSent, me, orgName, referralsOn, standing } from "./dossier";
import { Hold } from "./hold";
import { Messages } from "./messages";
import { CONTACT } from "./refer-values";
import { ReferralsOff } from "./referrals-off";
import { isOverdue, type Standing } from "./standing";
import { NextSteps } from "./step-form";
import { stepReason, stepTitle } from "./timeline";
import { holdOf, isUnsentEmergency, waitingWords } from "./waiting";

export function ReferralScreen({ id }: { readonly id: string }) {
  const words = personTexts().referral;
  const referral = entryAt(`referral/${id}`);
  if (referral === null) {
    return (
      <>
        <Top withBack title={words.title} />
        <main class="page">
          <p class="empty">{words.gone}</p>
        </main>
      </>
    );
  }
  const stands = standing(referral);
  const on = referralsOn();
  const incoming = text(referral, "to_org") === me().org;
  const [from, to] = [orgName(text(referral, "from_org")), orgName(text(referral, "to_org"))];
  return (
    <>
      <Top
        withBack
        title={words.title}
        second={<bdi>{incoming ? words.from(from) : words.to(to)}</bdi>}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <main class="page" tabIndex={0}>
        <Now referral={referral} stands={stands} />
        <Choices entry={referral} />
        {!on && <ReferralsOff />}
        <NextSteps key={stands.heads.map((head) => head.id).join()} referral={referral} />
        {!stands.shut && <About referral={referral} stands={stands} />}
        {on && <AnswerLink referral={referral} stands={stands} />}
        {on && <Redirected referral={referral} stands={stands} />}
        {on && !referral.stub && stands.open && <Hold referral={referral} stands={stands} />}
        <Story referral={referral} stands={stands} />
        {!referral.stub && <Messages referral={referral} closed={!on} />}
      </main>
    </>
  );
}

interface StandsProps {
  readonly referral: Entry;
  readonly stands: Standing;
}

/** What it is, how it stands, and what is wrong with it. */
function Now({ referral, stands }: StandsProps) {
  const words = personTexts().referral;
  const now = useNow();
  const why = entryLine(referral);
  const hold = holdOf(referral);
  const status = stands.status === null ? "draft" : stands.status;
  return (
    <section class="card stack">
      <h2>{personLabel("referral_type", text(referral, "referral_type") ?? "")}</h2>
      {status !== "review" && <p class="label">{personLabel("referral_status", status)}</p>}
      <p>
        <StateWord entry={leastSent(referral)} />
      </p>
      {isUnsentEmergency(referral) && (
        <Line icon={AttentionIcon} tone="attention">
          {words.unsentEmergency}
        </Line>
      )}
      {why !== null && (
        <Line icon={AttentionIcon} tone={referral.held ? "plain" : "attention"}>
          {why}
        </Line>
      )}
      {stands.waiting && (
        <Line
          icon={isOverdue(stands, now) ? AttentionIcon : ClockIcon}
          tone={isOverdue(stands, now) ? "attention" : "plain"}
        >
          {waitingWords(stands, now)}
        </Line>
      )}
      {hold !== null && (
        <Line icon={ClockIcon} tone="plain">
          {holdWords(hold.reason, hold.until)}
        </Line>
      )}
      {stands.outcomes.length > 1 && (
        <Line icon={AttentionIcon} tone="attention">
          {words.outcomes}
        </Line>
      )}
      {stands.shut && (
        <Line icon={VoidIcon} tone="plain">
          {words.shut}
        </Line>
      )}
      {referral.stub && !stands.shut && (
        <Line icon={VoidIcon} tone="plain">
          {personTexts().case.sealed}
        </Line>
      )}
    </section>
  );
}

function holdWords(reason: string | null, until: string): string {
  const words = personTexts().referral;
  const day = formatDate(Date.parse(until), "UTC");
  return reason === null ? words.held(day) : words.heldWhy(reason, day);
}

/** What the receiver must know, and nothing about who the person is. */
function About({ referral, stands }: StandsProps) {
  const words = personTexts();
  const code = text(referral, "case") ?? "";
  const set = (name: string) => elements(referral, name).map(([one]) => one);
  const languages = set("language_needed").map((one) => label("language", one));
  const reasons = set("reasons").map((reason) => personLabel("referral_reason", reason));
  const [handover, summary] = [text(referral, "handover"), text(referral, "summary")];
  const facts: readonly (readonly [string, string])[] = [
    [words.refer.urgency, personLabel("urgency", text(referral, "urgency") ?? "normal")],
    [words.referral.respondBy, stands.waiting ? whenWords(stands.respondByMs) : ""],
    [words.refer.why, reasons.join(" · ")],
    [words.referral.language, languages.join(" · ")],
    [words.refer.handover, handover === null ? "" : personLabel("handover", handover)],
    [words.referral.contact, contactWords(referral)],
    [words.refer.summary, summary ?? ""],
  ];
  return (
    <>
      <dl class="card list facts facts-referral">
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      {text(referral, CONTACT) !== null && text(referral, "from_org") === me().org && (
        <p class="second">{words.referral.contactFixed}</p>
      )}
      {caseAt(code) !== null && (
        <SecondaryButton onPress={() => go({ name: "case", code })}>
          {words.referral.meet} {ltr(groupCase(code))}
        </SecondaryButton>
      )}
    </>
  );
}

/** That there is one, and who can open it: nobody on any phone. */
function contactWords(referral: Entry): string {
  const words = personTexts().referral;
  if (text(referral, CONTACT) === null) return "";
  const receiver = text(referral, "to_org");
  return receiver === me().org ? words.contactOurs : words.contactTheirs(orgName(receiver));
}

function whenWords(ms: number): string {
  return `${formatDay(ms, timeZone())} · ${ltr(formatTime(ms, timeZone()))}`;
}

/** Declined, and somebody who fits better was named. */
function Redirected({ referral, stands }: StandsProps) {
  const words = personTexts().referral;
  const named = stands.heads.map((head) => text(head, "redirect_to")).find((org) => org !== null);
  if (stands.status !== "declined" || named === undefined) return null;
  const isOurs = text(referral, "from_org") === me().org;
  const code = text(referral, "case") ?? "";
  return (
    <section class="card stack">
      <p>{words.redirected(orgName(named))}</p>
      {isOurs && caseAt(code) !== null && (
        <SecondaryButton
          icon={ReferIcon}
          onPress={() => go({ name: "refer", code, follows: referral.id })}
        >
          {words.referAgain(orgName(named))}
        </SecondaryButton>
      )}
    </section>
  );
}

function Story({ referral, stands }: StandsProps) {
  const words = personTexts().referral;
  const events = [...eventsOf(referral)].sort((a, b) => b.madeAtMs - a.madeAtMs);
  if (events.length === 0) return null;
  return (
    <section class="card list" aria-label={words.story}>
      <h2 class="caption pad">{words.story}</h2>
      <ol class="steps">
        {events.map((event) => (
          <li key={event.path}>
            <strong>{stepTitle(referral, event)}</strong>
            {stepReason(event) !== "" && <span>{stepReason(event)}</span>}
            {text(event, "note") !== null && <bdi>{text(event, "note")}</bdi>}
            <span class="second">
              {whenWords(event.madeAtMs)} · <bdi>{authorOf(event)}</bdi>
            </span>
            {stands.ignored.has(event.id) && <span class="second">{words.ignored}</span>}
            {event.state !== "sent" && <StateWord entry={event} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Of another association one knows which, not who. */
export function authorOf(event: Entry): string {
  const org = text(event, "org");
  return org !== null && org !== me().org ? orgName(org) : aliasOf(event.author);
}
