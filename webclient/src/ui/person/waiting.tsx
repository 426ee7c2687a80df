/** The line of a referral that waits: for how long, or how late it is. s37. */
import { type Entry, phone } from "../../store/phone";
import { formatDuration } from "../../strings";
import { personTexts } from "../../strings/person";
import { text, timeZone } from "../field/entries";
import { standing } from "./dossier";
import { type Hold, holdAt } from "./on-hold";
import { isOverdue, type Standing } from "./standing";

/** "Waiting for an answer, 31 hours left", "No answer for 5 days". */
export function waitingWords(standing: Standing, nowMs: number): string {
  const words = personTexts().referral;
  const left = standing.respondByMs - nowMs;
  if (isOverdue(standing, nowMs)) return words.since(formatDuration(left, Math.floor));
  return `${words.waiting}${personTexts().comma}${words.left(formatDuration(left, Math.floor))}`;
}

/** An emergency that has not left this phone: somebody must call, unless it was cancelled here. */
export function isUnsentEmergency(referral: Entry): boolean {
  const unsent = referral.state === "saved" && text(referral, "urgency") === "emergency";
  return unsent && standing(referral).status !== "cancelled";
}

/** On hold, as the receiver said, until a day that has not come. */
export function holdOf(referral: Entry): Hold | null {
  return holdAt(referral.fields["hold"], phone.now(), timeZone());
}
