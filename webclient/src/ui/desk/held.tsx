/** A change that waits at the door: let in, or refused. The phone keeps its copy either way. */
import { useState } from "preact/hooks";
import { send } from "./api";
import { Choices } from "./choices";
import { describeField, hour } from "./describe";
import { complain } from "./done";
import { heldFields, heldName, heldPerson, moveValue, refuse, released } from "./held-acts";
import { inbox } from "./inbox-store";
import { Later } from "./later";
import { longDay } from "./moment";
import { OpenRecord } from "./open-record";
import { touch } from "./poll";
import { say } from "./say";
import { reasonText } from "./sentences";
import { network } from "./session";
import { fieldsOf } from "./vocabulary";
import type { Held } from "./wire";

export function HeldCard({ held, onLeave }: { readonly held: Held; readonly onLeave: () => void }) {
  const [busy, setBusy] = useState(false);
  const { change } = held;
  const { name } = heldName(held);
  async function decide(work: () => Promise<boolean>): Promise<void> {
    if (busy) return;
    setBusy(true);
    const done = await work();
    setBusy(false);
    touch();
    if (!done) return;
    onLeave();
    inbox.settled(held.id);
  }
  return (
    <>
      <div class="evidence-head">
        <div>
          <h2 tabIndex={-1}>{name}</h2>
          <p class="second">
            {heldPerson(held)} · {longDay(held.received_at, network().time_zone)},{" "}
            {hour(held.received_at)}
          </p>
        </div>
        {held.entry === undefined || change === null ? null : (
          <OpenRecord kind={change.c} id={change.r} />
        )}
      </div>
      <p class="evidence-intro">
        <b>{reasonText("held", held.reason)}.</b> <span>{say("held.why")}</span>
      </p>
      <Contents held={held} />
      <p class="second">{say("inbox.refuse.hint")}</p>
      <div class="evidence-acts">
        <Choices
          choices={[
            {
              text: say("inbox.release"),
              look: "primary",
              disabled: busy,
              run: () => void decide(() => release(held)),
            },
            {
              text: say("inbox.refuse"),
              disabled: busy,
              run: () => void decide(() => refuse(held)),
            },
          ]}
        />
        <Later id={held.id} onLeave={onLeave} />
      </div>
    </>
  );
}

async function release(held: Held): Promise<boolean> {
  const reply = await send<{ change: string }>("POST", `/api/held/${held.id}/release`);
  if (!reply.ok) {
    complain(reply);
    return false;
  }
  const done = [{ held, change: reply.value.change }];
  released(done, say("did.released", { what: heldName(held).name }));
  return true;
}

/** What it says, field by field; `48 → 84` where the entry already has a value. */
function Contents({ held }: { readonly held: Held }) {
  const { change } = held;
  if (change === null || fieldsOf(change.c).length === 0) return null;
  if (held.stub === true) return <p class="known">{say("record.sealed")}</p>;
  return (
    <div class="known">
      <h3>{say(held.entry === undefined ? "held.contents.new" : "held.contents")}</h3>
      <dl class="facts facts-wide">
        {Object.keys(heldFields(held)).map((field) => (
          <div key={field}>
            <dt>{describeField(change.c, field)}</dt>
            <dd>{moveValue(held, field)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
