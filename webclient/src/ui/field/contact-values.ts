/** What the meeting form holds, and what of it is written: values in, fields out. */
import { fieldOf, impliedClass } from "../../schema/records";
import type { Value } from "../../store/phone";

/** A need is met, or it could not be; of a need not named nothing is said. */
export type Met = "done" | "unmet";

export interface Meeting {
  readonly people: number;
  readonly needs: Readonly<Record<string, Met>>;
  readonly language: string | null;
  readonly age: string | null;
  readonly minor: string | null;
  readonly note: string;
  /** Code of the case that it belongs to. */
  readonly case: string | null;
}

type Fields = Readonly<Record<string, Value>>;

export const PEOPLE_MAX = 12;

const DONE = "needs/";
const UNMET = "needs_unmet/";

export const EMPTY: Meeting = {
  people: 1,
  needs: {},
  language: null,
  age: null,
  minor: null,
  note: "",
  case: null,
};

export function readMeeting(fields: Fields): Meeting {
  const needs: Record<string, Met> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === false) continue;
    if (name.startsWith(DONE)) needs[name.slice(DONE.length)] ??= "done";
    if (name.startsWith(UNMET)) needs[name.slice(UNMET.length)] = "unmet";
  }
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const people = fields["group_size"];
  return {
    people: typeof people === "number" ? people : 1,
    needs,
    language: text("language"),
    age: text("age_band"),
    minor: text("minor_status"),
    note: text("note") ?? "",
    case: text("case"),
  };
}

/** The fields that differ: what a save has to write. A need taken out again is written as null. */
export function changedFields(before: Meeting, after: Meeting): Record<string, Value> {
  const [old, now] = [writeMeeting(before), writeMeeting(after)];
  const changed: Record<string, Value> = {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const value = now[name] ?? null;
    if (value !== (old[name] ?? null)) changed[name] = value;
  }
  return changed;
}

/** A second touch on the same answer takes it back. */
export function toggleNeed(meeting: Meeting, need: string, met: Met): Meeting {
  const { [need]: before, ...others } = meeting.needs;
  return { ...meeting, needs: before === met ? others : { ...others, [need]: met } };
}

export function toggleLanguage(meeting: Meeting, language: string): Meeting {
  return { ...meeting, language: meeting.language === language ? null : language };
}

export function toggleAdult(meeting: Meeting): Meeting {
  const age = meeting.age === "adult" && meeting.minor === null ? null : "adult";
  return { ...meeting, age, minor: null };
}

/** Who only seems a minor told nothing, and nobody's age is estimated here. */
export function toggleMinor(meeting: Meeting, status: string): Meeting {
  if (meeting.minor === status) return { ...meeting, age: null, minor: null };
  return { ...meeting, age: status === "apparent" ? null : "child", minor: status };
}

/** Whether saving seals it: the status makes the whole entry restricted. */
export function isSealing({ minor }: Meeting): boolean {
  const field = fieldOf("contact", "minor_status");
  return field !== undefined && minor !== null && impliedClass(field, minor, null) !== null;
}

/**
 * Of a form that would be sealed only the number of people is kept half filled in: the phone can
 * be read when it is seized, and nothing of what is sealed may be found on it that way. The price
 * is that whoever is interrupted by a dying battery asks again; the form says so.
 */
export function keptFields(before: Meeting, after: Meeting): Record<string, Value> {
  const changed = changedFields(before, after);
  if (!isSealing(after)) return changed;
  return "group_size" in changed ? { group_size: changed["group_size"] ?? null } : {};
}

/** What the next meeting has in common with this one; words and case are of this one alone. */
export function likeLast(fields: Fields): Meeting {
  return { ...readMeeting(fields), note: "", case: null };
}

function writeMeeting(meeting: Meeting): Fields {
  const { people, needs, language, age, minor, note } = meeting;
  const fields: Record<string, Value> = { group_size: people };
  for (const [need, met] of Object.entries(needs)) {
    fields[`${met === "done" ? DONE : UNMET}${need}`] = true;
  }
  if (language !== null) fields["language"] = language;
  if (age !== null) fields["age_band"] = age;
  if (minor !== null) fields["minor_status"] = minor;
  if (meeting.case !== null) fields["case"] = meeting.case;
  const words = note.trim();
  if (words !== "") fields["note"] = words;
  return fields;
}
