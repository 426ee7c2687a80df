/**
 * One change for several entries: first what exactly would change, then all of it in one request,
 * each entry covering what was on screen; and one undo.
 */
import { recordPath, seenOf } from "./actions";
import { get, type Result } from "./api";
import { type Plan, shownValue } from "./plan";
import { writeSeveral } from "./several";
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

/** Write all that is planned; the undo writes what was shown before. */
export function carryOut(plan: Plan, text: (count: number) => string): Promise<Result<number>> {
  const changes = plan.changes.map(({ page, set }) => {
    const names = Object.keys(set);
    const before = Object.fromEntries(names.map((name) => [name, shownValue(page, name)]));
    return { target: page, set, seen: seenOf(page, names), before };
  });
  return writeSeveral(changes, text);
}
