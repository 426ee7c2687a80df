/** What is to be followed up on this phone, without network: from steps, or from stubs. */
import type { Entry } from "../../store/phone";
import { entriesOf, text, voidedFor } from "../field/entries";
import { me, standing } from "./dossier";
import { isOverdue, type Me, type Standing } from "./standing";
import { holdOf, isUnsentEmergency } from "./waiting";

const DAY_MS = 24 * 60 * 60_000;
/** How long an answer stands here, to be told to the person. */
const TOLD_MS = 7 * DAY_MS;

export type Group = "todo" | "incoming" | "waiting" | "under" | "closed";
export const GROUPS: readonly Group[] = ["todo", "incoming", "waiting", "under", "closed"];

export interface Followed {
  readonly referral: Entry;
  readonly stands: Standing;
}

/** Referrals by what they want of this person, the most urgent of each first. */
export function followUps(nowMs: number): ReadonlyMap<Group, readonly Followed[]> {
  const groups = new Map<Group, Followed[]>(GROUPS.map((group) => [group, []]));
  const who = me();
  for (const referral of entriesOf("referral")) {
    if (voidedFor(referral) !== null) continue;
    const followed = { referral, stands: standing(referral) };
    const group = groupOf(followed, who, nowMs);
    if (group !== null) groups.get(group)?.push(followed);
  }
  for (const [group, all] of groups) {
    if (group === "closed") all.sort((a, b) => closedMs(b) - closedMs(a));
    else all.sort((a, b) => a.stands.respondByMs - b.stands.respondByMs);
  }
  return groups;
}

/** How many want something, now or soon. */
export function followCount(nowMs: number): number {
  const found = followUps(nowMs);
  const counted = ["todo", "incoming", "waiting"] as const;
  return counted.reduce((sum, group) => sum + (found.get(group)?.length ?? 0), 0);
}

function groupOf(followed: Followed, who: Me, nowMs: number): Group | null {
  const { referral, stands } = followed;
  const receives = stands.actors.includes("receiver_handler");
  const sends = text(referral, "from_org") === who.org && (referral.mine || leads(who));
  if (stands.shut || (!receives && !sends)) return null;
  if (stands.status === "review") return "todo";
  if (isUnsentEmergency(referral)) return "todo";
  if (stands.waiting) {
    if (holdOf(referral) !== null) return receives ? "under" : "waiting";
    const isMine = isOverdue(stands, nowMs) || (receives && stands.respondByMs - nowMs < DAY_MS);
    if (isMine) return "todo";
    return receives ? "incoming" : "waiting";
  }
  if (stands.open) return "under";
  return sends && nowMs - closedMs(followed) < TOLD_MS ? "closed" : null;
}

function leads({ role }: Me): boolean {
  return role === "coordinator" || role === "handler";
}

function closedMs({ stands }: Followed): number {
  return Math.max(0, ...stands.heads.map((head) => head.madeAtMs));
}
