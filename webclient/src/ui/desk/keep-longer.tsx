/** The follow-up of a minor kept for longer than others: until when and why, by a focal point. */
import { useId, useState } from "preact/hooks";
import { change, nameOf } from "./actions";
import { Buttons } from "./ask";
import { CASE } from "./cases";
import { monthsAfter } from "./days";
import { failureText } from "./done";
import { Input } from "./input";
import { networkDay, plainDate } from "./moment";
import { Action, Dialog } from "./parts";
import { say } from "./say";
import { me, network, now } from "./session";
import type { RecordPage, Value } from "./wire";

const UNTIL = "keep_until";
const REASON = "keep_reason";
/** In months; the server lets one saying reach no further than the last. */
const CHOICES = [6, 12, 24] as const;
const MINOR: readonly unknown[] = ["separated", "unaccompanied", "apparent"];

/** Who reads the whole case of a minor is cleared for protection. */
export function mayKeepLonger(page: RecordPage): boolean {
  const own = page.org === me.value?.user.org;
  return page.kind === CASE && own && MINOR.includes(page.fields["minor_status"]);
}

export function KeepLongerDialog(props: {
  readonly page: RecordPage;
  readonly onClose: () => void;
}) {
  const [page] = useState(props.page);
  const [months, setMonths] = useState<number>(CHOICES[0]);
  const [reason, setReason] = useState<Value>(page.fields[REASON] ?? null);
  const [problem, setProblem] = useState<string | null>(null);
  const name = useId();
  const today = networkDay(now(), network().time_zone);
  const what = nameOf(page);
  async function write(until: string | null, text: string): Promise<void> {
    const set = { [UNTIL]: until, [REASON]: until === null ? null : reason };
    const reply = await change(page, set, text);
    if (reply.ok) props.onClose();
    else setProblem(failureText(reply));
  }
  function submit(event: Event): void {
    event.preventDefault();
    if (reason === null) {
      setProblem(say("keep.reason.missing"));
      return;
    }
    const until = monthsAfter(today, months);
    void write(until, say("did.kept_longer", { what, day: plainDate(until, now()) }));
  }
  return (
    <Dialog title={say("keep.title")} onClose={props.onClose}>
      <form class="form" onSubmit={submit}>
        <p>{say("keep.hint")}</p>
        <fieldset class="choices">
          <legend>{say("keep.until")}</legend>
          {CHOICES.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name={name}
                checked={one === months}
                onChange={() => setMonths(one)}
              />
              {plainDate(monthsAfter(today, one), now())}
            </label>
          ))}
        </fieldset>
        <Input kind={CASE} name={REASON} value={reason} onChange={setReason} />
        {page.fields[UNTIL] == null ? null : (
          <p>
            <Action onPress={() => void write(null, say("did.kept_no_longer", { what }))}>
              {say("keep.end")}
            </Action>
          </p>
        )}
        <Buttons go={say("keep.go")} problem={problem} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}
