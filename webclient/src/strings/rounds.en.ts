import { plurals } from "./plural";

const many = plurals("en-GB");

/** Rounds to come, notices, and what teams leave each other. */
export const roundsEn = {
  coming: "I am coming",
  notComing: "I cannot come",
  youCome: "You are coming.",
  youDoNot: "You are not coming.",
  youUnsure: "It is noted both that you come and that you cannot. Which is right?",
  unsure: (name: string) => `${name}: unsure`,
  without: (names: string) => `not coming: ${names}`,
  cancelled: "cancelled",
  comingDays: "Coming days",
  openComing: (n: number) =>
    many(n, { one: "{n} round in the coming days", other: "{n} rounds in the coming days" }),
  signup: "Sign-up",
  yes: "coming",
  no: "not coming",
  notices: "Notices",
  moreNotices: (n: number) => many(n, { one: "{n} more", other: "{n} more" }),
  readNotices: (n: number) => many(n, { one: "Read {n} notice", other: "Read {n} notices" }),
  until: (time: string) => `until ${time}`,
  nothingNow: "Nothing to tell now.",
  leftNote: "From the last team here",
  leftBy: (name: string, day: string) => `${name}, ${day}`,
  nextTeam: "For the next team",
  nextTeamHint: "They read it when they start here. No names, no phone numbers.",
  plannedEntry: "Round planned",
  cancelledEntry: "Round called off",
  meetings: "Meetings",
  endedAt: (place: string, time: string) => `${place}: ended at ${time}.`,
};
