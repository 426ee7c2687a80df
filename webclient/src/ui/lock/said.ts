/** What is said of an entry because this phone can be locked, and its work carried by another. */
import type { Entry } from "../../store/phone";
import { lockTexts } from "../../strings/lock";

/** "Also carried by …": `name` is empty when nobody said whose phone it is. */
export function saidBy(name: string): string {
  const { carry } = lockTexts();
  return name === "" ? carry.bySomebody : carry.by(name);
}

/** Who carries an entry, or that it was counted while locked; null when there is nothing to say. */
export function lockLine(entry: Entry): string | null {
  if (entry.carriedBy !== null) return saidBy(entry.carriedBy);
  return entry.fields["captured_locked"] === true ? lockTexts().locked.counted : null;
}
