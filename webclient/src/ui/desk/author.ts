/** Whose entry a record is: told by the server, else read from its first change. */
import type { RecordPage } from "./wire";

export function authorOf(page: RecordPage): string | null {
  if (page.author !== undefined) return page.author;
  const told = page.fields["author"];
  if (typeof told === "string") return told;
  const history = [...(page.history ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  return (history.find((step) => "org" in step.set) ?? history[0])?.user ?? null;
}

/** Only the stub of a sealed record may be read here. */
export function isSealedPage(page: RecordPage): boolean {
  return page.stub === true;
}

/** When it happened, as ISO time; when it was written where the kind has no time of its own. */
export function whenOf(page: RecordPage): string | null {
  const { fields, when, made_at, history } = page;
  const own = when ?? fields["started_at"] ?? fields["planned_start"] ?? made_at;
  if (typeof own === "string") return own;
  return [...(history ?? [])].map((step) => step.at).sort()[0] ?? null;
}
