/** What fields and their values are called on the screens of entries. */
import type { Value } from "../../store/phone";
import { formatNumber, formatTime, label, t } from "../../strings";
import { itemName } from "./codes";
import { aliasOf, siteName, timeZone } from "./entries";
import { readTime } from "./network-day";
import { readNumber } from "./tally";

const ITEM = "items/";
const SITE = "sites/";
const NUMBERS: ReadonlySet<string> = new Set(["quantity", "people", "unmet", "team_size"]);
const TIMES: ReadonlySet<string> = new Set([
  "started_at",
  "ended_at",
  "planned_start",
  "planned_end",
]);

/** Null for what people have no word for: it is not shown alone. */
export function knownName(field: string): string | null {
  const { entry, rounds, tally } = t();
  if (field.startsWith(ITEM)) return itemName(field.slice(ITEM.length));
  if (field.startsWith(SITE)) return entry.place;
  if (field.startsWith("breakdown/")) return entry.who;
  const names: Readonly<Record<string, string>> = {
    quantity: entry.quantity,
    unit: entry.unit,
    people: entry.people,
    unmet: entry.unmet,
    note: entry.note,
    site: entry.place,
    service_type: tally.service,
    team_size: entry.team,
    lead: entry.lead,
    status: entry.status,
    round_kind: entry.kind,
    planned_start: entry.planned,
    planned_end: entry.planned,
    ended_at: entry.until,
    activity_note: rounds.nextTeam,
    going: rounds.signup,
    voided: entry.takenBack,
    query: entry.question,
    answer: entry.answer,
  };
  return names[field] ?? null;
}

export function fieldName(field: string): string {
  return knownName(field) ?? t().details;
}

export function valueWords(field: string, value: Value): string {
  const { entry, rounds } = t();
  if (value === null) return entry.nothing;
  if (field.startsWith(SITE)) return siteName(field.slice(SITE.length));
  const text = String(value);
  if (field === "going") return value === true ? rounds.yes : rounds.no;
  if (field === "site") return siteName(text);
  if (field === "lead") return aliasOf(text);
  if (field === "status") return entry.statuses[text] ?? text;
  if (field === "voided") return label("void_reason", text).toLowerCase();
  if (field === "service_type" || field === "unit" || field === "round_kind") {
    return label(field, text);
  }
  const time = TIMES.has(field) ? readTime(value) : null;
  if (time !== null) return formatTime(time, timeZone());
  const numeric = typeof value === "number" || NUMBERS.has(field) || field.startsWith(ITEM);
  return numeric ? formatNumber(readNumber(value)) : text;
}
