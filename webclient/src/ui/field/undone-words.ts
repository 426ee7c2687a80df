/** What the strip says was taken back, when it was no number of a tile. */
import type { Value } from "../../store/phone";
import { t } from "../../strings";
import { afterTexts } from "../../strings/after";
import { cellsOf } from "./detail-who";
import { entryAt } from "./entries";
import { titleOf } from "./entry-title";
import { knownName, valueWords } from "./field-words";

type Fields = Readonly<Record<string, Value>>;

/** Longer than a line, or without words for what they hold: their name says enough. */
const NAME_ALONE: ReadonlySet<string> = new Set(["note", "activity_note", "query", "answer"]);

/** "Hot meal, People served 3 → 2": `now` is what stands in the entry, `back` what is written. */
export function undoneWords(path: string, now: Fields, back: Fields): string {
  const entry = entryAt(path);
  const title = entry === null ? "" : titleOf(entry);
  const words = afterTexts();
  if (back["voided"] === null) return words.counts(title);
  if ("voided" in back) return t().contact.takenBack(title);
  const fields = Object.keys(back);
  const field = fields.find((each) => knownName(each) !== null) ?? fields[0] ?? "";
  const name = `${title}${t().comma}${nameOf(field)}`;
  if (NAME_ALONE.has(field) || knownName(field) === null) return words.undone(name);
  const [a, b] = [now[field] ?? null, back[field] ?? null];
  // Nobody in a cell, none of an item: a number all the same.
  const none = typeof (a ?? b) === "number" ? 0 : null;
  return t().tally.undone(name, valueWords(field, a ?? none), valueWords(field, b ?? none));
}

/** As its history has it; which cell it was; and what the history leaves out. */
function nameOf(field: string): string {
  const { detail, details } = t();
  const [cell] = field.startsWith("breakdown/") ? cellsOf({ [field]: 1 }) : [];
  if (cell !== undefined) return cell[0];
  if (field === "people_method") return detail.method;
  return knownName(field) ?? (field === "unmet_reason" ? detail.why : details);
}
