/**
 * How a referral stands: computed from its steps, in whatever order they came. The twin of
 * `sync/referral.py`, which says why; both pass `tests/vectors/referral.json`.
 */
import { WORKFLOW } from "../schema/workflow.gen.ts";

export const DRAFT = "draft";
export const REVIEW = "review";
const CANCELLED = "cancelled";
const CONSENT_WITHDRAWN = "consent_withdrawn";
const PERSONS_REASONS: ReadonlySet<string> = new Set([CONSENT_WITHDRAWN, "person_changed_mind"]);
const REOPEN_MS_MAX = 30 * 24 * 60 * 60_000;
const STEPS_MAX = 500;

export type Actor = "sender_volunteer" | "sender_coordinator" | "receiver_handler";

/** One event. `madeMs` is its time to the minute; `actors` are those its author may have been. */
export interface ReferralStep {
  readonly id: string;
  readonly to: string;
  readonly parents: readonly string[];
  readonly actors: readonly Actor[];
  readonly madeMs: number;
  readonly reason: string | null;
}

/** `status` is null before the first step; `heads` are the steps that nobody followed yet. */
export interface Course {
  readonly status: string | null;
  readonly heads: readonly string[];
  readonly ignored: readonly string[];
  readonly outcomes: readonly string[];
}

interface Transition {
  readonly from: string;
  readonly to: string;
  readonly by: readonly string[];
  readonly requires?: readonly string[];
  readonly reopens?: boolean;
}

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly result: string;
  readonly if_consent_withdrawn?: string;
}

interface Followed {
  readonly step: ReferralStep;
  readonly counts: boolean;
  /** Counting steps directly before it, what does not count being looked through. */
  readonly before: ReadonlySet<string>;
  /** Every counting step before it. */
  readonly seen: ReadonlySet<string>;
  /** It names a step that is not known. */
  readonly blind: boolean;
  readonly reopens: boolean;
}

export const TRANSITIONS: readonly Transition[] = WORKFLOW.transitions;
const PAIRS: ReadonlyMap<string, Pair> = new Map(
  WORKFLOW.pairs.flatMap((pair): [string, Pair][] => [
    [`${pair.a} ${pair.b}`, pair],
    [`${pair.b} ${pair.a}`, pair],
  ]),
);
/** Whose it is to decide between values of a status in review. */
const SENDERS: ReadonlySet<string> = new Set(["sent", CANCELLED, "error"]);

/** How a referral with these steps stands. */
export function course(steps: readonly ReferralStep[]): Course {
  return new Reading(steps).course();
}

/** What the author of a step with these parents had seen; null when one of them is not known. */
export function statusBefore(
  steps: readonly ReferralStep[],
  parents: readonly string[],
): string | null {
  const reading = new Reading(steps);
  const { before, blind } = reading.lookBack(parents);
  return blind ? null : (reading.resolve(before) ?? DRAFT);
}

/** Whether `actor` may bring a referral from one status to another; `before` null: unknown. */
export function mayTake(
  actor: Actor,
  before: string | null,
  to: string,
  reason: string | null,
  heads: readonly string[] = [],
): boolean {
  if (to === CANCELLED && actor === "receiver_handler" && !PERSONS_REASONS.has(reason ?? "")) {
    return false;
  }
  if (before === REVIEW) {
    const owners = heads.map((one) =>
      SENDERS.has(one) ? "sender_coordinator" : "receiver_handler",
    );
    return heads.includes(to) && owners.some((owner) => owner === actor);
  }
  return TRANSITIONS.some(
    (one) => one.to === to && (before === null || one.from === before) && one.by.includes(actor),
  );
}

/** What the form of a step must ask for. */
export function requiredBy(before: string, to: string): readonly string[] {
  return TRANSITIONS.find((one) => one.from === before && one.to === to)?.requires ?? [];
}

function pair(one: ReferralStep, other: ReferralStep): string {
  const found = PAIRS.get(`${one.to} ${other.to}`);
  if (found === undefined) throw new Error(`no pair ${one.to} ${other.to}`);
  const withdrawn = [one, other].some(
    ({ to, reason }) => to === CANCELLED && reason === CONSENT_WITHDRAWN,
  );
  return withdrawn ? (found.if_consent_withdrawn ?? found.result) : found.result;
}

class Reading {
  readonly #followed = new Map<string, Followed>();
  readonly #ignored: ReadonlySet<string>;

  constructor(steps: readonly ReferralStep[]) {
    const ordered = [...steps].sort((a, b) => a.madeMs - b.madeMs || (a.id < b.id ? -1 : 1));
    const known = new Map(
      ordered
        .slice(0, STEPS_MAX)
        .filter(({ to }) => PAIRS.has(`${to} ${to}`))
        .map((step) => [step.id, step]),
    );
    for (const step of parentsFirst(known)) this.#followed.set(step.id, this.#follow(step));
    const counting = (id: string) => this.#followed.get(id)?.counts === true;
    this.#ignored = new Set(ordered.map(({ id }) => id).filter((id) => !counting(id)));
  }

  course(): Course {
    const counting = [...this.#followed.values()].filter(({ counts }) => counts);
    const covered = new Set(counting.flatMap(({ seen }) => [...seen]));
    const heads = counting.map(({ step }) => step.id).filter((id) => !covered.has(id));
    heads.sort();
    const status = this.resolve(heads);
    const outcomes = heads.flatMap((id) => {
      const step = this.#followed.get(id)?.step;
      return step?.to === status && status === "completed" && step.reason ? [step.reason] : [];
    });
    return {
      status,
      heads,
      ignored: [...this.#ignored].sort(),
      outcomes: [...new Set(outcomes)].sort(),
    };
  }

  #follow(step: ReferralStep): Followed {
    const { before, seen, blind } = this.lookBack(step.parents);
    const status = blind ? null : (this.resolve(before) ?? DRAFT);
    const parents = [...before].map((id) => this.#get(id).step);
    const heads = parents.map(({ to }) => to);
    let counts = step.actors.some((actor) => mayTake(actor, status, step.to, step.reason, heads));
    const reopens = TRANSITIONS.some(
      (one) => one.reopens === true && one.from === status && one.to === step.to,
    );
    if (reopens) {
      const closedMs = Math.max(...parents.map(({ madeMs }) => madeMs));
      counts = counts && step.madeMs - closedMs <= REOPEN_MS_MAX;
    }
    return { step, counts, before, seen, blind, reopens };
  }

  /** The last counting steps among `parents` and before; all of them; whether some are unknown. */
  lookBack(parents: readonly string[]) {
    const before = new Set<string>();
    const seen = new Set<string>();
    let blind = false;
    for (const parent of parents) {
      const found = this.#followed.get(parent);
      if (found === undefined) {
        blind = true;
        continue;
      }
      for (const id of found.seen) seen.add(id);
      if (found.counts) {
        before.add(parent);
        seen.add(parent);
      } else {
        for (const id of found.before) before.add(id);
        blind ||= found.blind;
      }
    }
    for (const id of [...before]) for (const each of this.#get(id).seen) before.delete(each);
    return { before, seen, blind };
  }

  /** The status of several steps that have not seen one another; null of none. */
  resolve(heads: Iterable<string>): string | null {
    const found = [...heads].map((id) => this.#get(id));
    const [first] = found;
    if (first === undefined) return null;
    if (found.length === 1) return first.step.to;
    if (found.some(({ reopens }) => reopens)) return REVIEW;
    const steps = found.map(({ step }) => step);
    const against = (step: ReferralStep) =>
      steps.filter((other) => other !== step).map((other) => pair(step, other));
    if (steps.some((step) => against(step).includes(REVIEW))) return REVIEW;
    return steps.find((step) => against(step).every((to) => to === step.to))?.to ?? REVIEW;
  }

  #get(id: string): Followed {
    const found = this.#followed.get(id);
    if (found === undefined) throw new Error(`step ${id} was not looked at`);
    return found;
  }
}

type Links = ReadonlyMap<string, ReadonlySet<string>>;

/** Every step after those that it names. What is on a circle, or between two, is left out. */
function parentsFirst(steps: ReadonlyMap<string, ReferralStep>): readonly ReferralStep[] {
  const parents = new Map<string, Set<string>>();
  const children = new Map<string, Set<string>>([...steps.keys()].map((id) => [id, new Set()]));
  for (const { id, parents: named } of steps.values()) {
    parents.set(id, new Set(named.filter((parent) => steps.has(parent))));
    for (const parent of named) children.get(parent)?.add(id);
  }
  const ordered = new Set([...peel(parents, children), ...peel(children, parents)]);
  const left = new Map(
    [...parents]
      .filter(([id]) => ordered.has(id))
      .map(([id, named]) => [id, new Set([...named].filter((parent) => ordered.has(parent)))]),
  );
  return peel(left, children).flatMap((id) => steps.get(id) ?? []);
}

/** What can be put in order, in that order: each once all that it needs is there. */
function peel(needs: Links, gives: Links): readonly string[] {
  const missing = new Map([...needs].map(([id, needed]) => [id, needed.size]));
  const order = [...needs.keys()].filter((id) => missing.get(id) === 0);
  for (const id of order) {
    for (const next of gives.get(id) ?? []) {
      const count = missing.get(next);
      if (count === undefined) continue;
      missing.set(next, count - 1);
      if (count === 1) order.push(next);
    }
  }
  return order;
}
