/** A service that its keeper should look at: not confirmed for long, or somebody asked about it. */
import { useState } from "preact/hooks";
import { edit } from "./actions";
import type { Result } from "./api";
import { type Choice, Choices } from "./choices";
import { describeField, describeValue } from "./describe";
import { failureText } from "./done";
import { inbox } from "./inbox-store";
import { Later } from "./later";
import { Nothing } from "./parts";
import { go } from "./route";
import { say } from "./say";
import { keep } from "./service-acts";
import { AnswerDialog } from "./service-dialogs";
import { askedWords, confirmedWords } from "./service-words";
import { Heading } from "./two-values";
import { useRecordPage } from "./use-page";
import { containerOf, fieldsOf } from "./vocabulary";
import type { Issue, RecordPage } from "./wire";

export function ServiceCard({
  issue,
  onLeave,
}: {
  readonly issue: Issue;
  readonly onLeave: () => void;
}) {
  const { page, failure } = useRecordPage(issue.kind, issue.record);
  const [answering, setAnswering] = useState(false);
  if (page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  const asked = issue.issue === "directory_question";
  const left = () => {
    onLeave();
    inbox.settled(issue.id);
  };
  const done = (work: Promise<Result<RecordPage>>) =>
    void work.then((reply) => {
      if (reply.ok) left();
    });
  const confirmed = confirmedWords(page.fields["assured_on"]);
  return (
    <>
      <Heading page={page} />
      {asked ? (
        askedWords(page.heads?.["query"] ?? []).map((words) => (
          <p key={words} class="evidence-intro">
            <b>{words}</b>
          </p>
        ))
      ) : (
        <p class="evidence-intro">
          <b>{say("service.confirmed", { when: confirmed })}.</b> {say("service.stale.why")}
        </p>
      )}
      <Facts page={page} />
      <div class="evidence-acts">
        <Choices choices={choicesOf(page, asked, done, () => setAnswering(true))} />
        <Later id={issue.id} onLeave={onLeave} />
      </div>
      {answering ? (
        <AnswerDialog page={page} onClose={() => setAnswering(false)} onDone={left} />
      ) : null}
    </>
  );
}

function choicesOf(
  page: RecordPage,
  asked: boolean,
  done: (work: Promise<Result<RecordPage>>) => void,
  onAnswer: () => void,
): readonly Choice[] {
  const change: Choice = {
    text: say("record.edit"),
    key: { name: "E", label: "keys.edit" },
    run: () => go({ view: "service", id: page.id }),
  };
  if (asked) {
    return [
      { text: say("service.answer"), look: "primary", run: onAnswer },
      change,
      {
        text: say("service.close"),
        run: () => done(edit(page, { queried: false, answer: null })),
      },
    ];
  }
  return [
    {
      text: say("service.confirm"),
      look: "primary",
      key: { name: "R", label: "keys.confirm" },
      run: () => done(keep(page, "confirm")),
    },
    change,
    { text: say("service.unpublish"), run: () => done(keep(page, "unpublish")) },
  ];
}

/** What is to be true: what phones show of it, as it stands. */
function Facts({ page }: { readonly page: RecordPage }) {
  const names = fieldsOf(page.kind)
    .flatMap((field) =>
      field.container === undefined
        ? [field.name]
        : Object.keys(page.fields).filter((name) => containerOf(name) === field.name),
    )
    .filter((name) => SHOWN.has(containerOf(name)) && page.fields[name]);
  return (
    <dl class="known facts">
      {names.map((name) => (
        <div key={name}>
          <dt>{describeField(page.kind, name)}</dt>
          <dd>
            <bdi>{describeValue(page.kind, name, page.fields[name] ?? null, page.fields)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const SHOWN: ReadonlySet<string> = new Set([
  "schedules",
  "exceptions",
  "on_holidays",
  "address",
  "phone",
  "status",
  "alert",
  "alert_until",
  "capacity_note",
]);
