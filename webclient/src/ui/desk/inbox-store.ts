/** What waits for a coordinator: issues and held changes, in groups. */
import { batch, computed, signal } from "@preact/signals";
import { type Failure, get, type Refreshed, refresh } from "./api";
import { now } from "./session";
import type { Entry, Held, Issue, Item, ListReply, Page } from "./wire";

export const GROUPS = [
  "referrals",
  "two",
  "twice",
  "door",
  "deleted",
  "reviewed",
  "unfit",
  "phones",
  "services",
  "stale",
  "asked",
] as const;
export type Group = (typeof GROUPS)[number];

interface OfGroup {
  readonly id: string;
  readonly group: Group;
}
export interface IssueCardData extends OfGroup {
  readonly type: "issue";
  readonly issue: Issue;
  /** The other entry, where two look alike and it has a card of its own. */
  readonly other: Entry | null;
}
export interface HeldCardData extends OfGroup {
  readonly type: "held";
  readonly held: Held;
}
export interface PhoneCardData extends OfGroup {
  readonly type: "phone";
  readonly issue: Issue;
}
export interface AskedCardData extends OfGroup {
  readonly type: "asked";
  readonly item: Item;
}
export type Card = IssueCardData | HeldCardData | PhoneCardData | AskedCardData;

const GROUP_OF: Readonly<Record<string, Group>> = {
  conflict: "two",
  edited_after_deletion: "deleted",
  edited_after_review: "reviewed",
  duplicate: "twice",
  directory_question: "services",
  stale_directory: "stale",
};
/** A referral that is late or forked, an agreement that nobody gave: looked at in one place. */
const FOLLOWED_UP: ReadonlySet<string> = new Set(["referral", "consent"]);
/** The kind of an issue that is about a phone, not about an entry. */
const PHONE = "device";

const ISSUES = "/api/issues";
const HELD = "/api/held";
const PER_PAGE = 200;
const PAGES_MAX = 10;
const ASKED_KINDS = ["activity", "contact", "round", "signup"] as const;

const issues = signal<readonly Issue[]>([]);
const held = signal<readonly Held[]>([]);
const asked = signal<readonly Item[]>([]);
/** Of each list, how many wait beyond those that were loaded. */
const unloaded = signal<ReadonlyMap<string, number>>(new Map());
const later = signal<ReadonlySet<string>>(new Set());
const loadedAt = signal<Date | null>(null);
const failure = signal<Failure | null>(null);

const all = computed<readonly Card[]>(() => [
  ...issues.value.flatMap((issue) => cardOf(issue, issues.value)),
  ...held.value.map((one): Card => ({ type: "held", id: one.id, group: "door", held: one })),
  ...asked.value.map(
    (item): Card => ({ type: "asked", id: `asked-${item.id}`, group: "asked", item }),
  ),
]);

function cardOf(issue: Issue, every: readonly Issue[]): readonly Card[] {
  if (issue.kind === PHONE) return [{ type: "phone", id: issue.id, group: "phones", issue }];
  const group = FOLLOWED_UP.has(issue.kind) ? "referrals" : (GROUP_OF[issue.issue] ?? "unfit");
  const back = issue.target === undefined ? undefined : reverse(issue, every);
  // Two entries that look like each other are one question.
  if (back !== undefined && back.target?.id === issue.record && back.id < issue.id) return [];
  return [{ type: "issue", id: issue.id, group, issue, other: back?.entry ?? null }];
}

function reverse(issue: Issue, every: readonly Issue[]): Issue | undefined {
  return every.find((one) => one.issue === issue.issue && one.record === issue.target?.id);
}

/** All cards in the order of the screen: group by group, what was put off at the end. */
const cards = computed<readonly Card[]>(() => {
  const inOrder = GROUPS.flatMap((group) => all.value.filter((card) => card.group === group));
  const off = later.value;
  return [...inOrder.filter((c) => !off.has(c.id)), ...inOrder.filter((c) => off.has(c.id))];
});

/** What needs somebody: questions wait for their author, not for us. */
const count = computed(() => {
  const waiting = all.value.filter((card) => card.group !== "asked" || isAnswered(card));
  return waiting.length + (unloaded.value.get(ISSUES) ?? 0) + (unloaded.value.get(HELD) ?? 0);
});

/** How many wait that are not among the cards: an inbox of thousands is read from its top. */
const beyond = computed(() => [...unloaded.value.values()].reduce((sum, n) => sum + n, 0));

function keepBeyond(path: string, total: number | undefined, loaded: number): void {
  const n = Math.max(0, (total ?? 0) - loaded);
  unloaded.value = new Map([...unloaded.value, [path, n]]);
}

export function isAnswered(card: Card): boolean {
  return card.type === "asked" && typeof card.item.fields["answer"] === "string";
}

const etags = new Map<string, string | null>();

/** Ask the server what waits; unchanged parts stay as they are. */
async function load(): Promise<void> {
  const [someIssues, someHeld, ...someAsked] = await Promise.all([
    everything<Issue>(ISSUES),
    everything<Held>(HELD),
    ...ASKED_KINDS.map((kind) =>
      ask<ListReply>(`/api/records/${kind}?queried=1&from=2000-01-01&per_page=${PER_PAGE}`),
    ),
  ]);
  batch(() => {
    if (someIssues !== null) issues.value = someIssues;
    if (someHeld !== null) held.value = someHeld;
    if (someAsked.some((reply) => reply !== null)) keepAsked(someAsked);
    if (failure.value === null) loadedAt.value = now();
  });
}

function keepAsked(replies: readonly (ListReply | null)[]): void {
  asked.value = ASKED_KINDS.flatMap((kind, index) => {
    const reply = replies[index];
    if (reply == null) return asked.value.filter((item) => item.kind === kind);
    keepBeyond(kind, reply.total, reply.items.length);
    return reply.items;
  });
}

/** All pages of a list, or null where the first is unchanged or did not come. */
async function everything<T>(path: string): Promise<readonly T[] | null> {
  const pages = pagesOf(path);
  const first = await ask<Page<T>>(pages(1));
  if (first === null) return null;
  const found = [...first.items];
  for (let page = 2; page <= PAGES_MAX && found.length < (first.total ?? 0); page += 1) {
    // A later page is asked for as a whole: what the first one says has changed.
    const reply = await get<Page<T>>(pages(page));
    if (!reply.ok) break;
    found.push(...reply.value.items);
  }
  keepBeyond(path, first.total, found.length);
  return found;
}

function pagesOf(path: string): (page: number) => string {
  return (page) => `${path}?per_page=${PER_PAGE}&page=${page}`;
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
  const gone = issues.value.find((issue) => issue.id === id);
  const back = gone?.target === undefined ? undefined : reverse(gone, issues.value);
  const other = back?.target?.id === gone?.record ? back?.id : undefined;
  issues.value = issues.value.filter((issue) => issue.id !== id && issue.id !== other);
  held.value = held.value.filter((one) => one.id !== id);
}

function isPutOff(id: string): boolean {
  return later.value.has(id);
}

/** Whether a card is about this record. */
export function isAbout(card: Card, record: string): boolean {
  switch (card.type) {
    case "issue":
      return card.issue.record === record || card.issue.target?.id === record;
    case "asked":
      return card.item.id === record;
    case "held":
      return card.held.change?.r === record;
    case "phone":
      return card.issue.record === record;
  }
}

/** The entry that a card is about; null for phones, and for entries that nobody may read here. */
export function recordOf(card: Card): { readonly kind: string; readonly id: string } | null {
  switch (card.type) {
    case "issue":
      return { kind: card.issue.kind, id: card.issue.record };
    case "asked":
      return card.item;
    case "held": {
      const { change, entry } = card.held;
      return change == null || entry == null ? null : { kind: change.c, id: change.r };
    }
    case "phone":
      return null;
  }
}

export function entryOf(card: Card): Entry | null {
  switch (card.type) {
    case "asked":
      return card.item;
    case "held":
      return card.held.entry ?? null;
    default:
      return card.issue.entry ?? null;
  }
}

/** Every entry that may repeat another one. */
function duplicates(): readonly Issue[] {
  return issues.peek().filter((issue) => issue.issue === "duplicate");
}

export const inbox = {
  cards,
  count,
  beyond,
  loadedAt,
  failure,
  load,
  putOff,
  isPutOff,
  settled,
  duplicates,
};
