/** What this phone holds of the people who are followed up: by code, by referral, by agreement. */
import { computed, type ReadonlySignal } from "@preact/signals";
import { type Entry, phone } from "../../store/phone";
import { elements, entriesOf, entryAt, text, voidedFor } from "../field/entries";
import { type InForce, inForce } from "../in-force";
import { type Me, type Standing, standingOf } from "./standing";

const NONE: readonly Entry[] = [];

/** Entries of a kind by a field of theirs; what was taken back is left out. */
function by(
  kind: string,
  field: string,
  isKept = (entry: Entry) => voidedFor(entry) === null,
): ReadonlySignal<ReadonlyMap<string, readonly Entry[]>> {
  return computed(() => {
    const found = new Map<string, Entry[]>();
    for (const entry of entriesOf(kind)) {
      const value = text(entry, field);
      if (value === null || !isKept(entry)) continue;
      const same = found.get(value);
      if (same) same.push(entry);
      else found.set(value, [entry]);
    }
    return found;
  });
}

const cases = by("case", "code");
const consents = by("consent", "case");
// As on the server, a void one still closes: only who deletes it opens again.
const withdrawals = by("consent_withdrawal", "consent", () => true);
const referrals = by("referral", "case");
const events = by("referral_event", "referral");
const messages = by("message", "referral");
const meetings = by("contact", "case");

export interface Case {
  /** The one that stays, when several were found to be the same person's. */
  readonly entry: Entry;
  /** All codes under which this person is known here, that of `entry` first. */
  readonly codes: readonly string[];
}

/** By any of its codes; null while this phone does not hold it. */
export function caseAt(code: string): Case | null {
  const start = cases.value.get(code)?.[0];
  if (start === undefined) return null;
  const entry = staying(start);
  const own = text(entry, "code") ?? code;
  const codes = new Set([own, code]);
  // A set grows while it is walked: those that it names, and those that name it.
  for (const each of codes) for (const near of neighbours(each)) codes.add(near);
  return { entry, codes: [...codes] };
}

/** Cases of this phone, the last made first. */
export function knownCases(): readonly Entry[] {
  const all = [...cases.value.values()].flat().filter((entry) => staying(entry) === entry);
  return all.sort((a, b) => b.madeAtMs - a.madeAtMs);
}

export function meetingsOf({ codes }: Case): readonly Entry[] {
  return codes.flatMap((code) => meetings.value.get(code) ?? NONE);
}

export function referralsOf({ codes }: Case): readonly Entry[] {
  return codes.flatMap((code) => referrals.value.get(code) ?? NONE);
}

export function consentsOf({ codes }: Case): readonly Entry[] {
  return codes.flatMap((code) => consents.value.get(code) ?? NONE);
}

export function withdrawalsOf(consent: Entry): readonly Entry[] {
  return withdrawals.value.get(consent.id) ?? NONE;
}

/** What the person still agrees to, as far as this phone knows. */
export function inForceOf(consent: Entry): InForce {
  return inForce(consent, withdrawalsOf(consent));
}

export function eventsOf(referral: Entry): readonly Entry[] {
  return events.value.get(referral.id) ?? NONE;
}

/** What of a referral is furthest from the server: itself, or a step of it. */
export function leastSent(referral: Entry): Entry {
  return [referral, ...eventsOf(referral)].find(({ state }) => state !== "sent") ?? referral;
}

export function messagesOf(referral: Entry): readonly Entry[] {
  return messages.value.get(referral.id) ?? NONE;
}

export function standing(referral: Entry): Standing {
  const external = isExternal(text(referral, "to_org"));
  return standingOf(referral, eventsOf(referral), me(), external);
}

const PAPERS = ["agreement", "assessment", "notices"];

/** Whether the network has confirmed what is needed before people are referred. */
export function referralsOn(): boolean {
  return entriesOf("charter").some(({ fields }) => PAPERS.every((paper) => fields[paper] === true));
}

export function me(): Me {
  const user = phone.identity.value?.user;
  return { id: user?.id ?? "", org: user?.org ?? "", role: user?.role ?? "" };
}

export function orgName(id: string | null): string {
  const org = id === null ? null : entryAt(`org/${id}`);
  return (org && text(org, "name")) ?? "–";
}

/** Whether an association has no accounts here. */
export function isExternal(id: string | null): boolean {
  return id !== null && entryAt(`org/${id}`)?.fields["external"] === true;
}

/** The case into which a coordinator merged this one, if it is here. */
function staying(entry: Entry): Entry {
  const seen = new Set([entry.id]);
  let now = entry;
  for (;;) {
    const heads = now.heads["$into"] ?? [];
    const into = [...heads].sort((a, b) => (a.wid < b.wid ? 1 : -1))[0]?.value;
    const next = typeof into === "string" && !seen.has(into) ? entryAt(`case/${into}`) : null;
    if (next === null) return now;
    seen.add(next.id);
    now = next;
  }
}

function neighbours(code: string): readonly string[] {
  const own = (cases.value.get(code) ?? NONE).flatMap((entry) => [
    ...elements(entry, "linked_to").map(([linked]) => linked),
    text(staying(entry), "code") ?? code,
  ]);
  const naming = [...cases.value]
    .filter(([, [entry]]) => entry !== undefined && names(entry, code))
    .map(([other]) => other);
  return [...own, ...naming];
}

function names(entry: Entry, code: string): boolean {
  return entry.fields[`linked_to/${code}`] === true || text(staying(entry), "code") === code;
}

/** Whether the person still agrees to this referral, as far as this phone knows. */
export function consentInForce(referral: Entry): boolean {
  const id = text(referral, "consent");
  const consent = id === null ? null : entryAt(`consent/${id}`);
  return consent !== null && voidedFor(consent) === null && !inForceOf(consent).withdrawn;
}
