/** Writing a record in a dialog: a new one, or what was touched of one that exists. */
import { useState } from "preact/hooks";
import { sameValue } from "../same-value";
import { edit, nameOf, write } from "./actions";
import { type Result, send } from "./api";
import { describeField } from "./describe";
import { failureText, report } from "./done";
import { touch } from "./poll";
import { say } from "./say";
import { declared } from "./vocabulary";
import type { Fields, RecordPage, Value } from "./wire";

export interface RecordForm {
  /** What the dialog shows: as it was opened, with what was touched. */
  readonly fields: Fields;
  readonly problem: string | null;
  readonly set: (name: string, value: Value) => void;
  readonly complain: (text: string) => void;
  /** Saves; true when the dialog may close. */
  readonly save: () => Promise<boolean>;
}

/**
 * `page` is null for a new record, which then begins with `beginning`. What is on screen is what
 * a save covers: a refresh underneath does not widen it.
 */
export function useRecordForm(
  kind: string,
  page: RecordPage | null,
  beginning: Fields,
  made: (what: string) => string,
): RecordForm {
  const [rendered] = useState(page);
  const [start] = useState(beginning);
  const [dirty, setDirty] = useState<Fields>({});
  const [problem, setProblem] = useState<string | null>(null);
  const before: Fields = rendered?.fields ?? start;

  async function save(): Promise<boolean> {
    const changed = Object.entries(dirty).filter(
      ([name, value]) => !sameValue(value, before[name] ?? null),
    );
    if (rendered !== null && changed.length === 0) return true;
    const reply =
      rendered === null
        ? await create(kind, { ...start, ...dirty }, made)
        : await edit(rendered, Object.fromEntries(changed));
    if (reply.ok) return true;
    const wrong = Object.keys(reply.fields).filter((name) => declared(kind, name) !== null);
    const names = wrong.map((name) => describeField(kind, name)).join(", ");
    setProblem(
      names === ""
        ? failureText(reply)
        : say("colon", { name: names, value: say("error.invalid") }),
    );
    return false;
  }

  return {
    fields: { ...before, ...dirty },
    problem,
    set: (name, value) => setDirty((earlier) => ({ ...earlier, [name]: value })),
    complain: setProblem,
    save,
  };
}

async function create(
  kind: string,
  fields: Fields,
  made: (what: string) => string,
): Promise<Result<RecordPage>> {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== false);
  const reply = await send<RecordPage>("POST", `/api/records/${kind}`, {
    fields: Object.fromEntries(given),
  });
  if (!reply.ok) return reply;
  const page = reply.value;
  touch();
  report(made(nameOf(page)), async () => {
    const undone = await write(page, { voided: "mistake" }, { voided: [] });
    return undone.ok ? say("did.undone", { what: nameOf(page) }) : undone;
  });
  return reply;
}
