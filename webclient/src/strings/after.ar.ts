/** Corrections and taking back in Arabic: a first translation, to be checked by a native speaker. */
import type { AfterStrings } from "./after.en";
import { isolated } from "./format";

export const afterAr: AfterStrings = {
  undone: (what) => `تم التراجع: ${isolated(what)}`,
  counts: (title) => `تم التراجع، يُحتسب من جديد: ${isolated(title)}`,
  answered: (answer) => `أُجيب: ${isolated(answer)}`,
  asked: "السؤال مفتوح من جديد. ما كتبته ما زال في خانته.",
  open: (what) => `تم التراجع، ويبقى القرار: ${isolated(what)}`,
  another: "عدّ آخر لك",
  inAll: (amount) => `مجموع ما عددته هنا: ${isolated(amount)}`,
  side: (value, name) => `${isolated(value)} (${isolated(name)})`,
  two: "قيمتان. ما تغيّره هنا يحلّ محلّ الاثنتين.",
  fieldSides: (field, sides) => `${field}: ${sides}`,
};
