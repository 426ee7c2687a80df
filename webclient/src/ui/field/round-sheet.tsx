/** This round: the team, another place, the end. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { phone, type SaveResult } from "../../store/phone";
import { formatNumber, t } from "../../strings";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, FlagIcon, PlaceIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { Stepper } from "../components/stepper";
import type { Here } from "./activities";
import { text } from "./entries";
import { teamOf } from "./planned-round";
import { endRound, isOver } from "./rounds";
import { back, go, goHome } from "./router";
import { closeRows, rowAt } from "./row";
import { readNumber } from "./tally";
import { roundLine } from "./tally-screen";

export function RoundSheet({ here }: { readonly here: Here }) {
  const words = t();
  const failure = useSignal<SaveResult | null>(null);
  const row = rowAt(here.round);
  const names = teamOf(here.round);
  const size = readNumber(row.fields.value["team_size"]);
  useLayoutEffect(() => row.rendered());
  useEffect(() => () => row.close(), []);
  // Read anew at each press: the last one may not be drawn yet.
  const team = (by: 1 | -1) => {
    const now = readNumber(row.fields.peek()["team_size"]);
    void row.save({ team_size: Math.max(1, now + by) });
  };
  const failed = row.failure.value ?? (failure.value?.ok === false ? failure.value.error : null);
  const end = async () => {
    closeRows();
    const result = await endRound(here.round, phone.now());
    failure.value = result;
    if (result.ok) goHome("day", "summary");
  };
  return (
    <Sheet title={<bdi>{text(here.site, "name")}</bdi>} closeLabel={words.close} onClose={back}>
      <p class="second">{roundLine(here)}</p>
      {names !== "" && (
        <p>
          <bdi>{names}</bdi>
        </p>
      )}
      {failed !== null && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[failed]}
        </Line>
      )}
      {!isOver(here.round) && (
        <>
          <div class="labelled-row">
            <span class="label">{words.round.teamSize}</span>
            <Stepper
              name={words.round.teamSize}
              shown={formatNumber(size)}
              lessLabel={words.detail.lessOf(words.round.teamSize)}
              moreLabel={words.detail.moreOf(words.round.teamSize)}
              atZero={size <= 1}
              onLess={() => team(-1)}
              onMore={() => team(1)}
            />
          </div>
          <SecondaryButton icon={PlaceIcon} onPress={() => go({ name: "place", use: "move" })}>
            {words.round.changePlace}
          </SecondaryButton>
          <SecondaryButton icon={FlagIcon} onPress={() => void end()}>
            {words.round.end}
          </SecondaryButton>
        </>
      )}
    </Sheet>
  );
}
