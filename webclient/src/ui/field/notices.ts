/** What other teams and the coordinators tell this one, from what this phone holds. */
import { type Entry, type Head, phone } from "../../store/phone";
import { startedMs } from "./activities";
import { elements, entriesOf, entryAt, text, voidedFor } from "./entries";
import { inForce, noteFor } from "./handed-on";
import { readTime } from "./network-day";
import { sitesOf, statusOf } from "./rounds";

/** Notices that hold now, at this place or, before one is chosen, anywhere. */
export function noticesFor(site: string | null): readonly Entry[] {
  const known = entriesOf("notice")
    .filter((notice) => voidedFor(notice) === null)
    .map((entry) => ({
      entry,
      untilMs: readTime(entry.fields["until"]),
      sites: sitesOfNotice(entry),
      madeAtMs: entry.madeAtMs,
    }));
  return inForce(known, phone.now(), site).map(({ entry }) => entry);
}

/** Empty: it is for every place. */
export function sitesOfNotice(notice: Entry): readonly string[] {
  return elements(notice, "sites").map(([site]) => site);
}

export interface LeftNote {
  readonly text: string;
  readonly users: readonly (string | null)[];
  readonly atMs: number;
}

/** What the last team left at a place for the next one. */
export function noteLeftAt(site: string): LeftNote | null {
  const ended = entriesOf("round").filter(
    (round) => voidedFor(round) === null && statusOf(round) === "finished",
  );
  const rounds = ended.map((entry) => ({
    id: entry.id,
    sites: sitesOf(entry),
    startMs: startedMs(entry),
    endMs: readTime(entry.fields["ended_at"]) ?? startedMs(entry),
    note: allOf(notesOf(entry)),
    users: notesOf(entry).map(({ user }) => user),
  }));
  const found = noteFor(site, rounds, phone.now());
  if (found === null || found.note === null) return null;
  return { text: found.note, users: [...new Set(found.users)], atMs: found.endMs };
}

/** Two of a team may each have left one without seeing the other's: both are for the next. */
export function notesOf(round: Entry): readonly Head[] {
  return (round.heads["activity_note"] ?? [])
    .filter(({ value }) => typeof value === "string" && value !== "")
    .sort((a, b) => (a.wid < b.wid ? -1 : 1));
}

function allOf(notes: readonly Head[]): string | null {
  return notes.length === 0 ? null : [...new Set(notes.map(({ value }) => value))].join("\n");
}

/** The association that a notice comes from, as far as it is known here. */
export function senderOf(notice: Entry): string | null {
  const org = entryAt(`org/${text(notice, "org")}`);
  return org && text(org, "name");
}
