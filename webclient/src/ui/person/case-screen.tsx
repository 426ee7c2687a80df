/** One person's follow-up: the code, what waits, and what happened, the newest first. */
import { useSignal } from "@preact/signals";
import type { Entry } from "../../store/phone";
import { formatDate, formatTime, ltr } from "../../strings";
import { personTexts } from "../../strings/person";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import {
  AttentionIcon,
  ClockIcon,
  CodeIcon,
  ForwardIcon,
  PlusIcon,
  ReferIcon,
  VoidIcon,
} from "../components/icons";
import { Line as LineBox } from "../components/line";
import { meetWith } from "../field/contact-form";
import { text, timeZone } from "../field/entries";
import { daysBack } from "../field/network-day";
import { useNow } from "../field/now";
import { go, returnTo } from "../field/router";
import { SavedMeeting } from "../field/saved-meeting";
import { StateWord } from "../field/state-word";
import { Top } from "../field/top";
import { Choices } from "../field/two-values";
import { Agreements } from "./agreements";
import { groupCase } from "./case-code";
import { personLine } from "./case-words";
import { type Case, caseAt, orgName, referralsOf, referralsOn, standing } from "./dossier";
import { ReferralsOff } from "./referrals-off";
import { isOverdue } from "./standing";
import { type Line, timelineOf } from "./timeline";
import { isUnsentEmergency, waitingWords } from "./waiting";

const STEPS_SHOWN = 20;

export function CaseScreen({ code }: { readonly code: string }) {
  const words = personTexts().case;
  const known = caseAt(code);
  if (known === null) {
    return (
      <>
        <Top withBack title={words.title} />
        <main class="page">
          <p class="empty">{words.gone}</p>
        </main>
      </>
    );
  }
  const { entry } = known;
  const closed = text(entry, "status") === "closed";
  const referable = !isShut(known) && !closed;
  return (
    <>
      <Top
        withBack
        title={words.title}
        second={closed ? words.closed : words.since(formatDate(entry.madeAtMs, timeZone()))}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <main class="page" tabIndex={0}>
        <CodeCard known={known} />
        <Choices entry={entry} />
        <WaitingLines known={known} />
        {referable && !referralsOn() && <ReferralsOff />}
        <Timeline known={known} />
        <Agreements known={known} />
      </main>
      <SavedMeeting />
      <footer class="foot">
        <div class="foot-row">
          <SecondaryButton icon={PlusIcon} onPress={() => meet(entry)}>
            {words.meeting}
          </SecondaryButton>
          {referable && referralsOn() && (
            <PrimaryButton
              icon={ReferIcon}
              onPress={() => go({ name: "refer", code: text(entry, "code") ?? code })}
            >
              {words.refer}
            </PrimaryButton>
          )}
        </div>
      </footer>
    </>
  );
}

function CodeCard({ known: { entry, codes } }: { readonly known: Case }) {
  const words = personTexts().case;
  const [code = "", ...others] = codes;
  return (
    <section class="card card-row case-code">
      <div>
        <h2 class="caption">{words.code}</h2>
        <p class="read-out-number ltr">{groupCase(code)}</p>
        <p class="second">{entry.stub ? words.sealed : personLine(entry)}</p>
        {others.map((other) => (
          <p key={other} class="second">
            {words.merged(ltr(groupCase(other)))}
          </p>
        ))}
        <StateWord entry={entry} />
      </div>
      <button type="button" class="show-key" onClick={() => go({ name: "show-case", code })}>
        <CodeIcon />
        <span>{words.show}</span>
      </button>
    </section>
  );
}

/** What waits for an answer, the most urgent first. */
function WaitingLines({ known }: { readonly known: Case }) {
  const now = useNow();
  const waiting = referralsOf(known)
    .map((referral) => ({ referral, stands: standing(referral) }))
    .filter(({ stands }) => stands.waiting)
    .sort((a, b) => a.stands.respondByMs - b.stands.respondByMs);
  if (waiting.length === 0) return null;
  return (
    <ul class="card list">
      {waiting.map(({ referral, stands }) => {
        const urgent = isUnsentEmergency(referral) || isOverdue(stands, now);
        return (
          <li key={referral.path} class={urgent ? "is-waiting" : ""}>
            <button
              type="button"
              class="entry"
              onClick={() => go({ name: "referral", id: referral.id })}
            >
              {urgent ? <AttentionIcon /> : <ClockIcon />}
              <span class="entry-words">
                <strong>{waitingWords(stands, now)}</strong>
                <span class="entry-line">
                  <bdi>{orgName(text(referral, "to_org"))}</bdi>
                </span>
                {isUnsentEmergency(referral) && (
                  <span class="entry-line">{personTexts().referral.unsentEmergency}</span>
                )}
              </span>
              <ForwardIcon />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Timeline({ known }: { readonly known: Case }) {
  const words = personTexts().case;
  const all = useSignal(false);
  const now = useNow();
  if (isShut(known)) {
    return (
      <LineBox icon={VoidIcon} tone="plain">
        {words.shut}
      </LineBox>
    );
  }
  const lines = timelineOf(known);
  const shown = all.value ? lines : lines.slice(0, STEPS_SHOWN);
  return (
    <section class="card timeline" aria-label={words.steps}>
      <ol>
        {shown.map((line) => (
          <TimelineItem key={line.key} line={line} now={now} />
        ))}
      </ol>
      {shown.length < lines.length && (
        <div class="centred">
          <QuietButton onPress={() => (all.value = true)}>{words.all(lines.length)}</QuietButton>
        </div>
      )}
    </section>
  );
}

function TimelineItem({ line, now }: { readonly line: Line; readonly now: number }) {
  const { icon: Glyph, open } = line;
  const body = (
    <>
      <span class={line.done ? "timeline-mark is-done" : "timeline-mark"}>
        <Glyph />
      </span>
      <span class="entry-words">
        <strong>{line.title}</strong>
        {line.second !== "" && <span class="entry-line">{line.second}</span>}
        {line.entry.state !== "sent" && <StateWord entry={line.entry} />}
      </span>
      <span class="timeline-time">{whenWords(line.atMs, now)}</span>
    </>
  );
  if (open === null) return <li class="timeline-line">{body}</li>;
  const step =
    "referral" in open
      ? ({ name: "referral", id: open.referral } as const)
      : ({ name: "entry", path: open.entry } as const);
  return (
    <li>
      <button type="button" class="timeline-line" onClick={() => go(step)}>
        {body}
      </button>
    </li>
  );
}

/** The hour of today, the day of before. */
function whenWords(ms: number, now: number): string {
  const today = daysBack(ms, now, timeZone()) <= 0;
  return today ? ltr(formatTime(ms, timeZone())) : formatDate(ms, timeZone());
}

/** Nobody here is a party any more: only lines are left. */
function isShut(known: Case): boolean {
  if (!known.entry.stub || known.entry.mine) return false;
  const referrals = referralsOf(known);
  return referrals.length > 0 && referrals.every((referral) => standing(referral).shut);
}

/** The form of a meeting with this person: one that was begun is kept, and now belongs here. */
function meet(entry: Entry): void {
  const code = text(entry, "code");
  const language = text(entry, "language");
  meetWith({ case: code, ...(language === null ? {} : { language }) });
  returnTo({ name: "meeting" });
}
