/** A record page as somebody saw it in a list, for writing that covers nothing they did not see. */
import { sameValue } from "../same-value";
import type { Fields, Head, RecordPage } from "./wire";

/** Of the heads of each field only those whose value was on the screen. */
export function asShown(page: RecordPage, shown: Fields): RecordPage {
  const heads = Object.entries(page.heads ?? {}).map(
    ([name, found]): readonly [string, readonly Head[]] => [
      name,
      found.filter(({ value }) => sameValue(value, shown[name])),
    ],
  );
  return { ...page, heads: Object.fromEntries(heads) };
}
