/**
 * What of an agreement holds after what the person took back: the one rule of phone and desk, and
 * that of the server (`server/domain/dossier.py`). A withdrawal names scopes, or none for all;
 * without `refer` nothing holds. Several add up.
 */
import type { Value } from "../store/interface.ts";

/** An agreement, or a withdrawal of it, by its flat wire names. */
export interface Written {
  readonly fields: Readonly<Record<string, Value>>;
}

export interface InForce {
  /** The whole agreement is taken back. */
  readonly withdrawn: boolean;
  /** Scopes that hold, in the order of their codes; none once it is withdrawn. */
  readonly scopes: readonly string[];
  /** Scopes that were taken back alone, while the rest holds. */
  readonly takenBack: readonly string[];
}

/** Without it nothing is passed on: who takes it back takes back all. */
const REFER = "refer";

export function inForce(consent: Written, withdrawals: readonly Written[]): InForce {
  const taken = withdrawals.filter((one) => isBySide(one, consent)).map(takenBy);
  if (taken.includes(null)) return { withdrawn: true, scopes: [], takenBack: [] };
  const back = new Set(taken.flatMap((scopes) => scopes ?? []));
  const given = scopesOf(consent);
  return {
    withdrawn: false,
    scopes: given.filter((scope) => !back.has(scope)),
    takenBack: given.filter((scope) => back.has(scope)),
  };
}

/** What may be taken back while the rest goes on. */
export function mayTakeBack({ scopes }: InForce): readonly string[] {
  return scopes.filter((scope) => scope !== REFER);
}

/** The scopes that a withdrawal takes back; null: all of them. */
export function takenBy(withdrawal: Written): readonly string[] | null {
  const scopes = scopesOf(withdrawal);
  return scopes.length === 0 || scopes.includes(REFER) ? null : scopes;
}

/** The fields by which a withdrawal says what is taken back; none of them: all. */
export function takingBack(scopes: readonly string[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(scopes.map((scope) => [`scopes/${scope}`, true]));
}

function scopesOf({ fields }: Written): readonly string[] {
  return Object.entries(fields)
    .filter(([name, value]) => name.startsWith("scopes/") && value !== null && value !== false)
    .map(([name]) => name.slice("scopes/".length))
    .sort();
}

/** By who gave it on or by who received it; what this phone has not sent yet names nobody. */
function isBySide(withdrawal: Written, { fields }: Written): boolean {
  const org = withdrawal.fields["org"] ?? null;
  return org === null || org === (fields["org"] ?? org) || org === fields["to_org"];
}
