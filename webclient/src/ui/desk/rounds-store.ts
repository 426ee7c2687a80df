/** Rounds, who signed up for them, and notices: loaded together, asked again quietly. */
import { signal } from "@preact/signals";
import { type Coming, comingByUser } from "../coming";
import { type Failure, type Result, refresh } from "./api";
import { dayBefore } from "./days";
import { networkDay } from "./moment";
import { network, now } from "./session";
import type { Item, ListReply } from "./wire";

/** A sign-up with what it says; several of one person may disagree. */
export interface Comer {
  readonly user: string;
  readonly coming: Coming;
  /** The sign-up that a coordinator can settle, when it is not sure. */
  readonly signup: string;
}

export interface RoundsShown {
  readonly running: readonly Item[];
  readonly planned: readonly Item[];
  readonly ended: readonly Item[];
  readonly notices: readonly Item[];
  readonly comers: ReadonlyMap<string, readonly Comer[]>;
}

export const shown = signal<RoundsShown | null>(null);
export const failure = signal<Failure | null>(null);

const ENDED_DAYS = 7;
const PER_PAGE = 200;
/** Ids in one address; a longer one is refused on the way. */
const IDS_AT_ONCE = 50;

export async function load(): Promise<void> {
  const today = networkDay(now(), network().time_zone);
  const recent = `from=${dayBefore(today, ENDED_DAYS - 1)}`;
  const replies = await Promise.all([
    ask("round", `${recent}&status=running&status=planned&sort=when`),
    ask("round", `${recent}&to=${today}&status=finished&sort=-when`),
    ask("notice", "sort=-made_at"),
  ]);
  const failed = replies.find((reply) => !reply.ok);
  if (failed !== undefined && !failed.ok) {
    failure.value = failed;
    return;
  }
  const [open = [], ended = [], notices = []] = replies.map((reply) => itemsOf(reply));
  const comers = await signupsOf(open.map(({ id }) => id));
  failure.value = null;
  shown.value = {
    running: open.filter(({ fields }) => fields["status"] === "running"),
    planned: open.filter(({ fields }) => fields["status"] === "planned"),
    ended,
    notices: notices.filter(holds),
    comers,
  };
}

function holds({ fields }: Item): boolean {
  const until = typeof fields["until"] === "string" ? Date.parse(fields["until"]) : Number.NaN;
  return until > now().getTime();
}

async function signupsOf(rounds: readonly string[]) {
  const found: Item[] = [];
  for (let at = 0; at < rounds.length; at += IDS_AT_ONCE) {
    const ids = rounds.slice(at, at + IDS_AT_ONCE).map((id) => `round=${id}`);
    found.push(...itemsOf(await ask("signup", `from=2000-01-01&sort=made_at&${ids.join("&")}`)));
  }
  return new Map(rounds.map((round) => [round, comersOf(found, round)]));
}

function comersOf(signups: readonly Item[], round: string): readonly Comer[] {
  const own = signups.filter(({ fields }) => fields["round"] === round);
  const coming = comingByUser(own.map(withHeads));
  return [...coming].map(([user, says]) => {
    const theirs = own.filter(({ fields }) => fields["user"] === user);
    const settled = theirs.find(({ issues }) => issues.length > 0) ?? theirs[0];
    return { user, coming: says, signup: settled?.id ?? "" };
  });
}

/** A list tells the values of a field apart only when there is something to settle. */
function withHeads({ fields, issues }: Item) {
  const split = issues.find(({ issue, field }) => issue === "conflict" && field === "going");
  return { fields, heads: split?.values === undefined ? {} : { going: split.values } };
}

function itemsOf(reply: Result<ListReply>): readonly Item[] {
  return reply.ok ? reply.value.items : [];
}

async function ask(kind: string, query: string): Promise<Result<ListReply>> {
  const path = `/api/records/${kind}?${query}&per_page=${PER_PAGE}`;
  return (await refresh<ListReply>(path, null)) as Result<ListReply>;
}
