/**
 * How a referral stands on this phone, from what it holds of it, and what may be done about it.
 *
 * The rules are those of `sync/referral.ts`; here entries become its steps. Of a stub the phone
 * does not know who was who: there the server's word holds, and own unsent steps on top of it.
 */
import { codeOf, fieldOf, impliedClass } from "../../schema/records";
import type { Entry, Value } from "../../store/phone";
import {
  type Actor,
  course,
  mayTake,
  REVIEW,
  type ReferralStep,
  requiredBy,
  TRANSITIONS,
} from "../../sync/referral";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const REOPEN_MS_MAX = 30 * 24 * HOUR_MS;
const LONGEST_HOURS = 336;
const ANYBODY: readonly Actor[] = ["sender_volunteer", "sender_coordinator", "receiver_handler"];
const OUTSIDE: ReadonlySet<Value | undefined> = new Set(["phone", "email", "in_person", "link"]);
/** Nobody has answered yet, or two answers wait for somebody: the clock runs. */
const WAITING: ReadonlySet<string | null> = new Set(["sent", "received", REVIEW]);
const OPEN: ReadonlySet<string | null> = new Set([...WAITING, "accepted", "in_progress"]);
/** In the order in which they are offered. */
const STEPS = [
  "received",
  "accepted",
  "in_progress",
  "completed",
  "not_completed",
  "declined",
  "cancelled",
  "error",
  "sent",
] as const;

export type To = (typeof STEPS)[number];
export type ReasonList =
  | "referral_outcome"
  | "decline_reason"
  | "not_completed_reason"
  | "cancel_reason";

/** The field that says why, and its list, by status. */
export const REASONS: {
  readonly [T in To]?: { readonly field: string; readonly list: ReasonList };
} = {
  completed: { field: "outcome", list: "referral_outcome" },
  declined: { field: "decline_reason", list: "decline_reason" },
  not_completed: { field: "not_completed_reason", list: "not_completed_reason" },
  cancelled: { field: "cancel_reason", list: "cancel_reason" },
};

export interface Me {
  readonly id: string;
  readonly org: string;
  readonly role: string;
}

export interface Standing {
  readonly status: string | null;
  /** The steps that a next one follows. */
  readonly heads: readonly Entry[];
  readonly ignored: ReadonlySet<string>;
  /** Completed by several, differently. */
  readonly outcomes: readonly string[];
  readonly respondByMs: number;
  readonly waiting: boolean;
  readonly open: boolean;
  /** Its content was closed because the person no longer agrees. */
  readonly shut: boolean;
  readonly actors: readonly Actor[];
  /** As which the answers of a receiver without account are written down. */
  readonly outside: boolean;
}

export interface Offered {
  readonly to: To;
  /** Only as what the receiver told us. */
  readonly told: boolean;
  readonly reopens: boolean;
  readonly needsNote: boolean;
  /** The reasons that may be given; none: none is asked. */
  readonly mayGive: (reason: string) => boolean;
}

/** `external`: the receiver has no account, its answers are written down for it. */
export function standingOf(
  referral: Entry,
  events: readonly Entry[],
  me: Me,
  external: boolean,
): Standing {
  const byId = new Map(events.map((event) => [event.id, event]));
  const found = course(events.map((event) => stepOf(referral, event)));
  const told = textOf(referral, "status");
  const unsent = events.some(({ state }) => state === "saved");
  const status = referral.stub && told !== null && !unsent ? told : found.status;
  return {
    status,
    heads: found.heads.flatMap((id) => byId.get(id) ?? []),
    ignored: new Set(found.ignored),
    outcomes: found.outcomes,
    respondByMs: respondByMs(referral),
    waiting: WAITING.has(status),
    open: OPEN.has(status),
    shut: referral.stub && !isRestrictedType(textOf(referral, "referral_type")),
    actors: actorsOf(referral, me),
    outside: external && me.role === "coordinator" && textOf(referral, "from_org") === me.org,
  };
}

/** The steps that may be taken now, in the order in which they are offered. */
export function offeredSteps(
  referral: Entry,
  standing: Standing,
  nowMs: number,
): readonly Offered[] {
  const { status, heads, shut } = standing;
  if (status === null || shut) return [];
  const tos = heads.map((head) => String(head.fields["to"]));
  const closedMs = Math.max(...heads.map((head) => minute(head.madeAtMs)));
  return STEPS.flatMap((to): Offered[] => {
    if (referral.stub && !standing.actors.includes("sender_volunteer") && to !== "received")
      return [];
    const reopens = TRANSITIONS.some(
      (one) => one.from === status && one.to === to && one.reopens === true,
    );
    if (reopens && nowMs - closedMs > REOPEN_MS_MAX) return [];
    const list = REASONS[to]?.list ?? null;
    const may = (reason: string | null, actors: readonly Actor[]) =>
      actors.some((actor) => mayTake(actor, status, to, reason, tos));
    const own = reasonsOf(list).some((reason) => may(reason, standing.actors));
    const told =
      !own &&
      standing.outside &&
      reasonsOf(list).some((reason) => may(reason, ["receiver_handler"]));
    if (!own && !told) return [];
    const actors: readonly Actor[] = own ? standing.actors : ["receiver_handler"];
    const needsNote = requiredBy(status, to).includes("note");
    return [{ to, told, reopens, needsNote, mayGive: (reason) => may(reason, actors) }];
  });
}

export type WayBack = "own" | "coordinator" | "none";

/** Who could open a referral again that this step ends: `own` is who takes it. */
export function wayBack(to: To, { actors }: Standing, told: boolean): WayBack {
  const takers = told ? [...actors, "receiver_handler"] : actors;
  const ways = TRANSITIONS.filter((one) => one.reopens === true && one.from === to);
  if (ways.some(({ by }) => takers.some((actor) => by.includes(actor)))) return "own";
  return ways.length > 0 ? "coordinator" : "none";
}

/** The status of a referral whose time is over while nobody acted. */
export function isOverdue({ waiting, respondByMs: byMs }: Standing, nowMs: number): boolean {
  return waiting && nowMs > byMs;
}

/** Whether the content of referrals of this type travels to no phone. */
export function isRestrictedType(type: string | null): boolean {
  return classOfType(type) !== null;
}

/** The restricted class that a type gives; null when it gives none. */
export function classOfType(type: string | null): string | null {
  const field = fieldOf("referral", "referral_type");
  if (field === undefined || type === null) return null;
  const found = impliedClass(field, type, null);
  return found === null || found === "parties" ? null : found;
}

function reasonsOf(list: ReasonList | null): readonly (string | null)[] {
  // Who may cancel depends on the reason; of the others any does.
  return list === "cancel_reason" ? ["other", "person_changed_mind"] : [null];
}

function stepOf(referral: Entry, event: Entry): ReferralStep {
  const to = String(event.fields["to"]);
  const reason = REASONS[to as To]?.field;
  const parents = event.fields["parents"];
  return {
    id: event.id,
    to,
    parents: Array.isArray(parents) ? parents.map(String) : [],
    actors: authorsOf(referral, event),
    madeMs: minute(event.madeAtMs),
    reason: reason === undefined ? null : textOf(event, reason),
  };
}

/** What the author of an event may have been; roles of that time are not known. */
function authorsOf(referral: Entry, event: Entry): readonly Actor[] {
  const org = textOf(event, "org");
  if (org === null) return ANYBODY;
  if (org !== textOf(referral, "from_org")) return ["receiver_handler"];
  const found: Actor[] = ["sender_coordinator"];
  if (event.author === referral.author) found.push("sender_volunteer");
  if (OUTSIDE.has(event.fields["source"])) found.push("receiver_handler");
  return found;
}

function actorsOf(referral: Entry, me: Me): readonly Actor[] {
  if (textOf(referral, "from_org") === me.org) {
    const found: Actor[] = me.role === "coordinator" ? ["sender_coordinator"] : [];
    return referral.author === me.id ? [...found, "sender_volunteer"] : found;
  }
  const receives = textOf(referral, "to_org") === me.org;
  return receives && ["coordinator", "handler"].includes(me.role) ? ["receiver_handler"] : [];
}

/** Until when the receiver should act; of two urgencies the higher counts. */
function respondByMs(referral: Entry): number {
  const heads = (referral.heads["urgency"] ?? []).map(({ value }) => value);
  const values = heads.length > 0 ? heads : [referral.fields["urgency"]];
  const hours = values.map((value) => codeOf("urgency", String(value))?.hours ?? LONGEST_HOURS);
  return minute(referral.madeAtMs) + Math.min(...hours) * HOUR_MS;
}

function minute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

function textOf(entry: Entry, field: string): string | null {
  const value = entry.fields[field];
  return typeof value === "string" && value !== "" ? value : null;
}
