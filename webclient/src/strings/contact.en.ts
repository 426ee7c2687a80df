/** A meeting with one person or a small group. */
import { plurals } from "./plural";

const many = plurals("en-GB");

export const contactEn = {
  title: "Meeting",
  group: (n: number) => many(n, { one: "Meeting", other: "Meeting, group of {n}" }),
  sealedTitle: "Meeting, sealed",
  sameAsLast: "Same as last time",
  people: "People",
  sixOrMore: "6+",
  howMany: "How many",
  needs: "Needs",
  done: "Done",
  notPossible: "Not possible",
  needDone: (need: string) => `${need}: done`,
  needUnmet: (need: string) => `${need}: not possible`,
  otherNeeds: (n: number) => many(n, { one: "Another need ({n})", other: "Other needs ({n})" }),
  doneLine: (needs: string) => `done: ${needs}`,
  unmetLine: (needs: string) => `not possible: ${needs}`,
  language: "Language",
  otherLanguage: "Other",
  age: "Age, as told",
  adult: "Adult",
  minor: "Minor…",
  minorChoice: "What is known",
  seals: "Sealed when saved. You will not be able to read it again on this phone.",
  notKept: "Half filled in, it is not kept: save before you leave the app.",
  save: "Save",
  restored: (time: string) => `What you began at ${time} is here again.`,
  afresh: "Start afresh",
  findCase: "Find a case",
  takenBack: (title: string) => `Taken back: ${title}`,
};
