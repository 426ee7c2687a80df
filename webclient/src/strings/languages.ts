/**
 * The languages of the phone, one row each. A new one is a row here, a file of texts beside this
 * one, a line in `index.ts`, and labels of codes in the code lists.
 */

/** Every text is there; a missing one does not compile. The desk speaks these alone. */
export const COMPLETE = ["en", "fr"] as const;
export type Complete = (typeof COMPLETE)[number];

/** Translations under way: the header says so, and what they miss is said in {@link fallback}. */
export const DRAFTS = ["ar", "fa", "ps", "ckb", "ti", "am"] as const;
export type Draft = (typeof DRAFTS)[number];

export type Language = Complete | Draft;

/** Drafts in which something can be read; a test compares this with the files. */
export const READABLE_DRAFTS: readonly Draft[] = ["ar"];

/** Each in its own words: a person must find theirs without reading the current one. */
export const NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  ar: "العربية",
  fa: "فارسی",
  ps: "پښتو",
  ckb: "کوردی",
  ti: "ትግርኛ",
  am: "አማርኛ",
};

/** What a person can choose on the phone. */
export const OFFERED: readonly Language[] = [...COMPLETE, ...READABLE_DRAFTS];

/** Tags for Intl: European English (23 Nov, 24 hours), Latin digits and our calendar everywhere. */
export const INTL_TAGS: Readonly<Record<Language, string>> = {
  en: "en-GB-u-nu-latn",
  fr: "fr-FR-u-nu-latn",
  ar: "ar-u-ca-gregory-nu-latn",
  fa: "fa-IR-u-ca-gregory-nu-latn",
  ps: "ps-AF-u-ca-gregory-nu-latn",
  ckb: "ckb-IQ-u-ca-gregory-nu-latn",
  ti: "ti-ER-u-ca-gregory-nu-latn",
  am: "am-ET-u-ca-gregory-nu-latn",
};

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar", "fa", "ps", "ckb"]);

export function direction(language: Language): "rtl" | "ltr" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

export function isComplete(code: string | null): code is Complete {
  return COMPLETE.some((each) => each === code);
}

/** Whether a person can choose it: a setting of a newer version may name one we do not have. */
export function isOffered(code: string | null): code is Language {
  return OFFERED.some((each) => each === code);
}

/** The first language of the browser that we have, else English. */
export function preferred(tags: readonly string[]): Language {
  return tags.map(primary).find(isOffered) ?? "en";
}

/**
 * What a draft says where it has no words yet: the first of the browser's languages that is
 * complete, because a person in France more often set French second than English; else English.
 */
export function fallback(tags: readonly string[]): Complete {
  return tags.map(primary).find(isComplete) ?? "en";
}

function primary(tag: string): string {
  return tag.split("-", 1)[0]?.toLowerCase() ?? "";
}
