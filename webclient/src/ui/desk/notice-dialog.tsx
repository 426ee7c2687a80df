/** Writing a notice for the teams, or changing one. */
import { useId, useState } from "preact/hooks";
import { Buttons } from "./ask";
import { Input } from "./input";
import { Dialog } from "./parts";
import { PlacesInput } from "./places-input";
import { useRecordForm } from "./record-form";
import { say } from "./say";
import { now } from "./session";
import type { Fields, RecordPage, Value } from "./wire";

const FIELDS = ["title", "text", "until"] as const;
const AUDIENCES = ["org", "network"] as const;
const HOLDS_MS = 3 * 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

interface NoticeDialogProps {
  readonly page: RecordPage | null;
  readonly onClose: () => void;
}

export function NoticeDialog({ page, onClose }: NoticeDialogProps) {
  const [beginning] = useState(threeDays);
  const form = useRecordForm("notice", page, beginning, (what) => say("did.noticed", { what }));
  const audience = useId();
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    // Whoever wants to end one has a button for it: this is another day than was meant.
    if (isOver(form.fields["until"])) form.complain(say("notices.past"));
    else if (await form.save()) onClose();
  }
  return (
    <Dialog title={say(page === null ? "notices.write" : "notices.change")} onClose={onClose}>
      <form class="form form-edit" onSubmit={(event) => void submit(event)}>
        {FIELDS.map((name, index) => (
          <Input
            key={name}
            kind="notice"
            name={name}
            value={(page?.fields ?? beginning)[name] ?? null}
            autofocus={index === 0}
            onChange={(value) => form.set(name, value)}
          />
        ))}
        {page === null ? (
          <div class="input">
            <label for={audience}>{say("notices.audience")}</label>
            <select
              id={audience}
              onChange={(event) =>
                form.set("visibility", event.currentTarget.value === "network" ? "network" : null)
              }
            >
              {AUDIENCES.map((one) => (
                <option key={one} value={one}>
                  {say(`notices.audience.${one}`)}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <PlacesInput
          label={say("notices.places")}
          hint={say("notices.places.all")}
          fields={form.fields}
          onChange={form.set}
        />
        <Buttons
          go={say(page === null ? "notices.go" : "notices.save")}
          problem={form.problem}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function isOver(until: Value | undefined): boolean {
  return typeof until === "string" && Date.parse(until) <= now().getTime();
}

/** A notice holds for three days unless somebody says otherwise. */
function threeDays(): Fields {
  const until = new Date(Math.ceil((now().getTime() + HOLDS_MS) / HOUR_MS) * HOUR_MS);
  return { until: `${until.toISOString().slice(0, 19)}Z` };
}
