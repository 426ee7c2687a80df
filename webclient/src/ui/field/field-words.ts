/** What fields and their values are called on the screens of entries. */
import type { Value } from "../../store/phone";
import { formatNumber, formatTime, label, t } from "../../strings";
import { inSentence, itemName } from "./codes";
import { aliasOf, siteName, timeZone } from "./entries";
import { readTime } from "./network-day";
import { readNumber } from "./tally";

const ITEM = "items/";
const SITE = "sites/";
const NEEDS = "needs/";
const UNMET_NEEDS = "needs_unmet/";
/** The list behind the codes of a field. */
const LISTS = {
  service_type: "service_type",
  unit: "unit",
  round_kind: "round_kind",
  language: "language",
  age_band: "age_band",
  minor_status: "minor_status",
} as const;
const NUMBERS: ReadonlySet<string> = new Set(["quantity", "people", "unmet", "team_size"]);
const TIMES: ReadonlySet<string> = new Set([
  "started_at",
  "ended_at",
  "planned_start",
  "planned_end",
]);

/** Null for what people have no word for: it is not shown alone. */
export function knownName(field: string): string | null {
  const { contact, entry, rounds, tally } = t();
  if (field.startsWith(ITEM)) return itemName(field.slice(ITEM.length));
  if (field.startsWith(SITE)) return entry.place;
  if (field.startsWith("breakdown/")) return entry.who;
  const need = needOf(field);
  if (need !== null) return label("need", need);
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
    group_size: contact.people,
    language: contact.language,
    age_band: contact.age,
    minor_status: contact.age,
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
  const { contact, entry, rounds } = t();
  if (value === null || (needOf(field) !== null && value === false)) return entry.nothing;
  if (field.startsWith(SITE)) return siteName(field.slice(SITE.length));
  if (field.startsWith(NEEDS)) return inSentence(contact.done);
  if (field.startsWith(UNMET_NEEDS)) return inSentence(contact.notPossible);
  const text = String(value);
  if (field === "going") return value === true ? rounds.yes : rounds.no;
  if (field === "site") return siteName(text);
  if (field === "lead") return aliasOf(text);
  if (field === "status") return entry.statuses[text] ?? text;
  if (field === "voided") return label("void_reason", text).toLowerCase();
  if (isCoded(field)) return label(LISTS[field], text);
  const time = TIMES.has(field) ? readTime(value) : null;
  if (time !== null) return formatTime(time, timeZone());
  const numeric = typeof value === "number" || NUMBERS.has(field) || field.startsWith(ITEM);
  return numeric ? formatNumber(readNumber(value)) : text;
}

function needOf(field: string): string | null {
  const prefix = [NEEDS, UNMET_NEEDS].find((each) => field.startsWith(each));
  return prefix === undefined ? null : field.slice(prefix.length);
}

function isCoded(field: string): field is keyof typeof LISTS {
  return Object.hasOwn(LISTS, field);
}
