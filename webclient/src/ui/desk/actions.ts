/**
 * What a coordinator does to a record. Each is a change like any other: it covers exactly the
 * write ids that were on screen, reports itself in the dark line, and can be taken back.
 */
import { type Failure, get, type Result, send } from "./api";
import { describeField, describePerson, describeRecord, describeValue } from "./describe";
import { complain, report } from "./done";
import { touch } from "./poll";
import { goToList } from "./route";
import { say, together } from "./say";
import { me } from "./session";
import type { Fields, Head, RecordPage, Value } from "./wire";

export interface Target {
  readonly kind: string;
  readonly id: string;
  readonly fields: Fields;
}

type Seen = Readonly<Record<string, readonly string[]>>;

export function recordPath({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `/api/records/${kind}/${id}`;
}

/** Write fields upon what was seen; the record as it then is. */
export async function write(target: Target, set: Fields, seen: Seen): Promise<Result<RecordPage>> {
  const reply = await send<RecordPage>("PATCH", recordPath(target), { set, seen });
  if (reply.ok) touch();
  // The write was accepted and led the entry out of our sight: there is nothing more to show.
  if (reply.ok && reply.value.readable === false) goToList(target.kind);
  return reply;
}

/** The write ids shown for these fields of a page. */
export function seenOf(page: RecordPage, fields: readonly string[]): Seen {
  return Object.fromEntries(fields.map((field) => [field, widsOf(page, field)]));
}

function widsOf(page: RecordPage, field: string): readonly string[] {
  return (page.heads?.[field] ?? []).map((head) => head.wid);
}

export function nameOf({ kind, fields }: Target): string {
  return describeRecord(kind, fields);
}

/**
 * The heads of `after` that this browser's own change made: what an undo may cover. A value that
 * arrived from somebody else in the same moment is not among them, and stays.
 */
function ownWrites(before: RecordPage, after: RecordPage, fields: readonly string[]): Seen {
  const us = me.value?.user.id;
  return Object.fromEntries(
    fields.map((field) => {
      const known = new Set(widsOf(before, field));
      const fresh = (after.heads?.[field] ?? []).filter(
        (head) => head.user === us && !known.has(head.wid),
      );
      return [field, fresh.map((head) => head.wid)];
    }),
  );
}

/** Write, report, and offer to write the earlier values again. */
export async function change(
  page: RecordPage,
  set: Fields,
  text: string,
  before: Fields = earlier(page, set),
): Promise<Result<RecordPage>> {
  const names = Object.keys(set);
  const reply = await write(page, set, seenOf(page, names));
  if (!reply.ok) complain(reply);
  else if (reply.value.readable === false) report(say("did.out_of_sight"));
  else report(text, () => restore(reply.value, before, ownWrites(page, reply.value, names)));
  return reply;
}

function earlier(page: RecordPage, set: Fields): Fields {
  return Object.fromEntries(Object.keys(set).map((name) => [name, page.fields[name] ?? null]));
}

async function restore(page: RecordPage, before: Fields, seen: Seen): Promise<string | Failure> {
  const reply = await write(page, before, seen);
  return reply.ok ? say("did.undone", { what: nameOf(page) }) : reply;
}

/** The record as it is now, for actions that begin in a list. */
export function open(target: { readonly kind: string; readonly id: string }) {
  return get<RecordPage>(recordPath(target));
}

export async function edit(page: RecordPage, set: Fields): Promise<Result<RecordPage>> {
  return change(page, set, say("did.edited", { what: nameOf(page) }));
}

export async function review(page: RecordPage): Promise<Result<RecordPage>> {
  const text = say("did.reviewed", { n: 1, what: nameOf(page) });
  return change(page, { review: "reviewed" }, text, { review: "new" });
}

export async function unreview(page: RecordPage): Promise<Result<RecordPage>> {
  return change(page, { review: "new" }, say("did.unreviewed", { what: nameOf(page) }));
}

/** Mark several as reviewed, one after the other; one line, one undo. */
export async function reviewAll(targets: readonly Target[]): Promise<void> {
  const pages: RecordPage[] = [];
  for (const target of targets) {
    const page = await open(target);
    const reply = page.ok
      ? await write(target, { review: "reviewed" }, seenOf(page.value, ["review"]))
      : page;
    if (!reply.ok) {
      complain(reply);
      break;
    }
    pages.push(reply.value);
  }
  const [only] = pages;
  if (only === undefined) return;
  const what = pages.length === 1 ? nameOf(only) : "";
  const text = say("did.reviewed", { n: pages.length, what });
  report(text, async () => {
    for (const page of pages) {
      const reply = await write(page, { review: "new" }, seenOf(page, ["review"]));
      if (!reply.ok) return reply;
    }
    return say("did.undone", { what: text.replace(/\.$/, "") });
  });
}

export async function ask(page: RecordPage, question: string): Promise<Result<RecordPage>> {
  const set = { queried: true, query: question, answer: null };
  const fields = page.fields["answer"] == null ? { queried: true, query: question } : set;
  return change(page, fields, say("did.asked", { what: nameOf(page) }));
}

export async function closeQuestion(page: RecordPage): Promise<Result<RecordPage>> {
  return change(page, { queried: false }, say("did.closed", { what: nameOf(page) }));
}

export async function makeVoid(page: RecordPage, reason: string): Promise<Result<RecordPage>> {
  return change(page, { voided: reason }, say("did.voided", { what: nameOf(page) }));
}

export async function takeBackIn(page: RecordPage): Promise<Result<RecordPage>> {
  return change(page, { voided: null }, say("did.unvoided", { what: nameOf(page) }));
}

/** Delete: names every live write shown, so that an edit nobody saw brings the entry back. */
export async function remove(page: RecordPage): Promise<Result<RecordPage>> {
  const reply = await sendGone(page, [
    ...new Set(Object.values(page.heads ?? {}).flatMap((h) => h.map((one) => one.wid))),
  ]);
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  report(say("did.deleted", { what: nameOf(page) }), async () => {
    const earlier = goneBefore(page);
    const own = ownWrites(page, reply.value, ["$gone"]);
    const undone =
      earlier === null
        ? await write(page, { $gone: null }, own)
        : await sendGone(page, [...earlier, ...(own["$gone"] ?? [])]);
    return undone.ok ? say("did.undone", { what: nameOf(page) }) : undone;
  });
  return reply;
}

export async function bringBack(page: RecordPage): Promise<Result<RecordPage>> {
  const set = { $gone: null };
  const reply = await write(page, set, seenOf(page, ["$gone"]));
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  report(say("did.undeleted", { what: nameOf(page) }), async () => {
    const own = ownWrites(page, reply.value, ["$gone"]);
    const undone = await deleteAgain(page, own["$gone"] ?? []);
    return undone.ok ? say("did.undone", { what: nameOf(page) }) : undone;
  });
  return reply;
}

/** Delete what was brought back, by writes of our own: what was not seen before stays unseen. */
export function deleteAgain(page: RecordPage, own: readonly string[]): Promise<Result<RecordPage>> {
  return sendGone(page, [...(goneBefore(page) ?? []), ...own]);
}

async function sendGone(target: Target, seen: readonly string[]): Promise<Result<RecordPage>> {
  const reply = await send<RecordPage>("DELETE", recordPath(target), { seen });
  if (reply.ok) touch();
  return reply;
}

/** What the deletions that stand had seen; null where nothing is deleted. */
function goneBefore(page: RecordPage): readonly string[] | null {
  const lists = (page.heads?.["$gone"] ?? []).flatMap((head) =>
    Array.isArray(head.value) ? [head.value as readonly string[]] : [],
  );
  return lists.length === 0 ? null : [...new Set(lists.flat())];
}

/** A coordinator looked at an issue and lets it stand. */
export async function letStand(page: RecordPage, issue: string): Promise<Result<RecordPage>> {
  const set = { [`accepted/${issue}`]: true };
  return change(page, set, say("did.accepted", { what: nameOf(page) }));
}

export interface Settlement {
  readonly page: RecordPage;
  readonly field: string;
  readonly value: Value;
  /** The heads that were on screen, newest first: covered, and no others. */
  readonly heads: readonly Head[];
  /** The question that puts the card back, such as `84 or 48?`. */
  readonly question: string;
}

/**
 * Settle two values. Undo writes the earlier value again and leaves the question open: two heads
 * cannot be restored.
 */
export async function settle(it: Settlement): Promise<Result<RecordPage>> {
  const { page, field, value, heads } = it;
  const seen = { [field]: heads.map((head) => head.wid) };
  const reply = await write(page, { [field]: value }, seen);
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  report(settledText(it), async () => {
    const back = {
      [field]: heads[0]?.value ?? null,
      queried: true,
      query: it.question,
    };
    const asked = seenOf(reply.value, ["queried", "query"]);
    const own = ownWrites(page, reply.value, [field]);
    const undone = await write(page, back, { ...asked, ...own });
    const shown = describeValue(page.kind, field, back[field] ?? null);
    return undone.ok ? say("did.undone.value", { value: shown, what: nameOf(page) }) : undone;
  });
  return reply;
}

function settledText({ page, field, value, heads }: Settlement): string {
  const others = heads.filter((h) => JSON.stringify(h.value) !== JSON.stringify(value));
  const shown = describeValue(page.kind, field, value);
  const what =
    field === "quantity" ? nameOf(page) : `${nameOf(page)}, ${describeField(page.kind, field)}`;
  if (others.length === 0) return say("did.set", { value: shown, what });
  return say("did.kept", { value: shown, what, rest: othersText(page, field, others) });
}

function othersText(page: RecordPage, field: string, others: readonly Head[]): string {
  const list = others.map((head) =>
    say("story.replaced", {
      whose: say("story.whose", { name: describePerson(head.user) }),
      value: describeValue(page.kind, field, head.value),
    }),
  );
  return say("did.stays", { n: others.length, list: together(list) });
}
