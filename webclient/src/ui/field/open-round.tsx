/** A round that nobody ended: ended with one tap at the time of its last entry, or gone on with. */
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { formatTime, label, t } from "../../strings";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import { CheckIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { startedMs } from "./activities";
import { entryAt, siteName, text, timeZone } from "./entries";
import { daysBack, readTime } from "./network-day";
import { endRound, enter, isOver, probableEndMs, sitesOf, startAgain } from "./rounds";
import { dayInWords } from "./when";

interface OpenRoundProps {
  readonly round: Entry;
  readonly attempt: (change: Promise<SaveResult>) => Promise<unknown>;
  readonly onEnd: () => void;
}

export function OpenRound({ round, attempt, onEnd }: OpenRoundProps) {
  const { start } = t();
  const end = probableEndMs(round);
  const site = sitesOf(round)[0] ?? null;
  const begun = startedMs(round);
  const finish = async () => {
    const ended = endRound(round, end);
    await attempt(ended);
    if ((await ended).ok) onEnd();
  };
  // A round of an earlier day is over; one of today may have been left by mistake.
  const old = daysBack(begun, phone.now(), timeZone()) > 0;
  const EndButton = old ? PrimaryButton : SecondaryButton;
  return (
    <section class="card">
      <h3>
        <bdi>{siteName(site)}</bdi>
      </h3>
      <p class="second">
        {label("round_kind", text(round, "round_kind") ?? "")} · {dayInWords(begun, phone.now())}{" "}
        {start.since(formatTime(begun, timeZone()))}
      </p>
      <div class="row-of-two">
        <EndButton onPress={() => void finish()}>
          {start.endAt(formatTime(end, timeZone()))}
        </EndButton>
        <SecondaryButton onPress={() => site !== null && enter(round.id, site)}>
          {start.goOn}
        </SecondaryButton>
      </div>
    </section>
  );
}

/** What was just ended, until the next action: it can be taken back. */
export function EndedLine({
  round,
  attempt,
}: {
  readonly round: Entry;
  readonly attempt: (change: Promise<SaveResult>) => Promise<unknown>;
}) {
  const words = t();
  const now = entryAt(round.path);
  const ended = now && readTime(now.fields["ended_at"]);
  if (now === null || ended === null || !isOver(now)) return null;
  const place = siteName(sitesOf(now)[0] ?? null);
  return (
    <div role="status">
      <Line icon={CheckIcon} tone="plain">
        <p>{words.rounds.endedAt(place, formatTime(ended, timeZone()))}</p>
        <QuietButton icon={UndoIcon} onPress={() => void attempt(startAgain(now))}>
          {words.undo}
        </QuietButton>
      </Line>
    </div>
  );
}
