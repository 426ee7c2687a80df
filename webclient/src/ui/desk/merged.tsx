/** Other entries that are counted here: somebody said that they are the same as this one. */
import { useEffect, useState } from "preact/hooks";
import { recordPath } from "./actions";
import { get } from "./api";
import { OpenRecord } from "./open-record";
import { Action } from "./parts";
import { touched } from "./poll";
import { byline, likely, words } from "./same";
import { say } from "./say";
import { countApart } from "./twice-acts";
import type { Item, RecordPage } from "./wire";

/** The entry that counts for this one, when somebody said that they are the same. */
export function mergedInto(page: RecordPage): string | null {
  const [newest] = [...(page.heads?.["$into"] ?? [])].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  return typeof newest?.value === "string" ? newest.value : null;
}

interface Merged {
  readonly item: Item;
  readonly page: RecordPage;
}

export function MergedHere({ page }: { readonly page: RecordPage }) {
  const [found, setFound] = useState<readonly Merged[]>([]);
  useEffect(() => {
    let left = false;
    void mergedHere(page).then((merged) => {
      if (!left) setFound(merged);
    });
    return () => {
      left = true;
    };
  }, [page.id, touched.value]);
  if (found.length === 0) return null;
  return (
    <ul class="merged">
      {found.map(({ item, page: other }) => (
        <li key={item.id}>
          <span>
            {say("record.merged")} <b>{words(item)}</b> <span class="second">{byline(item)}</span>
          </span>
          <OpenRecord kind={item.kind} id={item.id} other />
          <Action onPress={() => void countApart(other)}>{say("record.two")}</Action>
        </li>
      ))}
    </ul>
  );
}

const LOOKED_AT_MAX = 12;

/** What does not count at this place, on this day, and says that it is counted here. */
async function mergedHere(page: RecordPage): Promise<readonly Merged[]> {
  const gone = (await likely(page, true)).slice(0, LOOKED_AT_MAX);
  const found = await Promise.all(
    gone.map(async (item): Promise<readonly Merged[]> => {
      const reply = await get<RecordPage>(recordPath(item));
      const here = reply.ok && mergedInto(reply.value) === page.id;
      return here ? [{ item, page: reply.value }] : [];
    }),
  );
  return found.flat();
}
