/** A change that waits at the door: let in, or refused. The phone keeps its copy either way. */
import { useEffect, useState } from "preact/hooks";
import { recordPath } from "./actions";
import { get, send } from "./api";
import { describeField, describePerson, describeRecord, describeValue, hour } from "./describe";
import { complain, report } from "./done";
import { inbox } from "./inbox-store";
import { longDay } from "./moment";
import { phoneOwner } from "./names";
import { OpenRecord } from "./open-record";
import { Action } from "./parts";
import { touch } from "./poll";
import { say } from "./say";
import { reasonText } from "./sentences";
import { network } from "./session";
import { fieldsOf } from "./vocabulary";
import { type Fields, type Held, type RecordPage, type Value, writtenValue } from "./wire";

export function HeldCard({ held, onLeave }: { readonly held: Held; readonly onLeave: () => void }) {
  const [busy, setBusy] = useState(false);
  const { change } = held;
  const fields = written(held);
  const known = change !== null && fieldsOf(change.c).length > 0;
  const page = useKnownPage(known ? change.c : null, change?.r ?? "");
  const name =
    change === null
      ? reasonText("held", held.reason)
      : describeRecord(change.c, { ...page?.fields, ...fields });
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
        {page === null ? null : <OpenRecord kind={page.kind} id={page.id} />}
      </div>
      <p class="evidence-intro">{say("held.why")}</p>
      {change === null ? null : (
        <div class="known">
          <h3>{say("colon", { name: say("held.contents"), value: name })}</h3>
          <dl class="facts">
            {Object.entries(fields).map(([field, value]) => (
              <div key={field}>
                <dt>{describeField(change.c, field)}</dt>
                <dd>{moved(change.c, field, value, page)}</dd>
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

/** `48 → 84` where the entry already has a value. */
function moved(kind: string, field: string, value: Value, page: RecordPage | null): string {
  const to = describeValue(kind, field, value);
  const from = page?.fields[field] ?? null;
  return from === null ? to : `${describeValue(kind, field, from)} → ${to}`;
}

/** The entry that a held change is about, when there is one the desk may read. */
function useKnownPage(kind: string | null, id: string): RecordPage | null {
  const [page, setPage] = useState<RecordPage | null>(null);
  useEffect(() => {
    if (kind === null) return;
    void get<RecordPage>(recordPath({ kind, id })).then((reply) => {
      if (reply.ok) setPage(reply.value);
    });
  }, [kind, id]);
  return page;
}

function written(held: Held): Fields {
  const set = held.change?.set ?? {};
  return Object.fromEntries(
    Object.entries(set).map(([field, write]) => [field, writtenValue(write)]),
  );
}
