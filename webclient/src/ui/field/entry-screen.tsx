/** One entry: what it says, where it is, and what can be done about it. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Entry, Value } from "../../store/phone";
import { formatDay, formatNumber, formatTime, label, t } from "../../strings";
import { PrimaryButton, SecondaryButton } from "../components/buttons";
import {
  AttentionIcon,
  ClockIcon,
  EditIcon,
  RepeatIcon,
  UndoIcon,
  VoidIcon,
} from "../components/icons";
import { Line } from "../components/line";
import { isNow, myCount, startedMs } from "./activities";
import { amount, itemName } from "./codes";
import { active, chosen } from "./counting";
import { titleOf } from "./day-screen";
import { cellsOf } from "./detail-who";
import { elements, entryAt, siteName, text, timeZone, voidedFor } from "./entries";
import { History } from "./history";
import { readTime } from "./network-day";
import { entryLine, isAsked } from "./reasons";
import { beginsMs, here, isOver, sitesOf } from "./rounds";
import { back, go, goHome } from "./router";
import { type Row, rowAt, rowHere } from "./row";
import { StateWord } from "./state-word";
import { readCount, readNumber, writeNumber } from "./tally";
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
        {row.failure.value !== null && (
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
        {isAsked(entry) && <Answer row={row} path={entry.path} />}
        <Choices entry={entry} />
        {entry.stub ? <p>{words.day.sealed}</p> : <Facts entry={entry} />}
        {!entry.stub && <History entry={entry} />}
      </main>
      {entry.kind === "activity" && !entry.stub && <Actions entry={entry} row={row} />}
    </>
  );
}

function Actions({ entry, row }: { readonly entry: Entry; readonly row: Row }) {
  const words = t();
  useLayoutEffect(() => row.rendered());
  if (voidedFor(entry) !== null) {
    return (
      <footer class="foot">
        <PrimaryButton icon={UndoIcon} onPress={() => void keepNow(row, { voided: null })}>
          {words.entry.undoVoid}
        </PrimaryButton>
      </footer>
    );
  }
  return (
    <footer class="foot foot-actions">
      <SecondaryButton icon={VoidIcon} onPress={() => go({ name: "void", path: entry.path })}>
        {words.entry.void}
      </SecondaryButton>
      {canRepeat(entry) && (
        <SecondaryButton icon={RepeatIcon} onPress={() => void repeat(entry)}>
          {words.entry.again}
        </SecondaryButton>
      )}
      <PrimaryButton icon={EditIcon} onPress={() => go({ name: "correct", path: entry.path })}>
        {words.entry.correct}
      </PrimaryButton>
    </footer>
  );
}

/** The same service and numbers in the round of now; there it is a tile that can be undone. */
function canRepeat(entry: Entry): boolean {
  const current = here.value;
  if (current === null || isOver(current.round) || isNow(entry, current)) return false;
  return myCount(current, text(entry, "service_type") ?? "") === null;
}

async function repeat(entry: Entry): Promise<void> {
  const current = here.peek();
  const service = text(entry, "service_type");
  if (current === null || service === null) return;
  const { quantity, people } = readCount(entry.fields);
  const row = rowHere(current, service);
  active.value = service;
  chosen.value = [...chosen.value, service];
  goHome("count");
  await row.save({ quantity: writeNumber(quantity), people, unit: text(entry, "unit") });
}

async function keepNow(row: Row, dirty: Readonly<Record<string, Value>>): Promise<void> {
  await row.save(dirty);
  row.close();
}

/** Half-typed answers by entry: going back keeps them. */
const drafts = new Map<string, string>();

/** An answer to a question of the coordinator. */
function Answer({ row, path }: { readonly row: Row; readonly path: string }) {
  const words = t().entry;
  const typed = useSignal(drafts.get(path) ?? "");
  useLayoutEffect(() => row.rendered());
  const send = async () => {
    const saved = await row.save({ answer: typed.value.trim() });
    row.close();
    if (!saved) return;
    drafts.delete(path);
    back();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.value.trim() !== "") void send();
      }}
    >
      <label class="caption" for="answer">
        {words.answer}
      </label>
      <textarea
        id="answer"
        class="text-area"
        rows={2}
        maxLength={280}
        autocomplete="off"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          drafts.set(path, typed.value);
        }}
      />
      <PrimaryButton disabled={typed.value.trim() === ""} onPress={() => void send()}>
        {words.send}
      </PrimaryButton>
    </form>
  );
}

function Facts({ entry }: { readonly entry: Entry }) {
  const facts = factsOf(entry);
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

function factsOf(entry: Entry): readonly Fact[] {
  if (entry.kind === "signup") return signupFacts(entry);
  return entry.kind === "round" ? roundFacts(entry) : countFacts(entry);
}

type Fact = readonly [name: string, value: string];

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
