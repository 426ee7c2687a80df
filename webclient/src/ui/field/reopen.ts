/** Asking again between two values of which one was kept. */
import { type Entry, phone, type Value } from "../../store/phone";
import { sameValue } from "../same-value";
import { entryAt } from "./entries";

/** Nobody wrote the field since. */
export function stands(entry: Entry, field: string, kept: Value): boolean {
  return !entry.conflicts.includes(field) && sameValue(entry.fields[field], kept);
}

/**
 * Asks it anew, of everybody: each value is written again, over what was kept and not over one
 * another. Null when somebody wrote the field since. docs/protocol.md 129.
 */
export function reopen(
  path: string,
  field: string,
  kept: Value,
  others: readonly Value[],
): Promise<boolean> | null {
  const entry = entryAt(path);
  if (entry === null || !stands(entry, field, kept)) return null;
  const write = async () => {
    // First what was kept: if the phone cannot write the rest, that still holds.
    for (const value of [kept, ...others]) {
      const form = phone.openForm(entry.kind, entry);
      const result = await form.save({ [field]: value });
      await form.close();
      if (!result.ok) return false;
    }
    return true;
  };
  return write();
}
