import type { contactEn } from "./contact.en";
import type { Draft } from "./draft";
import { isolated } from "./format";
import { INTL_TAGS } from "./languages";
import { plurals } from "./plural";

const many = plurals(INTL_TAGS.ar);

export const contactAr: Draft<typeof contactEn> = {
  title: "لقاء",
  group: (n) =>
    many(n, {
      one: "لقاء",
      two: "لقاء، مجموعة من شخصين",
      few: "لقاء، مجموعة من {n} أشخاص",
      many: "لقاء، مجموعة من {n} شخصًا",
      other: "لقاء، مجموعة من {n} شخص",
    }),
  sealedTitle: "لقاء مختوم",
  sameAsLast: "مثل المرة الماضية",
  people: "الأشخاص",
  sixOrMore: "\u20666+\u2069",
  howMany: "كم العدد",
  needs: "الاحتياجات",
  done: "تم",
  notPossible: "لم يكن ممكنًا",
  needDone: (need) => `${need}: تم`,
  needUnmet: (need) => `${need}: لم يكن ممكنًا`,
  otherNeeds: (n) =>
    many(n, {
      one: "احتياج آخر ({n})",
      two: "احتياجان آخران ({n})",
      other: "احتياجات أخرى ({n})",
    }),
  doneLine: (needs) => `تم: ${needs}`,
  unmetLine: (needs) => `لم يكن ممكنًا: ${needs}`,
  language: "اللغة",
  otherLanguage: "لغة أخرى",
  age: "العمر، كما قيل",
  adult: "بالغ",
  minor: "قاصر…",
  minorChoice: "ما هو معروف",
  seals: "يُختم عند الحفظ. لن تستطيع قراءته مرة أخرى على هذا الهاتف.",
  notKept: "ما هو نصف مكتمل لا يُحفظ: احفظ قبل أن تغادر التطبيق.",
  save: "حفظ",
  restored: (time) => `ما بدأته عند ${time} عاد إلى هنا.`,
  afresh: "البدء من جديد",
  findCase: "البحث عن ملف",
  takenBack: (title) => `سُحب: ${isolated(title)}`,
};
