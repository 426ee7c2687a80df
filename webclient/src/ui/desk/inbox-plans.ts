/** One act on all cards of a group that are alike: which, and what each entry becomes. */
import type { DeskKey } from "../../strings/desk.en";
import { deleteAgain, nameOf, recordPath, seenOf } from "./actions";
import { get, send } from "./api";
import { authorOf, whenOf } from "./author";
import type { Line } from "./change-list";
import { describeEither, describeField, describePerson, describeValue } from "./describe";
import { complain, failureText, report } from "./done";
import { heldName, type Released, released } from "./held-acts";
import type { Card, HeldCardData, IssueCardData, PhoneCardData } from "./inbox-store";
import { judgeOf } from "./judge";
import { mendedTime } from "./mend";
import { listMoment } from "./moment";
import { enrolledAt, loadRound, rounds } from "./names";
import { lookAt, ownerOf, phoneLine, unlook } from "./phone-card";
import { touch } from "./poll";
import { say, together } from "./say";
import { serviceSet } from "./service-acts";
import { network, now } from "./session";
import { type Planned, writeSeveral } from "./several";
import { upon } from "./twice-acts";
import { containerOf, declared } from "./vocabulary";
import type { Fields, Head, RecordPage, Value } from "./wire";

export interface Bulk {
  readonly button: DeskKey;
  readonly go: DeskKey;
  readonly cards: readonly Card[];
  /** What each card becomes; asked of the server when somebody wants to see it. */
  readonly lines: () => Promise<readonly Prepared[]>;
  readonly run: (chosen: readonly Prepared[]) => Promise<string | null>;
}

export interface Prepared extends Line {
  readonly card: Card;
  readonly planned?: Planned;
}

/** What could be done to this card and all like it; null for what needs a look at each. */
export function bulkOf(card: Card, cards: readonly Card[]): Bulk | null {
  const alike = cards.filter((one) => kindOf(one) === kindOf(card));
  if (alike.length < 2) return null;
  switch (card.type === "issue" && card.group === "unfit" ? card.issue.issue : card.group) {
    case "two":
      return ofRecords("alike.newest", alike, newest, "did.alike.newest");
    case "twice":
      return ofRecords("alike.both", alike, both, "did.alike.both");
    case "deleted":
      return ofRecords("alike.back", alike, broughtBack, "did.alike.back");
    case "reviewed":
      return ofRecords("alike.reviewed", alike, reviewed, "did.alike.reviewed");
    case "stale":
      return ofRecords("alike.confirm", alike, confirmed, "bulk.did.confirm");
    case "implausible_time":
      return ofRecords("alike.times", alike, mended, "did.alike.times");
    case "phones":
      return ofPhones(alike.filter(isPhone));
    default:
      return card.type === "held" ? ofHeld(alike.filter(isHeld)) : null;
  }
}

/** What makes cards alike: the group, and what the same act would mean in all of them. */
function kindOf(card: Card): string {
  if (card.type === "held") return `door ${card.held.reason}`;
  if (card.type !== "issue") return card.group;
  const { issue } = card;
  if (card.group === "unfit") return issue.issue;
  // The newest number of people says nothing of which state of a round is the right one.
  return card.group === "two" ? `two ${issue.kind} ${containerOf(issue.field ?? "")}` : card.group;
}

const isPhone = (card: Card): card is PhoneCardData => card.type === "phone";
const isHeld = (card: Card): card is HeldCardData => card.type === "held";
const isIssue = (card: Card): card is IssueCardData => card.type === "issue";

type Plan = (
  card: IssueCardData,
  page: RecordPage,
) => { readonly planned: Planned; readonly moves: readonly string[] } | null;

function ofRecords(button: DeskKey, cards: readonly Card[], plan: Plan, text: DeskKey): Bulk {
  const prepare = async (card: IssueCardData): Promise<readonly Prepared[]> => {
    const { kind, record, target } = card.issue;
    if (target?.kind === "round") await loadRound(target.id);
    const reply = await get<RecordPage>(recordPath({ kind, id: record }));
    const made = reply.ok ? plan(card, reply.value) : null;
    if (!reply.ok || made === null) return [];
    return [{ id: card.id, name: lineName(reply.value), card, ...made }];
  };
  return {
    button,
    go: "alike.go",
    cards,
    lines: () => inTurn(cards.filter(isIssue), prepare),
    run: async (chosen) => {
      const planned = merged(chosen.flatMap((one) => one.planned ?? []));
      const reply = await writeSeveral(planned, (n) => say(text, { n }));
      return reply.ok ? null : failureText(reply);
    },
  };
}

/** Entries of one round are told apart by who and when. */
function lineName(page: RecordPage): string {
  const when = whenOf(page);
  const time = when === null ? "" : `, ${listMoment(when, network().time_zone, now())}`;
  return `${nameOf(page)} · ${describePerson(authorOf(page))}${time}`;
}

const AT_ONCE = 6;

/** A few requests at a time, the answers in the order of the cards. */
async function inTurn<T>(
  cards: readonly T[],
  ask: (card: T) => Promise<readonly Prepared[]>,
): Promise<readonly Prepared[]> {
  const found: Prepared[] = [];
  for (let at = 0; at < cards.length; at += AT_ONCE) {
    found.push(...(await Promise.all(cards.slice(at, at + AT_ONCE).map(ask))).flat());
  }
  return found;
}

/** Several cards of one entry are one change of it. */
function merged(planned: readonly Planned[]): readonly Planned[] {
  const byRecord = new Map<string, Planned>();
  for (const one of planned) {
    const known = byRecord.get(one.target.id);
    byRecord.set(one.target.id, known === undefined ? one : joined(known, one));
  }
  return [...byRecord.values()];
}

function joined(one: Planned, two: Planned): Planned {
  return {
    target: one.target,
    set: { ...one.set, ...two.set },
    seen: { ...one.seen, ...two.seen },
    before: { ...one.before, ...two.before },
    beforeSeen: { ...one.beforeSeen, ...two.beforeSeen },
  };
}

/** The newest of two values; undo cannot restore two heads and asks about them instead. */
function newest(card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const { field } = card.issue;
  const heads = field === null ? [] : [...(page.heads?.[field] ?? [])].sort(byWid);
  const [head] = heads;
  if (field === null || head === undefined || declared(page.kind, field)?.merge === "once") {
    return null;
  }
  const known = new Map(heads.map((one) => [one.wid, one.value]));
  if (!judgeOf(page.kind)(field, known).conflict) return null;
  const values = heads.map((one) => one.value);
  const list = describeEither(page.kind, field, values, page.fields);
  const to = describeValue(page.kind, field, head.value, page.fields);
  const query = say("ask.two", { list: describeEither(page.kind, field, values) });
  return {
    planned: {
      target: page,
      set: { [field]: head.value },
      seen: seenOf(page, [field]),
      before: { [field]: head.value, queried: true, query },
      beforeSeen: seenOf(page, ["queried", "query"]),
    },
    moves: [moved(page, field, list, to)],
  };
}

function byWid(a: Head, b: Head): number {
  return a.wid < b.wid ? 1 : -1;
}

function moved(page: RecordPage, field: string, from: string, to: string): string {
  return say("inbox.moved", { field: describeField(page.kind, field), from, to });
}

function both(card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const { target } = card.issue;
  if (target === undefined) return null;
  const list = together([page.fields, card.other?.fields ?? {}].flatMap(amountOf));
  return {
    planned: upon(page, { [`distinct/${target.id}`]: true }),
    moves: [say("alike.stays", { list })],
  };
}

function amountOf(fields: Fields): readonly string[] {
  const value = fields["quantity"];
  return value == null ? [] : [describeValue("activity", "quantity", value, fields)];
}

function broughtBack(_card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const set = { $gone: null };
  const planned = {
    target: page,
    set,
    seen: seenOf(page, ["$gone"]),
    before: {},
    undo: (wid: string) => deleteAgain(page, [wid]),
  };
  return { planned, moves: [say("alike.is_back")] };
}

function reviewed(_card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const planned = { ...upon(page, { review: "reviewed" }), before: { review: "new" } };
  return { planned, moves: [] };
}

function confirmed(_card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const set = serviceSet("confirm");
  const words = (value: Value) => describeValue(page.kind, "assured_on", value);
  const move = moved(
    page,
    "assured_on",
    words(page.fields["assured_on"] ?? null),
    words(set["assured_on"] ?? null),
  );
  return { planned: upon(page, set), moves: [move] };
}

function mended(card: IssueCardData, page: RecordPage): ReturnType<Plan> {
  const field = card.issue.field ?? "started_at";
  const { target } = card.issue;
  const round = target?.kind === "round" ? (rounds.value.get(target.id) ?? null) : null;
  const value = mendedTime(page, field, enrolledAt, round);
  if (value === null) return null;
  const words = (one: RecordPage["fields"][string]) => describeValue(page.kind, field, one ?? null);
  const move = moved(page, field, words(page.fields[field] ?? null), words(value));
  return { planned: upon(page, { [field]: value }), moves: [move] };
}

function ofPhones(cards: readonly PhoneCardData[]): Bulk {
  return {
    button: "alike.phones",
    go: "alike.go",
    cards,
    lines: async () =>
      cards.map((card) => ({
        id: card.id,
        name: say("story.phone", { name: ownerOf(card.issue) }),
        moves: [phoneLine(card.issue)],
        card,
      })),
    run: async (chosen) => {
      const looked: PhoneCardData["issue"][] = [];
      for (const { card } of chosen) {
        if (isPhone(card) && (await lookAt(card.issue, true))) looked.push(card.issue);
      }
      report(say("did.looked", { n: looked.length, name: looked.map(ownerOf).join(", ") }), () =>
        unlook(looked),
      );
      return null;
    },
  };
}

function ofHeld(cards: readonly HeldCardData[]): Bulk {
  return {
    button: "alike.door",
    go: "alike.door.go",
    cards,
    lines: async () => cards.map((card) => ({ id: card.id, ...heldLine(card), card })),
    run: letIn,
  };
}

function heldLine({ held }: HeldCardData): { name: string; moves: readonly string[] } {
  const { name, moves } = heldName(held);
  return { name, moves };
}

async function letIn(chosen: readonly Prepared[]): Promise<string | null> {
  const done: Released[] = [];
  for (const { card } of chosen) {
    if (!isHeld(card)) continue;
    const reply = await send<{ change: string }>("POST", `/api/held/${card.held.id}/release`);
    if (!reply.ok) complain(reply);
    else done.push({ held: card.held, change: reply.value.change });
  }
  touch();
  const left = chosen.length - done.length;
  if (done.length === 0) return say("did.several.left", { n: left });
  const rest = left === 0 ? "" : ` ${say("did.several.left", { n: left })}`;
  released(done, `${say("did.alike.released", { n: done.length })}${rest}`);
  return null;
}
