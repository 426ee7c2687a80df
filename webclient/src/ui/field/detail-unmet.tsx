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
  const changing = useSignal(false);
  const fields = row.fields.value;
  const unmet = readNumber(fields["unmet"]);
  const reason = REASONS.find((each) => each === fields["unmet_reason"]) ?? null;
  // Asked as soon as a number stands there, however it came.
  const choosing = unmet > 0 && (changing.value || reason === null);
  const choose = (next: UnmetReason) => {
    changing.value = false;
    void row.save({ unmet_reason: next === reason ? null : next });
  };
  return (
    <section class="unmet">
      <div class="labelled-row">
        <div>
          <h2 class="label">{words.turnedAway}</h2>
          {unmet > 0 && reason === null && <p class="second">{words.whyNot}</p>}
          {unmet > 0 && reason !== null && (
            <button
              type="button"
              class="unmet-why"
              aria-expanded={choosing}
              onClick={() => (changing.value = !choosing)}
            >
              {words.reasons[reason]}
            </button>
          )}
        </div>
        <NumberStepper
          name={words.turnedAway}
          field="unmet"
          value={unmet}
          typing={typing}
          onChange={(by) => {
            const now = readNumber(row.fields.peek()["unmet"]);
            void row.save(unmetFields(row, Math.max(0, now + by)));
          }}
        />
      </div>
      {choosing && (
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

/** Nobody turned away needs no reason. */
export function unmetFields(row: Row, unmet: number) {
  const hasReason = (row.fields.peek()["unmet_reason"] ?? null) !== null;
  return { unmet, ...(unmet === 0 && hasReason ? { unmet_reason: null } : {}) };
}
