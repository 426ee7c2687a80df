/** How an entry was at a step of its story, and what going back there would change. */

import { sameValue } from "../same-value";
import type { Judge } from "./story";
import type { Fields, RecordPage, Step, Value } from "./wire";
import { writtenCovers, writtenValue } from "./wire";

/**
 * What each field showed once this step was written: the join of all steps up to it, in the order
 * in which the story tells them. Fields that nobody had written yet are not in it.
 */
export function stateAt(history: readonly Step[], id: string, judge: Judge): Fields {
  const live = new Map<string, Map<string, Value>>();
  const covered = new Set<string>();
  const ordered = [...history].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
  const end = ordered.findIndex((step) => step.id === id);
  for (const step of ordered.slice(0, end + 1)) {
    for (const [field, write] of Object.entries(step.set)) {
      for (const over of writtenCovers(write)) covered.add(`${field} ${over}`);
      const heads = live.get(field) ?? new Map<string, Value>();
      live.set(field, heads.set(step.id, writtenValue(write)));
    }
  }
  const shown = [...live].flatMap(([field, heads]) => {
    const left = [...heads].filter(([wid]) => !covered.has(`${field} ${wid}`));
    return left.length === 0 ? [] : [[field, judge(field, new Map(left)).value] as const];
  });
  return Object.fromEntries(shown);
}

/** The fields that differ from then, with the values of then; what was not there is emptied. */
export function wayBack(
  page: RecordPage,
  then: Fields,
  mayWrite: (field: string) => boolean,
): Fields {
  const names = [...new Set([...Object.keys(then), ...Object.keys(page.fields)])];
  const set = names
    .filter(mayWrite)
    .map((name) => [name, then[name] ?? null] as const)
    .filter(([name, value]) => differs(page, name, value));
  return Object.fromEntries(set);
}

/** An element that is off and one that was never there look alike. */
function differs(page: RecordPage, name: string, value: Value): boolean {
  const held = page.fields[name] ?? null;
  const empty = (one: Value) => (one === false ? null : one);
  const split = (page.heads?.[name] ?? []).some((head) => !sameValue(head.value, held));
  return split || !sameValue(empty(held), empty(value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
