/** What waits for a coordinator: issues and held changes, in groups. */
import { batch, computed, signal } from "@preact/signals";
import { type Failure, type Refreshed, refresh } from "./api";
import { now } from "./session";
import type { Entry, Held, Issue, Item, ListReply, Page } from "./wire";

export const GROUPS = ["two", "door", "deleted", "reviewed", "twice", "unfit", "asked"] as const;
export type Group = (typeof GROUPS)[number];

export type Card =
  | { readonly type: "issue"; readonly id: string; readonly group: Group; readonly issue: Issue }
  | { readonly type: "held"; readonly id: string; readonly group: Group; readonly held: Held }
  | { readonly type: "asked"; readonly id: string; readonly group: Group; readonly item: Item };

const GROUP_OF: Readonly<Record<string, Group>> = {
  conflict: "two",
  edited_after_deletion: "deleted",
  edited_after_review: "reviewed",
  duplicate: "twice",
};

const PER_PAGE = 200;
const PAGES_MAX = 10;
const ASKED_KINDS = ["activity", "contact", "round"] as const;

const issues = signal<readonly Issue[]>([]);
const held = signal<readonly Held[]>([]);
const asked = signal<readonly Item[]>([]);
const later = signal<ReadonlySet<string>>(new Set());
const loadedAt = signal<Date | null>(null);
const failure = signal<Failure | null>(null);

const all = computed<readonly Card[]>(() => [
  ...issues.value.map(
    (issue): Card => ({
      type: "issue",
      id: issue.id,
      group: GROUP_OF[issue.issue] ?? "unfit",
      issue,
    }),
  ),
  ...held.value.map((one): Card => ({ type: "held", id: one.id, group: "door", held: one })),
  ...asked.value.map(
    (item): Card => ({ type: "asked", id: `asked-${item.id}`, group: "asked", item }),
  ),
]);

/** All cards in the order of the screen: group by group, what was put off at the end. */
const cards = computed<readonly Card[]>(() => {
  const inOrder = GROUPS.flatMap((group) => all.value.filter((card) => card.group === group));
  const off = later.value;
  return [...inOrder.filter((c) => !off.has(c.id)), ...inOrder.filter((c) => off.has(c.id))];
});

/** What needs somebody: questions wait for their author, not for us. */
const count = computed(
  () => all.value.filter((card) => card.group !== "asked" || isAnswered(card)).length,
);

export function isAnswered(card: Card): boolean {
  return card.type === "asked" && typeof card.item.fields["answer"] === "string";
}

const etags = new Map<string, string | null>();

/** Ask the server what waits; unchanged parts stay as they are. */
async function load(): Promise<void> {
  const [someIssues, someHeld, ...someAsked] = await Promise.all([
    everyIssue(),
    ask<Page<Held>>("/api/held"),
    ...ASKED_KINDS.map((kind) =>
      ask<ListReply>(`/api/records/${kind}?queried=1&from=2000-01-01&per_page=${PER_PAGE}`),
    ),
  ]);
  batch(() => {
    if (someIssues !== null) issues.value = someIssues;
    if (someHeld !== null) held.value = someHeld.items;
    if (someAsked.some((reply) => reply !== null)) keepAsked(someAsked);
    if (failure.value === null) loadedAt.value = now();
  });
}

function keepAsked(replies: readonly (ListReply | null)[]): void {
  asked.value = ASKED_KINDS.flatMap((kind, index) => {
    const reply = replies[index];
    return reply == null ? asked.value.filter((item) => item.kind === kind) : reply.items;
  });
}

async function everyIssue(): Promise<readonly Issue[] | null> {
  const found: Issue[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const reply = await ask<Page<Issue>>(`/api/issues?per_page=${PER_PAGE}&page=${page}`);
    if (reply === null) return page === 1 ? null : found;
    found.push(...reply.items);
    if (found.length >= (reply.total ?? 0)) break;
  }
  return found;
}

/** The answer, or null where it is unchanged or did not come. */
async function ask<T>(path: string): Promise<T | null> {
  const reply: Refreshed<T> = await refresh<T>(path, etags.get(path) ?? null);
  failure.value = reply.ok ? null : reply;
  if (!reply.ok || "unchanged" in reply) return null;
  etags.set(path, reply.etag);
  return reply.value;
}

/** Put a card at the end, until the page is left. */
function putOff(id: string): void {
  later.value = new Set([...later.value, id]);
}

/** Take a card away at once, before the server is asked again. */
function settled(id: string): void {
  issues.value = issues.value.filter((issue) => issue.id !== id);
  held.value = held.value.filter((one) => one.id !== id);
}

function isPutOff(id: string): boolean {
  return later.value.has(id);
}

/** The id of the record that a card is about. */
export function recordOf(card: Card): string | null {
  if (card.type === "issue") return card.issue.record;
  return card.type === "asked" ? card.item.id : (card.held.change?.r ?? null);
}

export function entryOf(card: Card): Entry | null {
  if (card.type === "issue") return card.issue.entry ?? null;
  return card.type === "asked" ? card.item : null;
}

export const inbox = { cards, count, loadedAt, failure, load, putOff, isPutOff, settled };
