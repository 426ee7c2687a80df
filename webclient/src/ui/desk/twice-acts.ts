/** What a coordinator says of two entries that look alike, and what takes it back. */
import { nameOf, seenOf } from "./actions";
import type { Result } from "./api";
import { authorOf } from "./author";
import { describePerson } from "./describe";
import { inbox } from "./inbox-store";
import { say } from "./say";
import { type Planned, writeSeveral } from "./several";
import type { Fields, Issue, RecordPage } from "./wire";

/** One queue: `stays` counts, the other points to it. */
export function countOne(stays: RecordPage, other: RecordPage): Promise<boolean> {
  const planned = { ...upon(other, { $into: stays.id }), before: { $into: null } };
  return wrote(writeSeveral([planned], () => say("did.once", { what: nameOf(stays) })));
}

/** Not the same after all: what pointed to another entry counts on its own again. */
export function countApart(page: RecordPage): Promise<boolean> {
  const into = page.heads?.["$into"]?.at(-1)?.value ?? null;
  const planned = { ...upon(page, { $into: null }), before: { $into: into } };
  return wrote(writeSeveral([planned], () => say("did.two", { what: nameOf(page) })));
}

/** Two queues: never asked again about these two entries. */
export function bothRight(one: RecordPage, two: RecordPage): Promise<boolean> {
  const text = say("did.both", { what: nameOf(one) });
  return wrote(writeSeveral([upon(one, { [`distinct/${two.id}`]: true })], () => text));
}

/**
 * Two queues whenever these two people count this service here: written on one of the entries for
 * what is still to come, and pair by pair for what waits in the inbox already.
 */
export function alwaysTwo(one: RecordPage, two: RecordPage): Promise<boolean> {
  const [author, other] = [authorOf(one), authorOf(two)];
  if (author === null || other === null) return Promise.resolve(false);
  const first = upon(one, { [`distinct/${two.id}`]: true, [`distinct/${other}`]: true });
  const alike = inbox.duplicates().filter((issue) => isOf(issue, one, new Set([author, other])));
  const waiting = alike
    .filter((issue) => issue.record !== one.id && issue.target !== undefined)
    .map((issue) => ({
      target: { kind: issue.kind, id: issue.record, fields: issue.entry?.fields ?? {} },
      set: { [`distinct/${issue.target?.id}`]: true },
      seen: {},
      before: { [`distinct/${issue.target?.id}`]: false },
    }));
  const people = [author, other].map(describePerson);
  const text = say("did.always", { one: people[0] ?? "", two: people[1] ?? "", what: nameOf(one) });
  return wrote(writeSeveral([first, ...waiting], () => text));
}

function isOf(issue: Issue, like: RecordPage, people: ReadonlySet<string>): boolean {
  const { entry } = issue;
  const other = inbox.duplicates().find((one) => one.record === issue.target?.id)?.entry;
  if (entry === undefined || other === undefined) return false;
  const alike = ["site", "service_type"].every((name) => entry.fields[name] === like.fields[name]);
  const authors = new Set([entry.author ?? "", other.author ?? ""]);
  return alike && authors.size === 2 && [...authors].every((author) => people.has(author));
}

/** The question goes to both, each about their own entry. */
export function askBoth(pair: readonly RecordPage[], question: string): Promise<Result<unknown>> {
  const planned = pair.map((page) => {
    const answer = page.fields["answer"] == null ? {} : { answer: null };
    return upon(page, { queried: true, query: question, ...answer });
  });
  const what = pair[0] === undefined ? "" : nameOf(pair[0]);
  return writeSeveral(planned, () => say("did.asked", { what }));
}

/** A change upon what the page shows; undo writes what it showed. */
export function upon(page: RecordPage, set: Fields): Planned {
  const names = Object.keys(set);
  const before = Object.fromEntries(
    names.map((name) => [name, page.fields[name] ?? (set[name] === true ? false : null)]),
  );
  return { target: page, set, seen: seenOf(page, names), before };
}

async function wrote(work: Promise<Result<number>>): Promise<boolean> {
  const reply = await work;
  return reply.ok && reply.value > 0;
}
