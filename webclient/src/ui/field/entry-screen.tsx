import type { Entry } from "../../store/phone";
import { formatDay, formatNumber, formatTime, label, t } from "../../strings";
import { AttentionIcon, ClockIcon, LockIcon, VoidIcon } from "../components/icons";
import { Line } from "../components/line";
import { lockLine } from "../lock/said";
import { startedMs } from "./activities";
import { Answer, isAnswerable } from "./answer";
import { amount, itemName } from "./codes";
import { meetingFacts } from "./contact-words";
import { cellsOf } from "./detail-who";
import { elements, entryAt, siteName, text, timeZone, voidedFor } from "./entries";
import { Actions } from "./entry-actions";
import { titleOf } from "./entry-title";
import { History } from "./history";
import { readTime } from "./network-day";
import { entryLine } from "./reasons";
import { beginsMs, sitesOf } from "./rounds";
import { back } from "./router";
import { rowAt } from "./row";
import { StateWord } from "./state-word";
import { readCount, readNumber } from "./tally";
import { Top } from "./top";
import { Choices } from "./two-values";

export function EntryScreen({ entry }: { readonly entry: Entry | null }) {
  const words = t();
  if (entry === null) {
    return (
      <>
        <Top withBack title={words.day.title} />
        <main class="page">
          <p class="empty">{words.entry.gone}</p>
        </main>
      </>
    );
  }
  const row = rowAt(entry);
  const why = entryLine(entry);
  const said = lockLine(entry);
  const voided = voidedFor(entry);
  return (
    <>
      <Top
        withBack
        title={titleOf(entry)}
        second={`${formatDay(startedMs(entry), timeZone())} · ${formatTime(startedMs(entry), timeZone())}`}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard, may hold no control */}
      <main class="page" tabIndex={0}>
        <p class="entry-state">
          <StateWord entry={entry} />
        </p>
        {row.failure.value !== null && !isAnswerable(entry) && (
          <Line icon={AttentionIcon} tone="attention">
            {words.reason[row.failure.value]}
          </Line>
        )}
        {voided !== null && (
          <Line icon={VoidIcon} tone="plain">
            {words.entry.voidedLine(label("void_reason", voided).toLowerCase())}
          </Line>
        )}
        {why !== null && (
          <Line
            icon={entry.held ? ClockIcon : AttentionIcon}
            tone={entry.held ? "plain" : "attention"}
          >
            {why}
          </Line>
        )}
        {said !== null && (
          <Line icon={LockIcon} tone="plain">
            {said}
          </Line>
        )}
        {isAnswerable(entry) && <Answer entry={entry} onDone={back} />}
        <Choices entry={entry} />
        {entry.stub ? <p>{words.day.sealed}</p> : <Facts entry={entry} />}
        {!entry.stub && <History entry={entry} />}
      </main>
      <Actions entry={entry} />
    </>
  );
}

function Facts({ entry }: { readonly entry: Entry }) {
  const facts = FACTS[entry.kind]?.(entry) ?? [];
  return (
    <dl class="card list facts">
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
  );
}

type Fact = readonly [name: string, value: string];

const FACTS: Readonly<Record<string, (entry: Entry) => readonly Fact[]>> = {
  activity: countFacts,
  contact: contactFacts,
  round: roundFacts,
  signup: signupFacts,
};

function contactFacts(entry: Entry): readonly Fact[] {
  const words = t().entry;
  return [
    ...meetingFacts(entry),
    [words.place, siteName(text(entry, "site"))],
    [words.answer, text(entry, "answer") ?? ""],
  ];
}

function countFacts(entry: Entry): readonly Fact[] {
  const words = t();
  const { quantity, people } = readCount(entry.fields);
  const unmet = readNumber(entry.fields["unmet"]);
  const method = text(entry, "people_method");
  const reason = text(entry, "unmet_reason");
  const reasons: Readonly<Record<string, string>> = words.detail.reasons;
  const methods: Readonly<Record<string, string>> = {
    counted: words.detail.counted,
    tickets: words.detail.tickets,
    estimated: words.detail.estimated,
  };
  const items = elements(entry, "items").map(
    ([item, value]) => `${itemName(item)} ${formatNumber(readNumber(value))}`,
  );
  const who = cellsOf(entry.fields).map(([cell, count]) => `${cell} ${formatNumber(count)}`);
  const away =
    reason === null
      ? formatNumber(unmet)
      : `${formatNumber(unmet)}${t().comma}${reasons[reason] ?? reason}`;
  return [
    [words.entry.quantity, amount(quantity, text(entry, "unit") ?? "")],
    [words.entry.people, formatNumber(people)],
    [words.entry.method, method === null ? "" : (methods[method] ?? method)],
    [words.entry.who, who.join(" · ")],
    [words.entry.items, items.join(" · ")],
    [words.entry.unmet, unmet > 0 ? away : ""],
    [words.entry.note, text(entry, "note") ?? ""],
    [words.entry.place, siteName(text(entry, "site"))],
    [words.entry.answer, text(entry, "answer") ?? ""],
  ];
}

function roundFacts(entry: Entry): readonly Fact[] {
  const words = t();
  const ended = readTime(entry.fields["ended_at"]);
  return [
    [words.entry.kind, label("round_kind", text(entry, "round_kind") ?? "")],
    [words.entry.place, sitesOf(entry).map(siteName).join(" · ")],
    [words.entry.from, formatTime(startedMs(entry), timeZone())],
    [words.entry.until, ended === null ? "" : formatTime(ended, timeZone())],
    [words.entry.team, words.round.teamOf(readNumber(entry.fields["team_size"]))],
  ];
}

/** Which round it is about. */
function signupFacts(entry: Entry): readonly Fact[] {
  const round = entryAt(`round/${text(entry, "round")}`);
  if (round === null) return [];
  const begins = beginsMs(round);
  const { entry: words } = t();
  return [
    [words.round, label("round_kind", text(round, "round_kind") ?? "")],
    [words.place, sitesOf(round).map(siteName).join(" · ")],
    [words.planned, `${formatDay(begins, timeZone())} · ${formatTime(begins, timeZone())}`],
  ];
}
