/** A change that waits at the door: let in, or refused. The phone keeps its copy either way. */
import { useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { send } from "./api";
import { Choices } from "./choices";
import { describeField, hour } from "./describe";
import { complain } from "./done";
import {
  changedFields,
  heldName,
  heldPerson,
  isFirst,
  moveValue,
  refuse,
  released,
} from "./held-acts";
import { inbox } from "./inbox-store";
import { Later } from "./later";
import { longDay } from "./moment";
import { Rows, shownFields } from "./now";
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

/** What it would change, field by field: `48 → 84`; and what of the entry stays as it is. */
function Contents({ held }: { readonly held: Held }) {
  const { change, entry } = held;
  if (change === null || fieldsOf(change.c).length === 0) return null;
  if (held.stub === true) return <p class="known">{say("record.sealed")}</p>;
  const { c: kind, r: id } = change;
  const changed = changedFields(held);
  const page = { id, kind, fields: entry?.fields ?? {} };
  const stays = shownFields(page).filter((field) => !changed.includes(field));
  return (
    <div class="panel">
      <h3 class="panel-title">{say(titleOf(held))}</h3>
      <dl class="values">
        {changed.map((field) => (
          <div key={field} class="value value-on">
            <dt>{describeField(kind, field)}</dt>
            <dd>
              <b>
                <bdi>{moveValue(held, field)}</bdi>
              </b>
            </dd>
          </div>
        ))}
      </dl>
      {stays.length === 0 ? null : (
        <>
          <h3 class="panel-title">{say("held.stays")}</h3>
          <dl class="values">
            <Rows page={page} names={stays} only={null} />
          </dl>
        </>
      )}
    </div>
  );
}

/** Of an entry that nobody here may read, what stands in it is not told, nor that it is new. */
function titleOf(held: Held): DeskKey {
  if (held.entry !== undefined) return "held.contents";
  return isFirst(held) ? "held.contents.new" : "held.contents.unread";
}
