/** Something about an entry that only a person can judge. */
import { useState } from "preact/hooks";
import { bothRight, bringBack, countOnce, edit, letStand, remove, review } from "./actions";
import type { Result } from "./api";
import { describeField, describeValue } from "./describe";
import { failureText } from "./done";
import { EditDialog } from "./edit";
import { inbox } from "./inbox-store";
import { judgeOf } from "./judge";
import { OpenRecord } from "./open-record";
import { Action, Nothing, Sentence } from "./parts";
import { hasKey, say } from "./say";
import { reasonText, tellStep } from "./sentences";
import { tell } from "./story";
import { Heading } from "./two-values";
import { useRecordPage } from "./use-page";
import type { Issue, RecordPage } from "./wire";

const LAST_STEPS = 3;

export function IssueCard({
  issue,
  onLeave,
}: {
  readonly issue: Issue;
  readonly onLeave: () => void;
}) {
  const { page, failure } = useRecordPage(issue.kind, issue.record);
  const [editing, setEditing] = useState(false);
  if (page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  const done = async (work: Promise<Result<RecordPage>>) => {
    const reply = await work;
    if (!reply.ok) return;
    onLeave();
    inbox.settled(issue.id);
  };
  return (
    <>
      <Heading page={page} />
      <p class="evidence-intro">
        <b>{reasonText("issue", issue.issue)}.</b> {why(issue)}
      </p>
      {issue.field === null ? null : (
        <p class="known">
          {say("colon", { name: describeField(issue.kind, issue.field), value: "" })}
          <b>
            {describeValue(issue.kind, issue.field, page.fields[issue.field] ?? null, page.fields)}
          </b>
        </p>
      )}
      <LastSteps page={page} />
      <div class="evidence-acts">
        <Acts issue={issue} page={page} done={done} onEdit={() => setEditing(true)} />
        <Action
          hint="S"
          onPress={() => {
            onLeave();
            inbox.putOff(issue.id);
          }}
        >
          {say("inbox.later")}
        </Action>
      </div>
      {editing ? <EditDialog page={page} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function why(issue: Issue): string {
  const key = `issue.${issue.issue}.why`;
  const field = issue.field === null ? "" : describeField(issue.kind, issue.field);
  return hasKey(key) ? say(key, { field }) : say("issue.other.why");
}

function LastSteps({ page }: { readonly page: RecordPage }) {
  const steps = tell(page.history ?? [], judgeOf(page.kind)).slice(-LAST_STEPS);
  return (
    <ul class="last-steps">
      {steps.map((step) => {
        const { sentences, how } = tellStep(step, page.kind, page.fields);
        return (
          <li key={step.id}>
            {sentences.map((parts, index) => (
              <p key={index}>
                <Sentence parts={parts} />
              </p>
            ))}
            <p class="second">{how}</p>
          </li>
        );
      })}
    </ul>
  );
}

interface ActsProps {
  readonly issue: Issue;
  readonly page: RecordPage;
  readonly done: (work: Promise<Result<RecordPage>>) => Promise<void>;
  readonly onEdit: () => void;
}

function Acts(props: ActsProps) {
  const { issue, page, done, onEdit } = props;
  switch (issue.issue) {
    case "edited_after_deletion":
      return (
        <>
          <Action look="primary" onPress={() => void done(bringBack(page))}>
            {say("inbox.bring_back")}
          </Action>
          <Action look="danger" onPress={() => void done(remove(page))}>
            {say("inbox.delete_again")}
          </Action>
        </>
      );
    case "duplicate":
      return <Twice issue={issue} page={page} done={done} />;
    case "edited_after_review":
      return (
        <Action look="primary" onPress={() => void done(review(page))}>
          {say("record.review")}
        </Action>
      );
    default:
      return (
        <>
          <Action look="primary" hint="E" onPress={onEdit}>
            {say("record.edit")}
          </Action>
          <Mend issue={issue} page={page} done={done} />
          <Action onPress={() => void done(letStand(page, issue.issue))}>
            {say("inbox.let_stand")}
          </Action>
        </>
      );
  }
}

/** Counted twice: each served a queue of their own, or one entry is enough. */
function Twice({ issue, page, done }: Pick<ActsProps, "issue" | "page" | "done">) {
  const other = issue.target;
  if (other === undefined) return null;
  return (
    <>
      <OpenRecord kind={other.kind} id={other.id} other />
      <Action look="primary" onPress={() => void done(bothRight(page, other.id))}>
        {say("inbox.both_right")}
      </Action>
      <Action onPress={() => void done(countOnce(page, other.id))}>{say("inbox.same")}</Action>
    </>
  );
}

/** An impossible time is mended with one click: the time it arrived. */
function Mend({ issue, page, done }: Pick<ActsProps, "issue" | "page" | "done">) {
  const arrived = [...(page.history ?? [])].map((step) => step.received_at ?? step.at).sort()[0];
  if (issue.issue !== "implausible_time" || arrived === undefined) return null;
  const field = issue.field ?? "started_at";
  const value = `${arrived.slice(0, 19)}Z`;
  return (
    <Action onPress={() => void done(edit(page, { [field]: value }))}>
      {say("issue.implausible_time.mend", { time: describeValue(page.kind, field, value) })}
    </Action>
  );
}
