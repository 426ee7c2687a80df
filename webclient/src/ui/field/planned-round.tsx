/** A planned round, or one that a mate began: what, when, who comes; joined with one tap. */
import { useSignal } from "@preact/signals";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { formatDay, formatTime, label, t } from "../../strings";
import type { Coming } from "../coming";
import { PrimaryButton, QuietButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { startedMs } from "./activities";
import { aliasOf, siteName, text, timeZone } from "./entries";
import { LeftNoteLine } from "./notice-line";
import { answer, myAnswer } from "./planned";
import { beginsMs, comingTo, isRunning, sitesOf, startPlanned, statusOf } from "./rounds";

export interface PlannedRoundProps {
  readonly round: Entry;
  /** Begins or joins it; null for one of another day. */
  readonly attempt: ((start: Promise<SaveResult>) => Promise<unknown>) | null;
}

export function PlannedRound({ round, attempt }: PlannedRoundProps) {
  const { rounds, start } = t();
  const cancelled = statusOf(round) === "cancelled";
  const absent = attempt === null ? listed(round, ["no"]) : "";
  const places = sitesOf(round).map(siteName).join(" · ");
  return (
    <section class="card stack">
      <div class="card-row">
        <div>
          <h3>
            <bdi>{places}</bdi>
          </h3>
          <p class="second">{whatAndWho(round)}</p>
          {absent !== "" && <p class="second">{rounds.without(absent)}</p>}
        </div>
        {attempt !== null && !cancelled && (
          <PrimaryButton onPress={() => void attempt(startPlanned(round))}>
            {isRunning(round) ? start.joinRound : start.start}
          </PrimaryButton>
        )}
      </div>
      {attempt !== null && !cancelled && <LeftNoteLine site={sitesOf(round)[0] ?? ""} />}
      {!cancelled && !isRunning(round) && <Answer round={round} />}
    </section>
  );
}

/** "Distribution, 21:00 · Jonas, Mo: unsure, you". */
function whatAndWho(round: Entry): string {
  const { comma, rounds, start } = t();
  const begins = formatTime(beginsMs(round), timeZone());
  const running = isRunning(round);
  const when = running ? start.since(formatTime(startedMs(round), timeZone())) : begins;
  const kind = label("round_kind", text(round, "round_kind") ?? "");
  const status = statusOf(round) === "cancelled" ? rounds.cancelled : null;
  const team = teamOf(round);
  return [`${kind}${comma}${when}`, status, team === "" ? null : team]
    .filter((part) => part !== null)
    .join(" · ");
}

/** Who said that they come, or perhaps, by name; empty when nobody did. */
export function teamOf(round: Entry): string {
  return listed(round, ["yes", "unsure"]);
}

/** Those who gave one of these answers, the unsure ones and oneself last. */
function listed(round: Entry, answers: readonly Coming[]): string {
  const me = phone.identity.value?.user.id;
  const names = [...comingTo(round)]
    .filter(([, coming]) => answers.includes(coming))
    .sort(([a, saysA], [b, saysB]) =>
      a === me || b === me
        ? Number(a === me) - Number(b === me)
        : Number(saysA === "unsure") - Number(saysB === "unsure"),
    )
    .map(([user, coming]) =>
      coming === "unsure" ? t().rounds.unsure(aliasOf(user)) : aliasOf(user),
    );
  return names.join(t().comma);
}

/** Saying that one comes, or not, and taking it back: each is one tap. */
function Answer({ round }: { readonly round: Entry }) {
  const { rounds, reason } = t();
  const failure = useSignal<SaveResult | null>(null);
  const mine = myAnswer(round);
  const say = async (going: boolean) => {
    failure.value = await answer(round.id, going);
  };
  const said = { yes: rounds.youCome, no: rounds.youDoNot, unsure: rounds.youUnsure };
  return (
    <>
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {reason[failure.value.error]}
        </Line>
      )}
      {mine === "unsure" && (
        <Line icon={AttentionIcon} tone="attention">
          {said.unsure}
        </Line>
      )}
      <div class="coming-answer">
        {mine !== null && mine !== "unsure" && <p class="second">{said[mine]}</p>}
        {mine !== "yes" && (
          <QuietButton onPress={() => void say(true)}>{rounds.coming}</QuietButton>
        )}
        {(mine === "yes" || mine === "unsure") && (
          <QuietButton onPress={() => void say(false)}>{rounds.notComing}</QuietButton>
        )}
      </div>
    </>
  );
}

/** "Tue 24 Nov". */
export function dayOf(round: Entry): string {
  return formatDay(beginsMs(round), timeZone());
}
