/** The network's own entries over the code lists, as the desk reads and changes them. */
import { signal } from "@preact/signals";
import { Lists } from "../../schema/lists";
import { language } from "../../strings/language";
import { learnLists } from "../../strings/lists";
import { edit, open, recordPath } from "./actions";
import { get, type Result, send } from "./api";
import { asShown } from "./as-shown";
import { complain, report } from "./done";
import { touch } from "./poll";
import { codeLabel, say } from "./say";
import type { Fields, Item, ListReply, RecordPage } from "./wire";

const KIND = "list_item";
const PER_PAGE = 200;
const PAGES_MAX = 20;

const items = signal<readonly Item[]>([]);

/** What could not be read leaves the lists as they are. */
export async function loadLists(): Promise<void> {
  const found: Item[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const query = `from=2000-01-01&per_page=${PER_PAGE}&page=${page}`;
    const reply = await get<ListReply>(`/api/records/${KIND}?${query}`);
    if (!reply.ok) return;
    found.push(...reply.value.items);
    if (found.length >= reply.value.total) break;
  }
  items.value = found;
  learnLists(
    new Lists(
      found.map(({ id, made_at, fields }) => ({ id, madeAtMs: Date.parse(made_at), fields })),
    ),
  );
}

/** Changes what the network says of a code; makes the entry when it says nothing yet. */
export async function changeCode(
  list: string,
  code: string,
  set: Fields,
): Promise<Result<RecordPage>> {
  const known = itemOf(list, code);
  const reply = known === null ? await create(list, code, set) : await change(known, set);
  await loadLists();
  return reply;
}

/** Of several for one code the one on top. */
function itemOf(list: string, code: string): Item | null {
  const same = items.value.filter(
    ({ fields }) => fields["list"] === list && fields["code"] === code,
  );
  same.sort((a, b) => (`${a.made_at} ${a.id}` < `${b.made_at} ${b.id}` ? 1 : -1));
  return same[0] ?? null;
}

async function change(item: Item, set: Fields): Promise<Result<RecordPage>> {
  const page = await open(item);
  // The list does not ask again by itself: somebody else may have changed the entry meanwhile.
  if (page.ok) return edit(asShown(page.value, item.fields), set);
  complain(page);
  return page;
}

async function create(list: string, code: string, set: Fields): Promise<Result<RecordPage>> {
  // An entry has a name in at least one language: the one it is called by now.
  const named = Object.keys(set).some((name) => name.startsWith("label/"));
  const label = named ? {} : { [`label/${language.value}`]: codeLabel(list, code) };
  const fields = { list, code, ...label, ...set };
  const reply = await send<RecordPage>("POST", `/api/records/${KIND}`, { fields });
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  touch();
  await loadLists();
  const what = codeLabel(list, code);
  report(say("did.listed", { what }), async () => {
    const heads = Object.values(reply.value.heads ?? {}).flat();
    const seen = [...new Set(heads.map(({ wid }) => wid))];
    const gone = await send<RecordPage>("DELETE", recordPath(reply.value), { seen });
    if (!gone.ok) return gone;
    touch();
    await loadLists();
    return say("did.undone", { what });
  });
  return reply;
}
