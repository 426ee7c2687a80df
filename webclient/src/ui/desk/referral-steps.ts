/** What a referral's events come to at the desk, and which steps this coordinator may take. */
import {
  type Actor,
  type Course,
  course,
  DRAFT,
  mayTake,
  REVIEW,
  type ReferralStep,
  requiredBy,
  TRANSITIONS,
} from "../../sync/referral";
import type { Fields, Item } from "./wire";

export const REFERRAL = "referral";
export const EVENT = "referral_event";

/** The field that says why, by status; its list has the same name but for the outcome's. */
const REASONS: Readonly<Record<string, string>> = {
  completed: "outcome",
  declined: "decline_reason",
  not_completed: "not_completed_reason",
  cancelled: "cancel_reason",
};
const LISTS: Readonly<Record<string, string>> = { outcome: "referral_outcome" };
const ANYBODY: readonly Actor[] = ["sender_volunteer", "sender_coordinator", "receiver_handler"];
const SENDERS: readonly Actor[] = ["sender_volunteer", "sender_coordinator"];
/** How a receiver without an account said it. */
export const OUTSIDE = ["phone", "email", "in_person"] as const;
const OPEN_STATUSES: readonly string[] = [REVIEW, "sent", "received", "accepted", "in_progress"];
const REOPEN_MS_MAX = 30 * 24 * 3_600_000;
const WAITING: ReadonlySet<string> = new Set([REVIEW, "sent", "received"]);

/** A step that may be taken now; `reason` names the field that it must fill. */
export interface Offer {
  readonly to: string;
  readonly reason: string | null;
  readonly note: boolean;
  readonly outside: boolean;
  /** Whether this side may give that reason. */
  readonly mayGive: (reason: string) => boolean;
}

export interface Me {
  readonly org: string;
  readonly role: string;
}

export function isOpen(status: string): boolean {
  return OPEN_STATUSES.includes(status);
}

/** The list of codes of a reason's field. */
export function listOfReason(field: string): string {
  return LISTS[field] ?? field;
}

export function reasonOf(fields: Fields): string | null {
  const field = REASONS[String(fields["to"])];
  const reason = field === undefined ? null : fields[field];
  return typeof reason === "string" ? reason : null;
}

/** Voided events do not count. Whose a stub is, nobody is told. */
export function stepsOf(referral: Fields, events: readonly Item[]): readonly ReferralStep[] {
  return events
    .filter(({ fields }) => typeof fields["voided"] !== "string")
    .map((event) => ({
      id: event.id,
      to: String(event.fields["to"]),
      parents: parentsOf(event),
      actors: actorsOf(referral, event),
      madeMs: Date.parse(event.made_at),
      reason: reasonOf(event.fields),
    }));
}

function parentsOf({ fields }: Item): readonly string[] {
  const parents = fields["parents"];
  return Array.isArray(parents) ? parents.map(String) : [];
}

function actorsOf(referral: Fields, event: Item): readonly Actor[] {
  if (event.org === null) return ANYBODY;
  if (event.org !== referral["from_org"]) return ["receiver_handler"];
  return event.fields["source"] === "app" ? SENDERS : ANYBODY;
}

/** The steps to offer, upon all that is shown. `external`: the receiver has no accounts. */
export function offers(
  referral: Fields,
  steps: readonly ReferralStep[],
  me: Me,
  external: boolean,
  nowMs: number,
): readonly Offer[] {
  const { status, heads } = course(steps);
  const before = status ?? DRAFT;
  const last = steps.filter(({ id }) => heads.includes(id));
  const inQuestion = last.map(({ to }) => to);
  const closedMs = Math.max(...last.map(({ madeMs }) => madeMs));
  const targets = before === REVIEW ? inQuestion : [...new Set(Object.keys(ORDER))];
  return [...new Set(targets)].flatMap((to): readonly Offer[] => {
    const takes = (actor: Actor) => mayTake(actor, before, to, reasonFor(actor, to), inQuestion);
    const own = myActors(referral, me).some(takes);
    const outside =
      !own && external && me.org === referral["from_org"] && takes("receiver_handler");
    if (me.role !== "coordinator" || !(own || outside)) return [];
    if (reopens(before, to) && nowMs - closedMs > REOPEN_MS_MAX) return [];
    const asked = requiredBy(before, to);
    const actors: readonly Actor[] = own ? myActors(referral, me) : ["receiver_handler"];
    const mayGive = (reason: string) =>
      actors.some((actor) => mayTake(actor, before, to, reason, inQuestion));
    return [{ to, reason: REASONS[to] ?? null, note: asked.includes("note"), outside, mayGive }];
  });
}

function reopens(before: string, to: string): boolean {
  return TRANSITIONS.some((one) => one.reopens === true && one.from === before && one.to === to);
}

/** In the order in which buttons stand. */
const ORDER: Readonly<Record<string, true>> = {
  sent: true,
  received: true,
  accepted: true,
  in_progress: true,
  completed: true,
  not_completed: true,
  declined: true,
  cancelled: true,
  error: true,
};

function reasonFor(actor: Actor, to: string): string | null {
  return actor === "receiver_handler" && to === "cancelled" ? "person_changed_mind" : null;
}

function myActors(referral: Fields, me: Me): readonly Actor[] {
  if (me.org === referral["from_org"]) return ["sender_coordinator"];
  return me.org === referral["to_org"] ? ["receiver_handler"] : [];
}

/** Of a fork: the last step that everybody had seen, and what each side did after it. */
export interface Fork {
  readonly common: string | null;
  readonly branches: readonly (readonly string[])[];
}

export function forkOf(steps: readonly ReferralStep[], found: Course): Fork {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const before = (id: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const waiting = [id];
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      for (const parent of byId.get(one)?.parents ?? []) {
        if (!seen.has(parent) && byId.has(parent)) {
          seen.add(parent);
          waiting.push(parent);
        }
      }
    }
    return seen;
  };
  const lines = found.heads.map((head) => [...before(head), head]);
  const shared = new Set((lines[0] ?? []).filter((id) => lines.every((line) => line.includes(id))));
  const byTime = (a: string, b: string) =>
    (byId.get(a)?.madeMs ?? 0) - (byId.get(b)?.madeMs ?? 0) || (a < b ? -1 : 1);
  return {
    common: [...shared].sort(byTime).at(-1) ?? null,
    branches: lines.map((line) => line.filter((id) => !shared.has(id)).sort(byTime)),
  };
}

/** When an answer is due, and whether it is late; null where nobody waits. */
export function dueOf(
  item: Pick<Item, "fields" | "made_at">,
  hours: (urgency: string) => number,
  nowMs: number,
): { readonly dueMs: number; readonly late: boolean } | null {
  const { status, respond_by, urgency } = item.fields;
  if (!WAITING.has(String(status))) return null;
  const told = typeof respond_by === "string" ? Date.parse(respond_by) : Number.NaN;
  const dueMs = Number.isNaN(told)
    ? Date.parse(item.made_at) + hours(String(urgency)) * 3_600_000
    : told;
  return { dueMs, late: dueMs < nowMs };
}
