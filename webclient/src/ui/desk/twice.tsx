/** Two entries that look alike: one queue counted twice, or two queues. Both sides alike. */
import { useState } from "preact/hooks";
import { AskDialog } from "./ask";
import { authorOf, whenOf } from "./author";
import { Choices } from "./choices";
import { describeField, describePerson, describeRecord, describeValue, hour } from "./describe";
import { failureText } from "./done";
import type { IssueCardData } from "./inbox-store";
import { inbox } from "./inbox-store";
import { useKeys } from "./keys";
import { Later } from "./later";
import { longDay } from "./moment";
import { OpenRecord } from "./open-record";
import { Key, Nothing } from "./parts";
import { say } from "./say";
import { network } from "./session";
import { alwaysTwo, askBoth, bothRight, countOne } from "./twice-acts";
import { useRecordPage } from "./use-page";
import type { RecordPage } from "./wire";

interface TwiceProps {
  readonly card: IssueCardData;
  readonly onLeave: () => void;
}

export function Twice({ card, onLeave }: TwiceProps) {
  const { issue } = card;
  const one = useRecordPage(issue.kind, issue.record);
  const two = useRecordPage(issue.kind, issue.target?.id ?? issue.record);
  const failure = one.failure ?? two.failure;
  if (one.page === null || two.page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  return <Pair card={card} pair={[one.page, two.page]} onLeave={onLeave} />;
}

function Pair({ card, pair, onLeave }: TwiceProps & { readonly pair: Two }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [one, two] = pair;
  const act = async (work: () => Promise<boolean>) => {
    if (busy) return;
    setBusy(true);
    const done = await work();
    setBusy(false);
    if (!done) return;
    onLeave();
    inbox.settled(card.id);
  };
  const keep = (at: 0 | 1) => void act(() => countOne(pair[at], pair[1 - at] as RecordPage));
  useKeys(
    [
      { keys: ["1"], label: "keys.keep", run: () => keep(0) },
      { keys: ["2"], label: "keys.keep", run: () => keep(1) },
    ],
    [pair, busy],
  );
  const names = pair.map((page) => describePerson(authorOf(page)));
  const strangers = pair.some((page) => authorOf(page) === null);
  return (
    <>
      <div class="evidence-head">
        <div>
          <h2 tabIndex={-1}>{titleOf(one)}</h2>
          <p class="second">{names.join(", ")}</p>
        </div>
      </div>
      <p class="evidence-intro">{say("twice.intro")}</p>
      <div class="sides">
        <CountSide page={one} hint="1" disabled={busy} onKeep={() => keep(0)} />
        <CountSide page={two} hint="2" disabled={busy} onKeep={() => keep(1)} />
      </div>
      <p class="second">{say("twice.hint")}</p>
      <div class="evidence-acts">
        <Choices
          choices={[
            {
              text: say("inbox.both_right"),
              key: { name: "3", label: "keys.both" },
              disabled: busy,
              run: () => void act(() => bothRight(one, two)),
            },
            ...(strangers
              ? []
              : [
                  {
                    text: say("twice.always"),
                    key: { name: "4", label: "keys.always" as const },
                    disabled: busy,
                    run: () => void act(() => alwaysTwo(one, two)),
                  },
                ]),
            {
              text: say("inbox.ask"),
              key: { name: "Q", label: "keys.ask" },
              run: () => setAsking(true),
            },
          ]}
        />
        <Later id={card.id} onLeave={onLeave} />
      </div>
      {asking ? (
        <AskDialog
          page={one}
          title={say("ask.title", { name: names.join(", ") })}
          suggestion={say("twice.question")}
          onAsk={(text) => askBoth(pair, text)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

type Two = readonly [RecordPage, RecordPage];

function titleOf(page: RecordPage): string {
  const when = whenOf(page);
  const day = when === null ? "" : `, ${longDay(when, network().time_zone)}`;
  return `${describeRecord(page.kind, page.fields)}${day}`;
}

/** What was counted, by whom, when, and what else could tell two queues apart. */
function CountSide(props: {
  readonly page: RecordPage;
  readonly hint: string;
  readonly disabled: boolean;
  readonly onKeep: () => void;
}) {
  const { page, hint, disabled, onKeep } = props;
  const value = describeValue(page.kind, "quantity", page.fields["quantity"] ?? null, page.fields);
  const [first] = page.history ?? [];
  return (
    <div class="side-value">
      <p>
        <b>
          <bdi>{describePerson(authorOf(page))}</bdi>
        </b>{" "}
        <span class="second">{say(first?.device == null ? "inbox.at_desk" : "inbox.phone")}</span>
      </p>
      <p class="big">
        <bdi>{describeValue(page.kind, "quantity", page.fields["quantity"] ?? null)}</bdi>
      </p>
      <dl class="facts">
        {factsOf(page).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <OpenRecord kind={page.kind} id={page.id} />
      <button
        type="button"
        class="act act-primary act-wide"
        aria-keyshortcuts={hint}
        disabled={disabled}
        onClick={onKeep}
      >
        <span>{say("twice.same", { value })}</span>
        <Key name={hint} />
      </button>
    </div>
  );
}

const TOLD: readonly string[] = ["people", "round", "unmet", "note"];

function factsOf(page: RecordPage): readonly (readonly [string, string])[] {
  const when = whenOf(page);
  const told = TOLD.filter((name) => page.fields[name] != null).map(
    (name) =>
      [
        describeField(page.kind, name),
        describeValue(page.kind, name, page.fields[name] ?? null, page.fields),
      ] as const,
  );
  const arrived = page.received_at == null ? [] : [arrivedFact(page.received_at)];
  const counted = when === null ? [] : [[say("twice.counted"), hour(when)] as const];
  return [...counted, ...told, ...arrived];
}

function arrivedFact(at: string): readonly [string, string] {
  return [say("inbox.arrived"), hour(at)];
}
