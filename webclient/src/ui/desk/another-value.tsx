/** A third value, when neither of the two is right. */
import { useState } from "preact/hooks";
import { Buttons } from "./ask";
import { fieldInSentence } from "./describe";
import { Input } from "./input";
import { Dialog } from "./parts";
import { say } from "./say";
import type { RecordPage, Value } from "./wire";

export function AnotherValue(props: {
  readonly page: RecordPage;
  readonly field: string;
  readonly onKeep: (value: Value) => Promise<boolean>;
  readonly onClose: () => void;
}) {
  const { page, field, onKeep, onClose } = props;
  const [value, setValue] = useState<Value>(page.fields[field] ?? null);
  const name = fieldInSentence(page.kind, field);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (await onKeep(value)) onClose();
  }
  return (
    <Dialog title={say("inbox.another.title", { field: name })} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Input
          kind={page.kind}
          name={field}
          value={page.fields[field] ?? null}
          autofocus={true}
          onChange={setValue}
        />
        <Buttons go={say("inbox.another.go")} problem={null} onClose={onClose} />
      </form>
    </Dialog>
  );
}
