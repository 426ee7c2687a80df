import { accountEn } from "./desk.account.en";
import { directoryEn } from "./desk.directory.en";
import { entryEn } from "./desk.entry.en";
import { frameEn } from "./desk.frame.en";
import { importEn } from "./desk.import.en";
import { inboxEn } from "./desk.inbox.en";
import { listEn } from "./desk.list.en";
import { referralsEn } from "./desk.referrals.en";
import { reportsEn } from "./desk.reports.en";
import { roundsEn } from "./desk.rounds.en";
import { settingsEn } from "./desk.settings.en";
import type { Translated } from "./desk.text";

/** All words of the desk. */
export const deskEn = {
  ...frameEn,
  ...settingsEn,
  ...entryEn,
  ...inboxEn,
  ...roundsEn,
  ...referralsEn,
  ...reportsEn,
  ...listEn,
  ...directoryEn,
  ...importEn,
  ...accountEn,
};

export type DeskKey = keyof typeof deskEn;
export type DeskStrings = Translated<typeof deskEn>;
