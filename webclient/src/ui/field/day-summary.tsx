/** The end of a round, in numbers large enough to read out across a table. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { formatNumber, formatTime, label, t } from "../../strings";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, FlagIcon } from "../components/icons";
import { Line } from "../components/line";
import { countsOf, startedMs } from "./activities";
import { unitWord } from "./codes";
import { todaysEntries, waitingEntries } from "./day-entries";
import { NoteField } from "./detail-note";
import { aliasOf, isMerged, text, timeZone, voidedFor } from "./entries";
import { daysBack, readTime } from "./network-day";
import { notesOf } from "./notices";
import { endRound, here, isOver, leave, meetingsOf, startAgain } from "./rounds";
import { goHome } from "./router";
import { rowAt } from "./row";
import { type ServiceTotal, summarise, summariseMeetings, teamQuantity } from "./summary";
import { roundLine } from "./tally-screen";

export function SummaryView() {
  const words = t().summary;
  const current = here.value;
  const counts = current
    ? countsOf(current.round.id)
    : [...waitingEntries(), ...todaysEntries()].filter(
        (entry) =>
          entry.kind === "activity" &&
          voidedFor(entry) === null &&
          !isMerged(entry) &&
          daysBack(startedMs(entry), phone.now(), timeZone()) <= 0,
      );
  const { services, people, unmet, teamPeople } = summarise(counts);
  const meetings = summariseMeetings(current ? meetingsOf(current.round.id) : []);
  return (
    <section class="summary">
      {current && (
        <>
          <h2 class="section">{words.of(text(current.site, "name") ?? "")}</h2>
          <p class="second">{roundLine(current)}</p>
        </>
      )}
      {services.length === 0 ? (
        <p class="empty">{words.none}</p>
      ) : (
        <ul class="card list read-out">
          {services.map((total) => (
            <TotalLine key={`${total.service} ${total.unit}`} total={total} />
          ))}
        </ul>
      )}
      <dl class="card list read-out">
        <ReadOut name={words.total} value={people} />
        {teamPeople > people && <ReadOut name={words.totalTeam} value={teamPeople} />}
        {meetings.count > 0 && <ReadOut name={t().rounds.meetings} value={meetings.count} />}
        <ReadOut name={words.turnedAway} value={unmet} />
        <ReadOut name={words.unsent} value={phone.sync.value.unsent} />
      </dl>
      {current && <NextTeam round={current.round} />}
      {current && <RoundEnd />}
    </section>
  );
}

function TotalLine({ total }: { readonly total: ServiceTotal }) {
  const { tally, summary } = t();
  return (
    <li>
      <span>
        <strong>{label("service_type", total.service)}</strong>
        {total.mates.map((mate) => (
          <span key={mate.user} class="second">
            {tally.mate(aliasOf(mate.user), formatNumber(mate.quantity))}
          </span>
        ))}
        {total.mates.length > 0 && (
          <strong class="second">{summary.team(formatNumber(teamQuantity(total)))}</strong>
        )}
      </span>
      <span class="read-out-number">
        <span class="ltr">{formatNumber(total.quantity)}</span>{" "}
        <span class="second">{unitWord(total.unit, total.quantity)}</span>
      </span>
    </li>
  );
}

function ReadOut({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="read-out-number ltr">{formatNumber(value)}</dd>
    </div>
  );
}

/** What whoever comes next should know: written at any time of the round, or after its end. */
function NextTeam({ round }: { readonly round: Entry }) {
  const words = t().rounds;
  const row = rowAt(round);
  useLayoutEffect(() => row.rendered());
  useEffect(() => () => row.close(), []);
  const others = notesOf(round).map(({ value }) => String(value));
  return (
    <div class="card hand-over">
      {others.length > 1 && (
        <ul class="stack">
          {others.map((note) => (
            <li key={note}>
              <bdi>{note}</bdi>
            </li>
          ))}
        </ul>
      )}
      <NoteField row={row} field="activity_note" hint={words.nextTeamHint} asked={false}>
        {words.nextTeam}
      </NoteField>
    </div>
  );
}

/** End it, or, ended by mistake, go on with it. */
function RoundEnd() {
  const words = t();
  const failure = useSignal<SaveResult | null>(null);
  const current = here.value;
  if (current === null) return null;
  const over = isOver(current.round);
  const ended = readTime(current.round.fields["ended_at"]);
  const change = async (result: Promise<SaveResult>) => {
    failure.value = await result;
  };
  return (
    <div class="stack">
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[failure.value.error]}
        </Line>
      )}
      {over ? (
        <>
          {ended !== null && <p>{words.round.ended(formatTime(ended, timeZone()))}</p>}
          <SecondaryButton onPress={() => void change(startAgain(current.round))}>
            {words.round.startAgain}
          </SecondaryButton>
          <SecondaryButton
            onPress={() => {
              leave();
              goHome("count");
            }}
          >
            {words.round.newRound}
          </SecondaryButton>
        </>
      ) : (
        <SecondaryButton
          icon={FlagIcon}
          onPress={() => void change(endRound(current.round, phone.now()))}
        >
          {words.summary.end}
        </SecondaryButton>
      )}
    </div>
  );
}
