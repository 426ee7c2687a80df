/** People turned away, and why. */
import { useSignal } from "@preact/signals";
import { t } from "../../strings";
import { NumberStepper } from "./number-stepper";
import type { Row } from "./row";
import { readNumber } from "./tally";
import type { Typing } from "./typing";

const REASONS = ["no_stock", "no_time", "obstructed", "unsafe"] as const;
type UnmetReason = (typeof REASONS)[number];

export function Unmet({ row, typing }: { readonly row: Row; readonly typing: Typing }) {
  const words = t().detail;
  const choosing = useSignal(false);
  const fields = row.fields.value;
  const unmet = readNumber(fields["unmet"]);
  const reason = REASONS.find((each) => each === fields["unmet_reason"]) ?? null;
  const choose = (next: UnmetReason) => {
    choosing.value = false;
    void row.save({ unmet_reason: next });
  };
  return (
    <section class="unmet">
      <div class="labelled-row">
        <div>
          <h2 class="label">{words.turnedAway}</h2>
          {unmet > 0 && (
            <button
              type="button"
              class="unmet-why"
              aria-expanded={choosing.value}
              onClick={() => (choosing.value = !choosing.value)}
            >
              {reason === null ? words.whyNot : words.reasons[reason]}
            </button>
          )}
        </div>
        <NumberStepper
          name={words.turnedAway}
          field="unmet"
          value={unmet}
          typing={typing}
          onChange={(by) => {
            if (unmet === 0 && reason === null) choosing.value = true;
            void row.save({ unmet: Math.max(0, readNumber(row.fields.peek()["unmet"]) + by) });
          }}
        />
      </div>
      {choosing.value && unmet > 0 && (
        <fieldset class="chips">
          <legend class="visually-hidden">{words.why}</legend>
          {REASONS.map((each) => (
            <button
              key={each}
              type="button"
              class="chip"
              aria-pressed={each === reason}
              onClick={() => choose(each)}
            >
              {words.reasons[each]}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}
