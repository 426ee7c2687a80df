/** What is said of a case in a line. */
import type { Entry } from "../../store/phone";
import { label } from "../../strings";
import { personLabel } from "../../strings/person";
import { text } from "../field/entries";

/** "Tigrinya · adult · female"; empty when nothing is known. */
export function personLine(entry: Entry): string {
  const [language, age] = [text(entry, "language"), text(entry, "age_band")];
  const [sex, minor] = [text(entry, "sex"), text(entry, "minor_status")];
  return [
    language === null ? "" : label("language", language),
    minor !== null ? label("minor_status", minor) : age === null ? "" : label("age_band", age),
    sex === null || sex === "u" ? "" : personLabel("sex", sex),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
