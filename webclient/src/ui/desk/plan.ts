/** What one change would do to several entries, before anything is written. */
import { sameValue } from "../same-value";
import type { Fields, RecordPage, Value } from "./wire";

export interface Planned {
  readonly page: RecordPage;
  readonly set: Fields;
}

export interface Plan {
  readonly changes: readonly Planned[];
  /** Entries that are so already. */
  readonly same: number;
  /** Sealed or deleted entries, which stay as they are. */
  readonly closed: number;
}

/** What would change if these fields were written; null: nothing is asked for yet. */
export function planned(pages: readonly RecordPage[], set: Fields | null): Plan {
  if (set === null) return { changes: [], same: 0, closed: pages.filter(isClosed).length };
  const open = pages.filter((page) => !isClosed(page));
  const changes = open
    .map((page) => ({ page, set: differing(page, set) }))
    .filter((change) => Object.keys(change.set).length > 0);
  return { changes, same: open.length - changes.length, closed: pages.length - open.length };
}

function isClosed(page: RecordPage): boolean {
  return page.stub === true || page.deleted === true;
}

/** The fields that are not so yet. Several values that disagree are settled by a write. */
function differing(page: RecordPage, set: Fields): Fields {
  return Object.fromEntries(
    Object.entries(set).filter(([name, value]) => {
      const heads = page.heads?.[name] ?? [];
      const split = heads.some((head) => !sameValue(head.value, heads[0]?.value ?? null));
      return split || !sameValue(shownValue(page, name), value);
    }),
  );
}

export function shownValue(page: RecordPage, name: string): Value {
  const value = page.fields[name] ?? null;
  return name === "review" && value === null ? "new" : value;
}
