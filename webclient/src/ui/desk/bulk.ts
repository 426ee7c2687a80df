/**
 * One change for several entries: first what exactly would change, then all of it in one request,
 * each entry covering what was on screen; and one undo.
 */
import { recordPath, seenOf } from "./actions";
import { type Failure, get, send } from "./api";
import { report } from "./done";
import { type Plan, type Planned, shownValue } from "./plan";
import { touch } from "./poll";
import { say } from "./say";
import type { Item, RecordPage } from "./wire";

/** As many changes as the server takes at once. */
export const BULK_MAX = 200;
const AT_ONCE = 6;

/** The pages behind rows of the list, in their order; those that cannot be read are counted. */
export async function openAll(
  items: readonly Item[],
): Promise<{ readonly pages: readonly RecordPage[]; readonly unread: number }> {
  const pages: RecordPage[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const some = items.slice(from, from + AT_ONCE);
    const replies = await Promise.all(some.map((item) => get<RecordPage>(recordPath(item))));
    pages.push(...replies.flatMap((reply) => (reply.ok ? [reply.value] : [])));
  }
  return { pages, unread: items.length - pages.length };
}

interface Outcome {
  readonly record: string;
  readonly id: string | null;
  readonly error: string | null;
}

/** Write all that is planned; says what was done, how much could not be, and offers to undo it. */
export async function carryOut(
  plan: Plan,
  text: (count: number) => string,
): Promise<Failure | null> {
  const wanted = plan.changes.map(({ page, set }) => ({
    record: `${page.kind}/${page.id}`,
    set,
    seen: seenOf(page, Object.keys(set)),
  }));
  const reply = await send<{ items: readonly Outcome[] }>("POST", "/api/changes", {
    changes: wanted,
  });
  if (!reply.ok) return reply;
  touch();
  const written = plan.changes.flatMap((change, at) => {
    const wid = reply.value.items[at]?.id;
    return wid == null ? [] : [{ ...change, wid }];
  });
  const failed = plan.changes.length - written.length;
  const done = text(written.length);
  report(failed === 0 ? done : `${done} ${say("bulk.failed", { n: failed })}`, () =>
    takeBack(written, done),
  );
  return null;
}

interface Written extends Planned {
  readonly wid: string;
}

/** The earlier values again, over our own writes alone. */
async function takeBack(written: readonly Written[], done: string): Promise<string | Failure> {
  const changes = written.map(({ page, set, wid }) => {
    const names = Object.keys(set);
    return {
      record: `${page.kind}/${page.id}`,
      set: Object.fromEntries(names.map((name) => [name, shownValue(page, name)])),
      seen: Object.fromEntries(names.map((name) => [name, [wid]])),
    };
  });
  const reply = await send<{ items: readonly Outcome[] }>("POST", "/api/changes", { changes });
  if (!reply.ok) return reply;
  touch();
  const failed = reply.value.items.filter((one) => one.error !== null).length;
  const undone = say("did.undone", { what: done.replace(/\.$/, "") });
  return failed === 0 ? undone : `${undone} ${say("bulk.failed", { n: failed })}`;
}
