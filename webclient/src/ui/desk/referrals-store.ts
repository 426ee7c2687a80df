/** Referrals of the own association, sent and received: loaded together, asked again quietly. */
import { signal } from "@preact/signals";
import { type Failure, get, type Result, refresh, send } from "./api";
import { dayBefore } from "./days";
import { complain, report } from "./done";
import { networkDay } from "./moment";
import { touch } from "./poll";
import { EVENT, type Offer, REFERRAL } from "./referral-steps";
import { say } from "./say";
import { network, now } from "./session";
import type { Fields, Item, ListReply, RecordPage } from "./wire";

export interface ReferralsShown {
  readonly open: readonly Item[];
  readonly closed: readonly Item[];
  /** There are more open ones than one page holds. */
  readonly more: boolean;
}

export const shown = signal<ReferralsShown | null>(null);
/** In the order in which they were last seen: J and K go through them, on their pages too. */
export const inOrder = signal<readonly Item[]>([]);
export const failure = signal<Failure | null>(null);

const OPEN = ["review", "sent", "received", "accepted", "in_progress"];
const CLOSED = ["completed", "not_completed", "declined", "cancelled", "error"];
const CLOSED_DAYS = 28;
const PER_PAGE = 200;
const EVER = "from=2000-01-01";

export async function load(): Promise<void> {
  const recent = dayBefore(networkDay(now(), network().time_zone), CLOSED_DAYS - 1);
  const [open, closed] = await Promise.all([
    ask(`${EVER}&sort=respond_by&${statuses(OPEN)}`),
    ask(`from=${recent}&sort=-when&${statuses(CLOSED)}`),
  ]);
  const failed = [open, closed].find((reply) => !reply.ok);
  failure.value = failed === undefined || failed.ok ? null : failed;
  if (!open.ok || !closed.ok) return;
  shown.value = {
    open: open.value.items,
    closed: closed.value.items,
    more: open.value.total > open.value.items.length,
  };
}

function statuses(wanted: readonly string[]): string {
  return wanted.map((status) => `status=${status}`).join("&");
}

async function ask(query: string): Promise<Result<ListReply>> {
  const path = `/api/records/${REFERRAL}?per_page=${PER_PAGE}&${query}`;
  return (await refresh<ListReply>(path, null)) as Result<ListReply>;
}

/** The events of one referral, the oldest first. */
export async function eventsOf(id: string): Promise<Result<readonly Item[]>> {
  const path = `/api/records/${EVENT}?${EVER}&referral=${id}&per_page=${PER_PAGE}&sort=made_at`;
  const reply = await get<ListReply>(path);
  return reply.ok ? { ...reply, value: reply.value.items } : reply;
}

/** Take a step upon the heads that were on screen; undo makes the event void. */
export async function take(
  page: RecordPage,
  heads: readonly string[],
  offer: Offer,
  told: Fields,
): Promise<Result<RecordPage>> {
  const fields = { referral: page.id, to: offer.to, parents: [...heads], source: "app", ...told };
  const reply = await send<RecordPage>("POST", `/api/records/${EVENT}`, { fields });
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  touch();
  report(say("did.stepped", { what: say(`step.${offer.to}.done` as "step.sent.done") }), () =>
    takeBack(reply.value),
  );
  return reply;
}

async function takeBack(event: RecordPage): Promise<string | Failure> {
  const path = `/api/records/${EVENT}/${event.id}`;
  const reply = await send<RecordPage>("PATCH", path, { set: { voided: "mistake" }, seen: {} });
  if (!reply.ok) return reply;
  touch();
  return say("did.step_back");
}
