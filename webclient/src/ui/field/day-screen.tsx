/** My day: what needs me pinned on top, then what I wrote, each with where it is. */
import type { ComponentChildren } from "preact";
import { type Entry, phone } from "../../store/phone";
import { formatDay, formatNumber, formatTime, label, t } from "../../strings";
import { personTexts } from "../../strings/person";
import { ClockIcon, ForwardIcon } from "../components/icons";
import { Line } from "../components/line";
import { Segmented } from "../components/segmented";
import { lockLine } from "../lock/said";
import { followCount } from "../person/follow";
import { FollowView } from "../person/follow-view";
import { startedMs } from "./activities";
import { Answer, Answered, isAnswerable } from "./answer";
import { BottomBar } from "./bottom-bar";
import { unitWord } from "./codes";
import { readMeeting } from "./contact-values";
import { meetingLine } from "./contact-words";
import { FOLLOW_KINDS, todaysEntries, waitingEntries } from "./day-entries";
import { SummaryView } from "./day-summary";
import { siteName, text, timeZone, voidedFor } from "./entries";
import { titleOf } from "./entry-title";
import { daysBack } from "./network-day";
import { clockLine, entryLine } from "./reasons";
import { here, sitesOf } from "./rounds";
import { type DayPart, go, replace, type Step } from "./router";
import { SavedMeeting } from "./saved-meeting";
import { StateWord } from "./state-word";
import { readNumber } from "./tally";
import { Top } from "./top";
import { UpdateLine } from "./update-line";

export function DayScreen({ part }: { readonly part: DayPart }) {
  const words = t();
  const waiting = waitingEntries();
  const today = todaysEntries();
  const now = phone.now();
  const place = here.value && text(here.value.site, "name");
  const clock = clockLine();
  return (
    <>
      <Top
        title={words.day.title}
        second={
          <>
            {formatDay(now, timeZone())}
            {place !== null && (
              <>
                {" · "}
                <bdi>{place}</bdi>
              </>
            )}
          </>
        }
      />
      <main class="page">
        <Segmented<DayPart>
          label={words.day.title}
          choices={[
            { value: "entries", label: words.day.entries(waiting.length + today.length) },
            { value: "follow", label: personTexts().follow.part(formatNumber(followCount(now))) },
            { value: "summary", label: words.day.summary },
          ]}
          value={part}
          onChoose={(value) => replace({ name: "home", tab: "day", part: value })}
        />
        <UpdateLine />
        {clock !== null && (
          <Line icon={ClockIcon} tone="plain">
            {clock}
          </Line>
        )}
        {part === "summary" && <SummaryView />}
        {part === "follow" && <FollowView />}
        {part === "entries" && <EntryList waiting={waiting} today={today} />}
      </main>
      <SavedMeeting />
      <Answered />
      <BottomBar current="day" />
    </>
  );
}

interface EntryListProps {
  readonly waiting: readonly Entry[];
  readonly today: readonly Entry[];
}

function EntryList({ waiting, today }: EntryListProps) {
  const { day } = t();
  if (waiting.length + today.length === 0) return <p class="empty">{day.empty}</p>;
  return (
    <>
      {waiting.length > 0 && (
        <ul class="card list is-waiting" aria-label={day.attention}>
          {waiting.map((entry) => (
            <EntryItem key={entry.path} entry={entry}>
              {isAnswerable(entry) && <Answer entry={entry} />}
            </EntryItem>
          ))}
        </ul>
      )}
      {today.length > 0 && (
        <ul class="card list">
          {today.map((entry) => (
            <EntryItem key={entry.path} entry={entry} />
          ))}
        </ul>
      )}
    </>
  );
}

interface EntryItemProps {
  readonly entry: Entry;
  /** What can be done about it in place. */
  readonly children?: ComponentChildren;
}

function EntryItem({ entry, children }: EntryItemProps) {
  const line = secondLine(entry);
  const old = daysBack(startedMs(entry), phone.now(), timeZone()) > 0;
  return (
    <li>
      <button
        type="button"
        class={voidedFor(entry) === null ? "entry" : "entry is-voided"}
        onClick={() => go(pageOf(entry))}
      >
        <span class="entry-time ltr">{formatTime(startedMs(entry), timeZone())}</span>
        <span class="entry-words">
          <strong>{titleOf(entry)}</strong>
          {old && <span class="entry-line">{formatDay(startedMs(entry), timeZone())}</span>}
          {line !== null && <span class="entry-line">{line}</span>}
          <StateWord entry={entry} />
        </span>
        {entry.kind === "activity" && !entry.stub && (
          <strong class="entry-count">{countWords(entry)}</strong>
        )}
        <ForwardIcon />
      </button>
      {children}
    </li>
  );
}

function pageOf({ kind, id, path }: Entry): Step {
  if (kind === "referral") return { name: "referral", id };
  return kind === "directory_service" ? { name: "service", id } : { name: "entry", path };
}

/** "42", "120 kg", "84 or 48" while two values stand side by side. */
export function countWords(entry: Entry): string {
  const values = entry.conflicts.includes("quantity")
    ? [...new Set((entry.heads["quantity"] ?? []).map(({ value }) => readNumber(value)))]
    : [readNumber(entry.fields["quantity"])];
  const numbers = values.map(formatNumber).join(` ${t().or} `);
  const unit = text(entry, "unit");
  return unit === "kg" ? `${numbers} ${unitWord(unit, 2)}` : numbers;
}

function secondLine(entry: Entry): string | null {
  const voided = voidedFor(entry);
  if (voided !== null) return t().day.voided(label("void_reason", voided).toLowerCase());
  const why = entryLine(entry);
  if (why !== null) return why;
  const said = lockLine(entry);
  if (said !== null) return said;
  if (entry.kind === "signup") return null;
  if (entry.stub) return t().day.sealed;
  if (FOLLOW_KINDS.has(entry.kind)) return null;
  if (entry.kind === "contact") return meetingLine(readMeeting(entry.fields)) || null;
  if (entry.kind === "round") {
    const place = siteName(sitesOf(entry)[0] ?? null);
    return `${place} · ${t().round.teamOf(readNumber(entry.fields["team_size"]))}`;
  }
  return isElsewhere(entry) ? siteName(text(entry, "site")) : null;
}

/** The place is in the header already, unless the entry is from another one. */
function isElsewhere(entry: Entry): boolean {
  return text(entry, "site") !== here.value?.site.id;
}
