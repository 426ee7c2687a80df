/** Editing an entry: a form drawn from the declaration. Only what was touched is written. */
import { useMemo, useState } from "preact/hooks";
import type { Field } from "../../schema/declaration";
import { sameValue } from "../same-value";
import { edit } from "./actions";
import { Buttons } from "./ask";
import { describeEither, describeField } from "./describe";
import { failureText } from "./done";
import { Input } from "./input";
import { Dialog } from "./parts";
import { say } from "./say";
import { containerOf, declared, fieldsOf } from "./vocabulary";
import type { Fields, RecordPage, Value } from "./wire";

export function EditDialog({ page, onClose }: { page: RecordPage; onClose: () => void }) {
  // What is on screen is what the save covers: a refresh underneath must not widen it.
  const [rendered] = useState(page);
  const [dirty, setDirty] = useState<Fields>({});
  const [problem, setProblem] = useState<string | null>(null);
  const names = useMemo(() => editableNames(rendered), [rendered]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const set = Object.fromEntries(
      Object.entries(dirty).filter(
        ([name, value]) =>
          !sameValue(value, rendered.fields[name] ?? null) || isSplit(rendered, name),
      ),
    );
    if (Object.keys(set).length === 0) return onClose();
    const reply = await edit(rendered, set);
    if (reply.ok) return onClose();
    setProblem(problemText(rendered.kind, reply.fields) ?? failureText(reply));
  }

  return (
    <Dialog title={say("edit.title")} onClose={onClose}>
      <form class="form form-edit" onSubmit={(event) => void submit(event)}>
        <p class="second">{say("edit.hint")}</p>
        {names.map((name) => (
          <Input
            key={name}
            kind={rendered.kind}
            name={name}
            value={rendered.fields[name] ?? null}
            note={isSplit(rendered, name) ? splitNote(rendered, name) : null}
            onChange={(value) => setDirty((before) => ({ ...before, [name]: value }))}
          />
        ))}
        <Buttons go={say("edit.save")} problem={problem} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function editableNames(page: RecordPage): readonly string[] {
  const names = fieldsOf(page.kind).flatMap((field) => {
    if (!mayEdit(field)) return [];
    if (field.container === undefined) return [field.name];
    return Object.keys(page.fields)
      .filter((name) => containerOf(name) === field.name)
      .sort();
  });
  return names;
}

/** The fields of a kind that hold one value each and that a coordinator may write. */
export function editableFields(kind: string): readonly string[] {
  return fieldsOf(kind)
    .filter((field) => mayEdit(field) && field.container === undefined)
    .map((field) => field.name);
}

const WRITERS: ReadonlySet<string> = new Set(["coordinator", "default"]);
const DRAWN: ReadonlySet<string> = new Set([
  "bool",
  "code",
  "date",
  "datetime",
  "email",
  "enum",
  "flag",
  "int",
  "number",
  "phone",
  "slug",
  "text",
  "url",
  "uuid",
]);

function mayEdit(field: Field): boolean {
  const writer = field.write === undefined || field.write.some((role) => WRITERS.has(role));
  return writer && DRAWN.has(field.type) && field.merge !== "once" && field.merge !== "derived";
}

export function isSplit(page: RecordPage, name: string): boolean {
  const heads = page.heads?.[name] ?? [];
  return heads.some((head) => !sameValue(head.value, heads[0]?.value ?? null));
}

export function splitNote(page: RecordPage, name: string): string {
  const values: readonly Value[] = (page.heads?.[name] ?? []).map((head) => head.value);
  return say("edit.two", { list: describeEither(page.kind, name, values, page.fields) });
}

function problemText(kind: string, fields: Readonly<Record<string, readonly string[]>>) {
  const names = Object.keys(fields).filter((name) => declared(kind, name) !== null);
  if (names.length === 0) return null;
  return `${names.map((name) => describeField(kind, name)).join(", ")}: ${say("error.invalid")}`;
}
