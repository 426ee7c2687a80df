/** What an entry is called, wherever it stands. */
import type { Entry } from "../../store/phone";
import { label, t } from "../../strings";
import { personTexts } from "../../strings/person";
import { meetingTitle } from "./contact-words";
import { FOLLOW_KINDS } from "./day-entries";
import { text } from "./entries";
import { statusOf } from "./rounds";

export function titleOf(entry: Entry): string {
  if (FOLLOW_KINDS.has(entry.kind)) return personTexts().follow.entry;
  if (entry.kind === "directory_service") return text(entry, "name") ?? "–";
  if (entry.kind === "signup") return t().rounds.signup;
  if (entry.kind === "contact") return meetingTitle(entry);
  if (entry.kind === "round") {
    const { round, rounds } = t();
    const titles: Readonly<Record<string, string>> = {
      planned: rounds.plannedEntry,
      cancelled: rounds.cancelledEntry,
      finished: round.endedEntry,
    };
    return titles[statusOf(entry) ?? ""] ?? round.started;
  }
  if (entry.stub) return t().day.sealedTitle;
  return label("service_type", text(entry, "service_type") ?? "");
}
