/** A change that waits at the door: let in, or refused. The phone keeps its copy either way. */
import { useState } from "preact/hooks";
import { send } from "./api";
import { describeField, describePerson, describeRecord, describeValue, hour } from "./describe";
import { complain, report } from "./done";
import { inbox } from "./inbox-store";
import { longDay } from "./moment";
import { phoneOwner } from "./names";
import { Action } from "./parts";
import { touch } from "./poll";
import { say } from "./say";
import { reasonText } from "./sentences";
import { network } from "./session";
import { type Fields, type Held, writtenValue } from "./wire";

export function HeldCard({ held, onLeave }: { readonly held: Held; readonly onLeave: () => void }) {
  const [busy, setBusy] = useState(false);
  const { change } = held;
  const fields = written(held);
  const name = change === null ? reasonText("held", held.reason) : describeRecord(change.c, fields);
  const person = phoneOwner(held.device) ?? describePerson(held.user);
  async function decide(verb: "release" | "refuse"): Promise<void> {
    setBusy(true);
    const reply = await send("POST", `/api/held/${held.id}/${verb}`);
    setBusy(false);
    if (!reply.ok) return complain(reply);
    onLeave();
    inbox.settled(held.id);
    report(say(verb === "release" ? "did.released" : "did.refused", { what: name }));
    touch();
  }
  return (
    <>
      <div class="evidence-head">
        <div>
          <h2>{reasonText("held", held.reason)}</h2>
          <p class="second">
            {say("story.phone", { name: person })} ·{" "}
            {longDay(held.received_at, network().time_zone)}, {hour(held.received_at)}
          </p>
        </div>
      </div>
      <p class="evidence-intro">{say("held.why")}</p>
      {change === null ? null : (
        <div class="known">
          <h3>
            {say("held.contents")}: {name}
          </h3>
          <dl class="facts">
            {Object.entries(fields).map(([field, value]) => (
              <div key={field}>
                <dt>{describeField(change.c, field)}</dt>
                <dd>{describeValue(change.c, field, value, fields)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <p class="second">{say("inbox.refuse.hint")}</p>
      <div class="evidence-acts">
        <Action look="primary" disabled={busy} onPress={() => void decide("release")}>
          {say("inbox.release")}
        </Action>
        <Action disabled={busy} onPress={() => void decide("refuse")}>
          {say("inbox.refuse")}
        </Action>
        <Action
          hint="S"
          onPress={() => {
            onLeave();
            inbox.putOff(held.id);
          }}
        >
          {say("inbox.later")}
        </Action>
      </div>
    </>
  );
}

function written(held: Held): Fields {
  const set = held.change?.set ?? {};
  return Object.fromEntries(
    Object.entries(set).map(([field, write]) => [field, writtenValue(write)]),
  );
}
