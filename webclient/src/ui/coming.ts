/** Who comes to a round, as far as this phone has heard: what its sign-ups say together. */
import type { Value } from "../store/interface.ts";

/** `unsure`: a sign-up and a withdrawal were written without having seen each other. */
export type Coming = "yes" | "no" | "unsure";

export interface SignupLike {
  readonly fields: Readonly<Record<string, Value>>;
  readonly heads: Readonly<Record<string, readonly { readonly value: Value }[]>>;
}

/**
 * By user id, in the order in which the sign-ups are given. Somebody who signed up on two phones
 * has two of them: they count as one when they say the same.
 */
export function comingByUser(signups: readonly SignupLike[]): ReadonlyMap<string, Coming> {
  const coming = new Map<string, Coming>();
  for (const signup of signups) {
    const user = signup.fields["user"];
    if (typeof user !== "string") continue;
    const said = saidBy(signup);
    const before = coming.get(user);
    coming.set(user, before === undefined || before === said ? said : "unsure");
  }
  return coming;
}

/** Whether this sign-up alone says so, and nothing else. */
export function says(signup: SignupLike, going: boolean): boolean {
  return saidBy(signup) === (going ? "yes" : "no");
}

function saidBy({ heads, fields }: SignupLike): Coming {
  const going = heads["going"] ?? [{ value: fields["going"] ?? null }];
  const values = new Set(going.map(({ value }) => value === true));
  if (values.size > 1) return "unsure";
  return values.has(true) ? "yes" : "no";
}

/**
 * How many to preset when a round starts: who signed up, else what was planned, else as many as
 * last time. Two people who start it unseen by each other then write the same number.
 */
export function presetTeam(
  coming: ReadonlyMap<string, Coming>,
  planned: number,
  lastTime: number,
): number {
  const going = [...coming.values()].filter((each) => each === "yes").length;
  return [going, planned, lastTime].find((size) => size > 0) ?? 1;
}
