/** A question that waits for its author, or an answer that waits for us. */

import { useState } from "preact/hooks";
import { closeQuestion } from "./actions";
import { authorOf } from "./author";
import { Choices } from "./choices";
import { describeField, describePerson, describeValue } from "./describe";
import { failureText } from "./done";
import { EditDialog } from "./edit";
import { Nothing } from "./parts";
import { say } from "./say";
import { Heading } from "./two-values";
import { useRecordPage } from "./use-page";
import { fieldsOf } from "./vocabulary";
import type { Item } from "./wire";

export function QuestionCard({
  item,
  onLeave,
}: {
  readonly item: Item;
  readonly onLeave: () => void;
}) {
  const { page, failure } = useRecordPage(item.kind, item.id);
  const [editing, setEditing] = useState(false);
  if (page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  const { query, answer } = page.fields;
  const name = describePerson(authorOf(page));
  const names = fieldsOf(page.kind)
    .map((field) => field.name)
    .filter((field) => page.fields[field] != null && SHOWN.has(field));
  return (
    <>
      <Heading page={page} />
      <p class="evidence-intro">
        {typeof query === "string" ? say("record.question", { name, question: query }) : null}
      </p>
      {typeof answer === "string" ? (
        <p class="evidence-intro">
          <b>{say("record.answered", { answer })}</b>
        </p>
      ) : null}
      <dl class="known facts">
        {names.map((field) => (
          <div key={field}>
            <dt>{describeField(page.kind, field)}</dt>
            <dd>{describeValue(page.kind, field, page.fields[field] ?? null, page.fields)}</dd>
          </div>
        ))}
      </dl>
      <div class="evidence-acts">
        <Choices
          choices={[
            {
              text: say("record.question.done"),
              look: "primary",
              run: () =>
                void closeQuestion(page).then((reply) => {
                  if (reply.ok) onLeave();
                }),
            },
            {
              text: say("record.edit"),
              key: { name: "E", label: "keys.edit" },
              run: () => setEditing(true),
            },
          ]}
        />
      </div>
      {editing ? <EditDialog page={page} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

const SHOWN: ReadonlySet<string> = new Set([
  "quantity",
  "people",
  "unmet",
  "group_size",
  "team_size",
  "status",
  "note",
]);
