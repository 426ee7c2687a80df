/** Writes what somebody wants of an import: each a change like any other; and takes it back. */
import { recordPath } from "./actions";
import { type Failure, send } from "./api";
import { failureText, report } from "./done";
import {
  type Choice,
  fieldsOfNew,
  type ImportRecord,
  isAnswered,
  isTaken,
  open,
  pathOf,
} from "./import-choice";
import { loadNames } from "./names";
import { touch } from "./poll";
import { say } from "./say";
import { type Planned, type Stored, takeBack, writeAll } from "./several";
import type { Fields, RecordPage } from "./wire";

/** What became of each record that was wanted, by its path; null: it is written. */
export type Outcomes = ReadonlyMap<string, string | null>;

export async function accept(records: readonly ImportRecord[], choice: Choice): Promise<Outcomes> {
  const wanted = records.filter((record) => isTaken(record, choice));
  const outcomes = new Map<string, string | null>();
  const made: RecordPage[] = [];
  const taken = new Set<string>();
  for (const record of wanted.filter(({ state }) => state === "new")) {
    const why = await make(record, choice, taken, made);
    outcomes.set(pathOf(record), why);
    if (why === null) taken.add(pathOf(record));
  }
  const planned = wanted
    .filter(({ state }) => state === "changed")
    .map((record) => planOf(record, choice, taken));
  const written = await change(planned, outcomes);
  if (made.length > 0) await loadNames();
  touch();
  reportAll(made, written);
  return outcomes;
}

/** Why it could not be made, in words. */
async function make(
  record: ImportRecord,
  choice: Choice,
  taken: ReadonlySet<string>,
  made: RecordPage[],
): Promise<string | null> {
  if (!isAnswered(record, choice)) return say("import.needs");
  if (record.depends.some((path) => path.startsWith("org/") && !taken.has(path))) {
    return say("import.depends");
  }
  const fields = fieldsOfNew(record, choice, taken);
  const body = { id: record.id, fields };
  const reply = await send<RecordPage>("POST", `/api/records/${record.kind}`, body);
  if (!reply.ok) return failureText(reply);
  made.push(reply.value);
  return null;
}

function planOf(record: ImportRecord, choice: Choice, taken: ReadonlySet<string>): Planned {
  const wanted = choice.fields.get(pathOf(record)) ?? new Set();
  const left = new Set(record.depends.filter((path) => !taken.has(path)));
  const chosen = open(record).filter(
    ({ field }) => wanted.has(field) && !left.has(field.replace(/^sites\//, "site/")),
  );
  return {
    target: { kind: record.kind, id: record.id, fields: { name: record.name } },
    set: Object.fromEntries(chosen.map(({ field, theirs }) => [field, theirs])),
    seen: Object.fromEntries(chosen.map(({ field, seen }) => [field, seen])),
    before: Object.fromEntries(chosen.map((one) => [one.field, before(one)])) as Fields,
  };
}

function before({ field, ours }: ImportRecord["fields"][number]): Fields[string] {
  const [newest = null] = ours;
  return newest === null && /^(?!schedules|exceptions).*\//.test(field) ? false : newest;
}

async function change(
  planned: readonly Planned[],
  outcomes: Map<string, string | null>,
): Promise<readonly Stored[]> {
  if (planned.length === 0) return [];
  const reply = await writeAll(planned);
  const done = new Set(reply.ok ? reply.value.map(({ one }) => pathOf(one.target)) : []);
  const why = reply.ok ? say("error.failed") : failureText(reply);
  for (const { target } of planned) {
    outcomes.set(pathOf(target), done.has(pathOf(target)) ? null : why);
  }
  return reply.ok ? reply.value : [];
}

function reportAll(made: readonly RecordPage[], written: readonly Stored[]): void {
  const count = made.length + written.length;
  const text = say("did.imported", { n: count });
  if (count === 0) {
    report(text);
    return;
  }
  report(text, async () => {
    const undone = written.length === 0 ? "" : await takeBack(written, () => text);
    if (typeof undone !== "string") return undone;
    // Services before the associations and places that they name.
    for (const page of [...made].reverse()) {
      const gone = await unmake(page);
      if (gone !== null) return gone;
    }
    touch();
    return say("did.undone", { what: text.replace(/\.$/, "") });
  });
}

async function unmake(page: RecordPage): Promise<Failure | null> {
  const heads = Object.values(page.heads ?? {}).flat();
  const seen = [...new Set(heads.map(({ wid }) => wid))];
  const reply = await send<RecordPage>("DELETE", recordPath(page), { seen });
  return reply.ok ? null : reply;
}
