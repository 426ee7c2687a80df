/** Something about an entry that only a person can judge. */
import { useState } from "preact/hooks";
import { bringBack, edit as editRecord, letStand, remove, review } from "./actions";
import type { Result } from "./api";
import { type Choice, Choices } from "./choices";
import { describeField, describeValue } from "./describe";
import { failureText } from "./done";
import { EditDialog } from "./edit";
import { inbox } from "./inbox-store";
import { judgeOf } from "./judge";
import { Later } from "./later";
import { mendedTime } from "./mend";
import { enrolledAt, rounds } from "./names";
import { Nothing, Sentence } from "./parts";
import { hasKey, say } from "./say";
import { reasonText, tellStep } from "./sentences";
import { tell } from "./story";
import { Heading } from "./two-values";
import { useRecordPage } from "./use-page";
import type { Fields, Issue, RecordPage } from "./wire";

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
      {issue.field === null || issue.field.startsWith("$") ? null : (
        <p class="known">
          {say("colon", { name: describeField(issue.kind, issue.field), value: "" })}
          <b>
            {describeValue(issue.kind, issue.field, page.fields[issue.field] ?? null, page.fields)}
          </b>
        </p>
      )}
      <LastSteps page={page} />
      <div class="evidence-acts">
        <Choices choices={choicesOf({ issue, page, done, onEdit: () => setEditing(true) })} />
        <Later id={issue.id} onLeave={onLeave} />
      </div>
      {editing ? <EditDialog page={page} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function why(issue: Issue): string {
  const key = `issue.${issue.issue}.${issue.target?.kind === "round" ? "round" : "why"}`;
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

function choicesOf({ issue, page, done, onEdit }: ActsProps): readonly Choice[] {
  const edit: Choice = {
    text: say("record.edit"),
    key: { name: "E", label: "keys.edit" },
    run: onEdit,
  };
  const stand: Choice = {
    text: say("inbox.let_stand"),
    run: () => void done(letStand(page, issue.issue)),
  };
  switch (issue.issue) {
    case "edited_after_deletion":
      return [
        {
          text: say("inbox.bring_back"),
          look: "primary",
          run: () => void done(bringBack(page)),
        },
        { text: say("inbox.delete_again"), look: "danger", run: () => void done(remove(page)) },
      ];
    case "edited_after_review":
      return [
        {
          text: say("record.review"),
          look: "primary",
          key: { name: "R", label: "keys.review" },
          run: () => void done(review(page)),
        },
        edit,
      ];
    case "implausible_time":
      return [...mend(page, issue, done), edit, stand];
    default:
      return [{ ...edit, look: "primary" }, stand];
  }
}

/** The round that an entry lies outside of; it is asked for with the entry's page. */
function roundOf({ target }: Issue): Fields | null {
  return target?.kind === "round" ? (rounds.value.get(target.id) ?? null) : null;
}

/** An impossible time is mended with one click. */
function mend(page: RecordPage, issue: Issue, done: ActsProps["done"]): readonly Choice[] {
  const field = issue.field ?? "started_at";
  const value = mendedTime(page, field, enrolledAt, roundOf(issue));
  if (value === null) return [];
  const time = describeValue(page.kind, field, value);
  return [
    {
      text: say("issue.implausible_time.mend", { time }),
      look: "primary",
      run: () => void done(editRecord(page, { [field]: value })),
    },
  ];
}
