/** What the person needed, and whether it was done. One touch each; a second takes it back. */
import { useSignal } from "@preact/signals";
import { label, t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { CheckIcon, CloseIcon, type Icon } from "../components/icons";
import { offeredNeeds } from "./codes";
import type { Meeting, Met } from "./contact-values";

/** What is asked for most; the others unfold, and stay in sight once they are answered. */
const USUAL = ["food", "health", "shelter_items", "legal"] as const;

export interface NeedsProps {
  readonly meeting: Meeting;
  readonly onToggle: (need: string, met: Met) => void;
}

export function Needs({ meeting, onToggle }: NeedsProps) {
  const words = t().contact;
  const all = useSignal(false);
  const offered = offeredNeeds();
  const usual: readonly string[] = USUAL.filter((need) => offered.includes(need));
  const others = offered.filter((need) => !usual.includes(need));
  // Also what the network hides by now.
  const answered = Object.keys(meeting.needs).filter((need) => !usual.includes(need));
  const shown = [...new Set([...usual, ...(all.value ? others : []), ...answered])];
  const hidden = others.filter((need) => !shown.includes(need)).length;
  return (
    <section class="card list needs" aria-label={words.needs}>
      <div class="need-row needs-head" aria-hidden="true">
        <span class="caption">{words.needs}</span>
        <span class="second">{words.done}</span>
        <span class="second">{words.notPossible}</span>
      </div>
      {shown.map((need) => (
        <div key={need} class="need-row">
          <span class="need-name">{label("need", need)}</span>
          {(["done", "unmet"] as const).map((met) => (
            <MetKey
              key={met}
              need={need}
              met={met}
              pressed={meeting.needs[need] === met}
              onToggle={onToggle}
            />
          ))}
        </div>
      ))}
      {hidden > 0 && (
        <div>
          <QuietButton onPress={() => (all.value = true)}>{words.otherNeeds(hidden)}</QuietButton>
        </div>
      )}
    </section>
  );
}

const ICONS: Readonly<Record<Met, Icon>> = { done: CheckIcon, unmet: CloseIcon };

interface MetKeyProps {
  readonly need: string;
  readonly met: Met;
  readonly pressed: boolean;
  readonly onToggle: NeedsProps["onToggle"];
}

function MetKey({ need, met, pressed, onToggle }: MetKeyProps) {
  const words = t().contact;
  const Glyph = ICONS[met];
  const name = label("need", need);
  return (
    <button
      type="button"
      class={`need-key is-${met}`}
      aria-label={met === "done" ? words.needDone(name) : words.needUnmet(name)}
      aria-pressed={pressed}
      onClick={() => onToggle(need, met)}
    >
      <Glyph />
    </button>
  );
}
