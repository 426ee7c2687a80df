/** Why something is as it is, in words: the lines under the three messages. */
import { type Entry, phone } from "../../store/phone";
import { formatDuration, formatTime, t } from "../../strings";
import { aliasOf, entriesOf, text, timeZone } from "./entries";

const CLOCK_OFF_MS = 2 * 60_000;

/** Said when the phone's clock is more than two minutes off; null when it is right. */
export function clockLine(): string | null {
  const { clockOffsetMs } = phone.sync.value;
  if (Math.abs(clockOffsetMs) <= CLOCK_OFF_MS) return null;
  return t().reason.clock(formatDuration(clockOffsetMs));
}

/** What keeps entries from leaving; null when nothing does. */
export function sendLine(): string | null {
  const { reason, unsent } = phone.sync.value;
  const words = t().reason;
  switch (reason?.code) {
    case undefined:
      return null;
    case "offline":
      return words.offline;
    case "silent":
      // The browser may learn only after the try that there was no network for it.
      if (!navigator.onLine) return words.offline;
      return words.silent(formatTime(reason.nextTryMs, timeZone()));
    case "portal":
      return words.portal;
    case "closed":
      return words.closed;
    case "revoked":
      return words.revoked(unsent, aCoordinator());
    case "outdated":
      return words.outdated;
    case "reenrol":
      return words.reenrol;
  }
}

/** Why an entry needs its author, or what is happening to it; null when there is nothing to say. */
export function entryLine(entry: Entry): string | null {
  const words = t().reason;
  if (entry.bad !== null) return words.bad;
  if (entry.asked) {
    const question = text(entry, "query");
    // Of a sealed entry nobody's words come here, not even who asked.
    if (question === null) return words.asksWithoutText(aCoordinator());
    return words.asks(aliasOf(entry.heads["query"]?.[0]?.user ?? null), question);
  }
  if (entry.conflicts.length > 0) return words.twoValues;
  if (entry.held) return words.held;
  return null;
}

/** A coordinator of the own organisation by name, else by role. */
export function aCoordinator(): string {
  const member = entriesOf("member").find(
    (each) => text(each, "role") === "coordinator" && each.fields["active"] !== false,
  );
  return (member && text(member, "alias")) ?? t().coordinator;
}
