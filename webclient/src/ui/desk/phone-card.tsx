/** A phone that fell silent, or from which something is missing: who, since when, how much. */
import { useState } from "preact/hooks";
import { send } from "./api";
import { SureDialog } from "./ask";
import { Choices } from "./choices";
import { describePerson } from "./describe";
import { complain, report } from "./done";
import { inbox, type PhoneCardData } from "./inbox-store";
import { Later } from "./later";
import { longMoment } from "./moment";
import { devices } from "./names";
import { block } from "./people-acts";
import { touch } from "./poll";
import { say, writeNumber } from "./say";
import { reasonText } from "./sentences";
import { network } from "./session";
import type { Issue, Value } from "./wire";

export function PhoneCard({
  card,
  onLeave,
}: {
  readonly card: PhoneCardData;
  readonly onLeave: () => void;
}) {
  const { issue } = card;
  const [blocking, setBlocking] = useState(false);
  const name = ownerOf(issue);
  const device = devices.value.find((one) => one.id === issue.record);
  const looked = async () => {
    if (!(await lookAt(issue, true))) return;
    onLeave();
    inbox.settled(card.id);
    report(say("did.looked", { name, n: 1 }), () => unlook([issue]));
  };
  return (
    <>
      <div class="evidence-head">
        <div>
          <h2 tabIndex={-1}>{say("story.phone", { name })}</h2>
          <p class="second">{device?.label ?? ""}</p>
        </div>
      </div>
      <p class="evidence-intro">
        <b>{reasonText("issue", issue.issue)}.</b>{" "}
        {say(issue.issue === "lost_changes" ? "issue.lost_changes.why" : "issue.silent_phone.why")}
      </p>
      <dl class="known facts facts-wide">
        {factsOf(issue).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="evidence-acts">
        <Choices
          choices={[
            { text: say("phone.looked"), look: "primary", run: () => void looked() },
            ...(device === undefined
              ? []
              : [{ text: say("phone.block"), run: () => setBlocking(true) }]),
          ]}
        />
        <Later id={card.id} onLeave={onLeave} />
      </div>
      {blocking && device !== undefined ? (
        <SureDialog
          title={say("people.block.title", { name })}
          hint={say("people.block.hint")}
          go={say("people.block.go")}
          onGo={async () => {
            const reply = await block(device);
            if (reply.ok) {
              onLeave();
              inbox.settled(card.id);
            }
            return reply;
          }}
          onClose={() => setBlocking(false)}
        />
      ) : null}
    </>
  );
}

export function ownerOf(issue: Issue): string {
  return describePerson(issue.entry?.author ?? null);
}

/** `last told us: 9 unsent`, or `3 missing`. */
export function phoneLine(issue: Issue): string {
  const fields = issue.entry?.fields ?? {};
  return issue.issue === "lost_changes"
    ? say("people.missing.some", { n: number(fields["missing"]) })
    : say("phone.told", { n: number(fields["unsent"]) });
}

function factsOf(issue: Issue): readonly (readonly [string, string])[] {
  const fields = issue.entry?.fields ?? {};
  const when = issue.entry?.when ?? null;
  const amounts = (["made", "stored", "unsent", "missing"] as const).map(
    (name) => [say(`phone.${name}`), writeNumber(number(fields[name]))] as const,
  );
  const seen = when === null ? say("people.never") : longMoment(when, network().time_zone);
  return [[say("people.seen"), seen], ...amounts];
}

function number(value: Value | undefined): number {
  return typeof value === "number" ? value : 0;
}

/** Settle a phone's card, or put it back; whether that worked. */
export async function lookAt(issue: Issue, looked: boolean): Promise<boolean> {
  const reply = await send("POST", `/api/devices/${issue.record}/look`, { looked });
  if (!reply.ok) complain(reply);
  touch();
  return reply.ok;
}

/** Undo of having looked. */
export async function unlook(issues: readonly Issue[]): Promise<string> {
  for (const issue of issues) await lookAt(issue, false);
  return say("did.unlooked", { n: issues.length });
}
