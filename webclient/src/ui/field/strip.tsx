/** The strip above the bar: the last touched tile, its state, corrections and Undo. */
import type { ComponentChildren } from "preact";
import { phone } from "../../store/phone";
import { formatNumber, label, t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { AttentionIcon, ForwardIcon, UndoIcon } from "../components/icons";
import type { Here } from "./activities";
import { unitWord } from "./codes";
import { active, count, tileOf, undo } from "./counting";
import { go } from "./router";
import type { Row } from "./row";
import { StateWord } from "./state-word";
import { done, undone } from "./undo";

const CORRECTIONS = [-10, -1, 10] as const;

export function Strip({ here }: { readonly here: Here }) {
  const words = t();
  const service = active.value;
  const failed = service !== null && failureOf(tileOf(here, service).rows) !== null;
  return (
    <section class={failed ? "strip is-failed" : "strip"} aria-label={words.tally.strip}>
      <div class="strip-line">
        {service === null ? (
          <p class="second">{undone.value ?? words.tally.untouched}</p>
        ) : (
          <StripLine here={here} service={service} />
        )}
      </div>
      <div class="strip-keys">
        {CORRECTIONS.map((times) => (
          <CorrectionKey key={times} here={here} service={service} times={times} />
        ))}
        <button
          type="button"
          class="strip-key strip-undo"
          disabled={done.value.length === 0}
          onClick={() => void undo()}
        >
          <UndoIcon />
          <span>{words.undo}</span>
        </button>
      </div>
    </section>
  );
}

function StripLine({ here, service }: { readonly here: Here; readonly service: string }) {
  const words = t();
  const { row, rows, quantity } = tileOf(here, service);
  const unit = row.unit.value;
  const failure = failureOf(rows);
  const said = failure === null ? undone.value : null;
  return (
    <>
      {said === null ? (
        <p class="strip-words">
          <strong>{label("service_type", service)}</strong>{" "}
          <strong class="ltr">{formatNumber(quantity)}</strong>
          <span class="strip-unit">{unitWord(unit, quantity)}</span>
          <StripState rows={rows} failed={failure} />
        </p>
      ) : (
        <p class="strip-words">{said}</p>
      )}
      {failure === null && (
        <QuietButton onPress={() => go({ name: "detail", service })}>
          {words.details}
          <ForwardIcon />
        </QuietButton>
      )}
    </>
  );
}

interface StateProps {
  readonly rows: readonly Row[];
  readonly failed: ReturnType<typeof failureOf>;
}

function StripState({ rows, failed }: StateProps): ComponentChildren {
  const { reason } = t();
  const failure = failed ?? (phone.sync.value.spare > 0 ? "failing" : null);
  if (failure !== null) {
    return (
      <span class="state state-attention" role="alert">
        <AttentionIcon /> {reason[failure]}
      </span>
    );
  }
  const entry = rows.find((row) => row.entry.value !== null)?.entry.value;
  // Never a word before the phone has kept it.
  if (!entry || rows.some((row) => row.unsaved.value)) return null;
  return <StateWord entry={entry} />;
}

function failureOf(rows: readonly Row[]): "full" | "failed" | null {
  return rows.find((row) => row.failure.value !== null)?.failure.value ?? null;
}

interface CorrectionProps {
  readonly here: Here;
  readonly service: string | null;
  readonly times: number;
}

/** What the key adds to the number, in the service's own steps: −10, or −100 for firewood. */
function CorrectionKey({ here, service, times }: CorrectionProps) {
  const { tally } = t();
  const size = Math.abs(times) * (service === null ? 1 : tileOf(here, service).row.step.value);
  const name = service === null ? "" : label("service_type", service);
  const shown = formatNumber(size);
  return (
    <button
      type="button"
      class="strip-key"
      disabled={service === null}
      aria-label={times < 0 ? tally.minus(shown, name) : tally.plus(shown, name)}
      onClick={() => service !== null && void count(here, service, times)}
    >
      <span class="ltr">{`${times < 0 ? "−" : "+"}${shown}`}</span>
    </button>
  );
}
