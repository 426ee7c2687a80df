/** The rounds of the coming days: who comes, and saying that one comes oneself. */
import { t } from "../../strings";
import { Sheet } from "../components/sheet";
import { comingRounds } from "./planned";
import { dayOf, PlannedRound } from "./planned-round";
import { back } from "./router";

export function ComingSheet() {
  const words = t();
  const rounds = comingRounds();
  const days = [...new Set(rounds.map(dayOf))];
  return (
    <Sheet title={words.rounds.comingDays} closeLabel={words.close} onClose={back}>
      {days.map((day) => (
        <section key={day} class="stack">
          <h3 class="section">{day}</h3>
          {rounds
            .filter((round) => dayOf(round) === day)
            .map((round) => (
              <PlannedRound key={round.id} round={round} attempt={null} />
            ))}
        </section>
      ))}
    </Sheet>
  );
}
