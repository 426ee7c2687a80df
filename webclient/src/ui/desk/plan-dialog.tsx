/** Planning a round: what, when, where, for how many; or changing that plan. */
import { useState } from "preact/hooks";
import { Buttons } from "./ask";
import { Input } from "./input";
import { dayIn, fromLocalInput } from "./moment";
import { Dialog } from "./parts";
import { PlacesInput } from "./places-input";
import { useRecordForm } from "./record-form";
import { say } from "./say";
import { network, now } from "./session";
import { chosen } from "./vocabulary";
import type { Fields, RecordPage } from "./wire";

const FIELDS = ["round_kind", "planned_start", "planned_end", "team_size", "lead"] as const;
const EVENING = "21:00";
const DAY_MS = 24 * 60 * 60_000;

interface PlanDialogProps {
  /** The round whose plan is changed; null for a new one. */
  readonly page: RecordPage | null;
  readonly onClose: () => void;
}

export function PlanDialog({ page, onClose }: PlanDialogProps) {
  const [beginning] = useState(tonight);
  const form = useRecordForm("round", page, beginning, (what) => say("did.planned", { what }));
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (chosen(form.fields, "sites").length === 0) form.complain(say("rounds.places.none"));
    else if (await form.save()) onClose();
  }
  return (
    <Dialog
      title={say(page === null ? "rounds.plan.title" : "rounds.plan.change")}
      onClose={onClose}
    >
      <form class="form form-edit" onSubmit={(event) => void submit(event)}>
        <p class="second">{say("rounds.plan.hint")}</p>
        {FIELDS.map((name, index) => (
          <Input
            key={name}
            kind="round"
            name={name}
            value={(page?.fields ?? beginning)[name] ?? null}
            autofocus={index === 0}
            onChange={(value) => form.set(name, value)}
          />
        ))}
        <PlacesInput label={say("rounds.places")} fields={form.fields} onChange={form.set} />
        <Buttons
          go={say(page === null ? "rounds.plan.go" : "rounds.plan.save")}
          problem={form.problem}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** This evening, or the next one when it has begun. */
function tonight(): Fields {
  const zone = network().time_zone;
  const evening = (shiftMs: number) =>
    fromLocalInput(`${dayIn(new Date(now().getTime() + shiftMs), zone)}T${EVENING}`, zone);
  const today = evening(0);
  const over = today === null || Date.parse(today) <= now().getTime();
  return {
    round_kind: "maraude",
    status: "planned",
    planned_start: over ? evening(DAY_MS) : today,
    team_size: 2,
  };
}
