/** What My day and the screen of an entry say of a meeting. */
import type { Entry } from "../../store/phone";
import { formatNumber, label, t } from "../../strings";
import { inSentence } from "./codes";
import { type Meeting, readMeeting } from "./contact-values";

export function meetingTitle(entry: Entry): string {
  const words = t().contact;
  if (entry.stub) return words.sealedTitle;
  return words.group(readMeeting(entry.fields).people);
}

/** "Pashto · done: food, water · not possible: medical care"; empty when nothing was noted. */
export function meetingLine(meeting: Meeting): string {
  const words = t().contact;
  const [done, unmet] = [needsOf(meeting, "done"), needsOf(meeting, "unmet")];
  return [
    meeting.language === null ? "" : label("language", meeting.language),
    done === "" ? "" : words.doneLine(done),
    unmet === "" ? "" : words.unmetLine(unmet),
    ageOf(meeting),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Name and value of all that was noted. */
export function meetingFacts(entry: Entry): readonly (readonly [string, string])[] {
  const words = t().contact;
  const meeting = readMeeting(entry.fields);
  return [
    [words.people, formatNumber(meeting.people)],
    [words.done, needsOf(meeting, "done")],
    [words.notPossible, needsOf(meeting, "unmet")],
    [words.language, meeting.language === null ? "" : label("language", meeting.language)],
    [words.age, ageOf(meeting)],
    [t().entry.note, meeting.note],
  ];
}

function needsOf({ needs }: Meeting, wanted: "done" | "unmet"): string {
  return Object.entries(needs)
    .filter(([, met]) => met === wanted)
    .map(([need]) => inSentence(label("need", need)))
    .join(t().comma);
}

function ageOf({ age, minor }: Meeting): string {
  if (minor !== null) return label("minor_status", minor);
  if (age === "adult") return t().contact.adult;
  return age === null ? "" : label("age_band", age);
}
