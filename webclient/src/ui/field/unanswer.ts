/** Taking an answer back: the question is open again, and what was typed is a draft again. */
import { phone } from "../../store/phone";
import { entryAt } from "./entries";
import { rowAt } from "./row";

/** Null when another answer was written since; `draft` is the key of what is half typed. */
export function unanswer(path: string, draft: string, answer: string): Promise<boolean> | null {
  const entry = entryAt(path);
  if (entry === null || entry.fields["answer"] !== answer) return null;
  const row = rowAt(entry);
  phone.drafts.write(draft, { answer });
  row.rendered();
  row.close();
  const saved = row.save({ answer: null }, undefined, null);
  row.close();
  return saved;
}
