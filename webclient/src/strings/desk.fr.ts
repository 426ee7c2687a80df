import { accountFr } from "./desk.account.fr";
import { directoryFr } from "./desk.directory.fr";
import type { DeskStrings } from "./desk.en";
import { entryFr } from "./desk.entry.fr";
import { frameFr } from "./desk.frame.fr";
import { importFr } from "./desk.import.fr";
import { inboxFr } from "./desk.inbox.fr";
import { listFr } from "./desk.list.fr";
import { referralsFr } from "./desk.referrals.fr";
import { reportsFr } from "./desk.reports.fr";
import { roundsFr } from "./desk.rounds.fr";
import { settingsFr } from "./desk.settings.fr";

export const deskFr: DeskStrings = {
  ...frameFr,
  ...settingsFr,
  ...entryFr,
  ...inboxFr,
  ...roundsFr,
  ...referralsFr,
  ...reportsFr,
  ...listFr,
  ...directoryFr,
  ...importFr,
  ...accountFr,
};
