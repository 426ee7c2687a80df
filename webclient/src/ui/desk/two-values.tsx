/** Two values side by side, alike; one click or key keeps one and covers exactly those shown. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { sameValue } from "../same-value";
import { ask, settle } from "./actions";
import { SERVICE } from "./address";
import { AnotherValue } from "./another-value";
import { AskDialog } from "./ask";
import { authorOf, whenOf } from "./author";
import {
  describeEither,
  describePerson,
  describeRecord,
  describeValue,
  fieldInSentence,
  hour,
} from "./describe";
import { failureText } from "./done";
import { inbox } from "./inbox-store";
import { judgeOf } from "./judge";
import { useKeys } from "./keys";
import { KnownBesides } from "./known";
import { Later } from "./later";
import { longDay } from "./moment";
import { orgNames, personName, rounds } from "./names";
import { OpenRecord } from "./open-record";
import { Action, Nothing, Sentence } from "./parts";
import { capital, say, sayParts } from "./say";
import type { Part } from "./sentences";
import { me, network } from "./session";
import { Side } from "./side";
import { commonStart, writesByField } from "./story";
import { useRecordPage } from "./use-page";
import { declared } from "./vocabulary";
import type { Head, Issue, RecordPage, Value } from "./wire";

interface TwoValuesProps {
  readonly issue: Issue;
  readonly field: string;
  /** Choose the next card, before this one goes. */
  readonly onLeave: () => void;
}

export function TwoValues({ issue, field, onLeave }: TwoValuesProps) {
  const { page, failure, replace } = useRecordPage(issue.kind, issue.record);
  if (page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  return <Choice page={page} issue={issue} field={field} onLeave={onLeave} onPage={replace} />;
}

function Choice(
  props: TwoValuesProps & {
    readonly page: RecordPage;
    readonly onPage: (page: RecordPage) => void;
  },
) {
  const { page, issue, field, onLeave, onPage } = props;
  const [opened, setOpened] = useState<"another" | "ask" | null>(null);
  const [stale, setStale] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const heads = differentHeads(page, field);
  const all = page.heads?.[field] ?? [];
  const question = say("ask.two", {
    list: describeEither(
      page.kind,
      field,
      heads.map((head) => head.value),
    ),
  });
  useNotice(heads, setStale);

  async function keep(value: Value): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    const reply = await settle({ page, field, value, heads: newestFirst(all), question });
    setBusy(false);
    if (!reply.ok) return false;
    const after = reply.value;
    if (isOpen(after, field)) {
      onPage(after);
      const known = new Set(all.map((head) => head.wid));
      const other = newcomer(after.heads?.[field] ?? [], known);
      setStale(describePerson(other?.user ?? null));
      return true;
    }
    onLeave();
    inbox.settled(issue.id);
    return true;
  }

  const keepAt = (at: number) => {
    const head = heads[at];
    if (head !== undefined) void keep(head.value);
  };
  useKeys(
    [
      { keys: ["1"], label: "keys.keep", run: () => keepAt(0) },
      { keys: ["2"], label: "keys.keep", run: () => keepAt(1) },
      { keys: ["3"], label: "keys.another", run: () => setOpened("another") },
      { keys: ["q"], label: "keys.ask", run: () => setOpened("ask") },
    ],
    [page, busy],
  );
  const once = declared(page.kind, field)?.merge === "once";
  return (
    <>
      <Heading page={page} />
      {stale === null ? null : (
        <p class="banner banner-att" role="alert">
          {say("inbox.stale", { name: stale })}
        </p>
      )}
      <p class="evidence-intro">
        <Sentence parts={intro(page, field, heads.length)} />
      </p>
      <Start page={page} field={field} heads={heads} />
      <div class="sides">
        {heads.map((head, at) => (
          <Side
            key={head.wid}
            page={page}
            field={field}
            head={head}
            hint={String(at + 1)}
            disabled={busy || once}
            onKeep={() => void keep(head.value)}
          />
        ))}
      </div>
      <KnownBesides page={page} field={field} />
      <div class="evidence-acts">
        <Action hint="3" onPress={() => setOpened("another")} disabled={once}>
          {say("inbox.another")}
        </Action>
        <Action hint="Q" onPress={() => setOpened("ask")}>
          {say("inbox.ask")}
        </Action>
        <Later id={issue.id} onLeave={onLeave} />
      </div>
      {opened === "another" ? (
        <AnotherValue page={page} field={field} onKeep={keep} onClose={() => setOpened(null)} />
      ) : null}
      {opened === "ask" ? (
        <AskDialog
          page={page}
          suggestion={question}
          onAsk={(text) => ask(page, text)}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </>
  );
}

/** Somebody wrote while the card was open: say so, and show all values anew. */
function useNotice(heads: readonly Head[], notice: (name: string) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const ids = heads.map((head) => head.wid).join();
  useEffect(() => {
    const before = known.current;
    known.current = new Set(heads.map((head) => head.wid));
    const fresh = before === null ? undefined : newcomer(heads, before);
    if (fresh !== undefined) notice(describePerson(fresh.user));
  }, [ids]);
}

/** A value that somebody else wrote and that was not on screen. */
function newcomer(heads: readonly Head[], known: ReadonlySet<string>): Head | undefined {
  const us = me.value?.user.id;
  return heads.find((head) => !known.has(head.wid) && head.user !== us);
}

function isOpen(page: RecordPage, field: string): boolean {
  const heads = page.heads?.[field] ?? [];
  return judgeOf(page.kind)(field, new Map(heads.map((h) => [h.wid, h.value]))).conflict;
}

function newestFirst(heads: readonly Head[]): readonly Head[] {
  return [...heads].sort((a, b) => (a.wid < b.wid ? 1 : -1));
}

/** One head per value, newest first: both sides look alike, none is preselected. */
function differentHeads(page: RecordPage, field: string): readonly Head[] {
  const newest = newestFirst(page.heads?.[field] ?? []);
  return newest.filter(
    (head, at) => newest.findIndex((one) => sameValue(one.value, head.value)) === at,
  );
}

function intro(page: RecordPage, field: string, count: number): readonly Part[] {
  const name: Part = { strong: fieldInSentence(page.kind, field) };
  return count === 2
    ? sayParts<Part>("inbox.two.intro", { field: name })
    : sayParts<Part>("inbox.more.intro", { field: name, n: String(count) });
}

export function Heading({ page }: { readonly page: RecordPage }) {
  // A service is not of a day, nor of who wrote it down.
  const service = page.kind === SERVICE;
  const when = service ? null : whenOf(page);
  const round = page.fields["round"];
  const name = service ? null : personName(authorOf(page));
  const provider = service ? orgNames.value.get(String(page.fields["provider"])) : undefined;
  const details = [
    ...(typeof round === "string" && rounds.value.has(round)
      ? [describeValue(page.kind, "round", round)]
      : []),
    ...(name === null ? [] : [say("record.by", { name })]),
    ...(provider === undefined ? [] : [provider]),
  ];
  const day = when === null ? "" : `, ${longDay(when, network().time_zone)}`;
  return (
    <div class="evidence-head">
      <div>
        <h2 tabIndex={-1}>{`${describeRecord(page.kind, page.fields)}${day}`}</h2>
        <p class="second">{capital(details.join(" · "))}</p>
      </div>
      <OpenRecord kind={page.kind} id={page.id} />
    </div>
  );
}

/** The value all of them started from, in the middle. */
function Start(props: {
  readonly page: RecordPage;
  readonly field: string;
  readonly heads: readonly Head[];
}) {
  const { page, field, heads } = props;
  const start = useMemo(() => {
    const writes = writesByField(page.history ?? []).get(field) ?? new Map();
    return commonStart(
      heads.map((head) => head.wid),
      writes,
    );
  }, [page]);
  if (start === null) return <p class="start">{say("inbox.start.none")}</p>;
  return (
    <p class="start">
      <Sentence
        parts={sayParts<Part>("inbox.start", {
          value: { strong: describeValue(page.kind, field, start.value, page.fields) },
          name: describePerson(start.user),
          time: hour(start.at),
        })}
      />
    </p>
  );
}
