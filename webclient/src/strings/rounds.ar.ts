import type { Draft } from "./draft";
import { isolated } from "./format";
import { INTL_TAGS } from "./languages";
import { plurals } from "./plural";
import type { roundsEn } from "./rounds.en";

const many = plurals(INTL_TAGS.ar);

export const roundsAr: Draft<typeof roundsEn> = {
  coming: "سأحضر",
  notComing: "لا أستطيع الحضور",
  youCome: "ستحضر.",
  youDoNot: "لن تحضر.",
  youUnsure: "مسجَّل أنك ستحضر وأنك لا تستطيع الحضور. أيهما صحيح؟",
  unsure: (name) => `${isolated(name)}: غير مؤكد`,
  without: (names) => `لن يحضر: ${isolated(names)}`,
  cancelled: "ملغاة",
  comingDays: "الأيام القادمة",
  openComing: (n) =>
    many(n, {
      one: "جولة واحدة في الأيام القادمة",
      two: "جولتان في الأيام القادمة",
      few: "{n} جولات في الأيام القادمة",
      many: "{n} جولة في الأيام القادمة",
      other: "{n} جولة في الأيام القادمة",
    }),
  signup: "التسجيل",
  yes: "سيحضر",
  no: "لن يحضر",
  notices: "إعلانات",
  moreNotices: (n) =>
    many(n, {
      one: "إعلان آخر",
      two: "إعلانان آخران",
      few: "{n} إعلانات أخرى",
      many: "{n} إعلانًا آخر",
      other: "{n} إعلان آخر",
    }),
  readNotices: (n) =>
    many(n, {
      one: "قراءة إعلان واحد",
      two: "قراءة إعلانين",
      few: "قراءة {n} إعلانات",
      many: "قراءة {n} إعلانًا",
      other: "قراءة {n} إعلان",
    }),
  until: (time) => `حتى ${time}`,
  nothingNow: "لا شيء الآن.",
  leftNote: "من آخر فريق هنا",
  leftBy: (name, day) => `${isolated(name)}، ${day}`,
  nextTeam: "للفريق القادم",
  nextTeamHint: "يقرؤها عندما يبدأ هنا. لا أسماء ولا أرقام هواتف.",
  plannedEntry: "جولة مخططة",
  cancelledEntry: "جولة ملغاة",
  meetings: "لقاءات",
  endedAt: (place, time) => `${isolated(place)}: انتهت عند ${time}.`,
};
