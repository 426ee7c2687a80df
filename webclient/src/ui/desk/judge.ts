/** Which value a field shows and whether a person must decide: its declared merge policy. */
import { show } from "../../sync/show";
import type { Judge } from "./story";
import { declared } from "./vocabulary";

export function judgeOf(kind: string): Judge {
  return (flat, heads) => {
    const field = declared(kind, flat);
    const newest = [...heads].sort(([a], [b]) => (a < b ? 1 : -1))[0];
    if (field === null || heads.size === 0) {
      return { value: newest?.[1] ?? null, conflict: false };
    }
    return show(field, heads);
  };
}
