import { describe, expect, it } from "vitest";
import { load } from "../../testing/vectors";
import { type Actor, course, mayTake } from "./referral";

interface Told {
  readonly id: string;
  readonly to: string;
  readonly parents: readonly string[];
  readonly actors: readonly Actor[];
  readonly made_ms: number;
  readonly reason?: string;
}

interface Cases {
  readonly allowed: readonly {
    readonly before: string;
    readonly to: string;
    readonly actor: Actor;
    readonly reason: string | null;
    readonly allowed: boolean;
  }[];
  readonly courses: readonly {
    readonly name: string;
    readonly steps: readonly Told[];
    readonly status: string | null;
    readonly heads: readonly string[];
    readonly ignored: readonly string[];
    readonly outcomes: readonly string[];
  }[];
}

const cases = load<Cases>("referral.json");

function step({ id, to, parents, actors, made_ms, reason }: Told) {
  return { id, to, parents, actors, madeMs: made_ms, reason: reason ?? null };
}

describe("how a referral stands, by the workflow", () => {
  it.each(cases.courses.map((one) => [one.name, one] as const))("%s", (_name, told) => {
    const { status, heads, ignored, outcomes } = told;
    const steps = told.steps.map(step);
    for (const order of [steps, [...steps].reverse()]) {
      expect(course(order)).toEqual({ status, heads, ignored, outcomes });
    }
  });

  it("a step is taken by those whom the table names", () => {
    expect(cases.allowed.length).toBeGreaterThan(250);
    for (const { before, to, actor, reason, allowed } of cases.allowed) {
      const told = `${actor}: ${before} to ${to}, ${reason}`;
      expect([told, mayTake(actor, before, to, reason)]).toEqual([told, allowed]);
    }
  });
});
