/** What a fresh answer may change in a list somebody is reading: values, never places. */
import type { ListReply } from "./wire";

export interface Merged {
  /** What to show now: the same rows in the same order, with their present values. */
  readonly shown: ListReply;
  /** How many entries wait behind "6 new entries came in". */
  readonly arrived: number;
}

/** Rows keep their places; new ones are counted and wait. */
export function mergeFresh(shown: ListReply, fresh: ListReply): Merged {
  const known = new Set(shown.items.map((item) => item.id));
  const unknown = fresh.items.filter((item) => !known.has(item.id)).length;
  const grown = fresh.total - shown.total;
  const capped = fresh.total_more && shown.total_more;
  const arrived = capped ? unknown : Math.max(0, grown);
  if (arrived === 0 && unknown === 0 && fresh.items.length === shown.items.length) {
    return { shown: { ...fresh, items: inOrder(shown, fresh) }, arrived: 0 };
  }
  return { shown: { ...shown, items: inOrder(shown, fresh) }, arrived };
}

function inOrder(shown: ListReply, fresh: ListReply): ListReply["items"] {
  const byId = new Map(fresh.items.map((item) => [item.id, item]));
  return shown.items.map((item) => byId.get(item.id) ?? item);
}
