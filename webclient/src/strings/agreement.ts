/**
 * The words with which somebody is asked whether their need may be told to another association.
 *
 * What was agreed to is kept by the version of these words: whoever changes one raises it. Names
 * of kinds of help exist in English, French and Arabic; elsewhere the sentence does without. All
 * but English and French are first translations, and are shown as such.
 */
import { isComplete, type Language } from "./languages";

export const AGREEMENT_VERSION = "2026-11-1";

/** What somebody may agree to besides being referred. */
export const MORE_SCOPES = [
  "feedback",
  "contact_details",
  "health_information",
  "protection_information",
  "redirect_once",
] as const;
export type MoreScope = (typeof MORE_SCOPES)[number];

interface Words {
  readonly ask: (org: string, what: string | null) => string;
  readonly more: Readonly<Record<MoreScope, string>>;
  readonly end: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    ask: (org, what) =>
      `May we tell ${org} your code, your language, and that you need help${what === null ? "" : `: ${what}`}?`,
    more: {
      feedback: "They will tell us what came of it.",
      contact_details: "We would also give them a way to reach you.",
      health_information: "We would also tell them what they must know about your health.",
      protection_information: "We would also tell them what they must know for your safety.",
      redirect_once: "If they cannot help, they may ask one other association.",
    },
    end: "You can say no, now or later.",
  },
  fr: {
    ask: (org, what) =>
      `Pouvons-nous dire à ${org} votre code, votre langue, et que vous avez besoin d'aide${what === null ? "" : ` : ${what}`} ?`,
    more: {
      feedback: "Ils nous diront ce que cela a donné.",
      contact_details: "Nous leur donnerions aussi un moyen de vous joindre.",
      health_information: "Nous leur dirions aussi ce qu'ils doivent savoir de votre santé.",
      protection_information:
        "Nous leur dirions aussi ce qu'ils doivent savoir pour votre sécurité.",
      redirect_once: "S'ils ne peuvent pas aider, ils pourront demander à une autre association.",
    },
    end: "Vous pouvez dire non, maintenant ou plus tard.",
  },
  ar: {
    ask: (org, what) =>
      `هل يمكننا أن نخبر ${org} برمزك ولغتك وبأنك تحتاج إلى مساعدة${what === null ? "" : `: ${what}`}؟`,
    more: {
      feedback: "سيخبروننا بالنتيجة.",
      contact_details: "وسنعطيهم أيضًا وسيلة للتواصل معك.",
      health_information: "وسنخبرهم أيضًا بما يجب أن يعرفوه عن صحتك.",
      protection_information: "وسنخبرهم أيضًا بما يجب أن يعرفوه من أجل سلامتك.",
      redirect_once: "إذا لم يستطيعوا المساعدة فيمكنهم سؤال جمعية أخرى واحدة.",
    },
    end: "يمكنك أن ترفض، الآن أو لاحقًا.",
  },
  fa: {
    ask: (org) => `آیا می‌توانیم کد شما، زبان شما و این را که به کمک نیاز دارید به ${org} بگوییم؟`,
    more: {
      feedback: "آن‌ها نتیجه را به ما خواهند گفت.",
      contact_details: "همچنین راهی برای تماس با شما به آن‌ها می‌دهیم.",
      health_information: "همچنین آنچه را باید دربارهٔ سلامت شما بدانند به آن‌ها می‌گوییم.",
      protection_information: "همچنین آنچه را باید برای امنیت شما بدانند به آن‌ها می‌گوییم.",
      redirect_once: "اگر نتوانند کمک کنند، می‌توانند از یک انجمن دیگر بپرسند.",
    },
    end: "می‌توانید اکنون یا بعداً نه بگویید.",
  },
  ps: {
    ask: (org) =>
      `ایا موږ ${org} ته ستاسو کوډ، ستاسو ژبه، او دا ویلی شو چې تاسو مرستې ته اړتیا لرئ؟`,
    more: {
      feedback: "هغوی به موږ ته پایله ووایي.",
      contact_details: "موږ به هغوی ته ستاسو د اړیکې لاره هم ورکړو.",
      health_information: "موږ به هغوی ته هغه څه هم ووایو چې ستاسو د روغتیا په اړه یې باید پوه شي.",
      protection_information:
        "موږ به هغوی ته هغه څه هم ووایو چې ستاسو د خوندیتوب لپاره یې باید پوه شي.",
      redirect_once: "که هغوی مرسته ونشي کولی، له یوې بلې ټولنې پوښتنه کولی شي.",
    },
    end: "تاسو کولی شئ اوس یا وروسته نه ووایئ.",
  },
  ckb: {
    ask: (org) => `دەتوانین کۆدەکەت و زمانەکەت و ئەوەی پێویستت بە یارمەتییە بە ${org} بڵێین؟`,
    more: {
      feedback: "ئەوان ئەنجامەکەمان پێ دەڵێن.",
      contact_details: "هەروەها ڕێگایەکی پەیوەندیکردن بە تۆیان پێ دەدەین.",
      health_information: "هەروەها ئەوەی دەبێت لەبارەی تەندروستیت بیزانن پێیان دەڵێین.",
      protection_information: "هەروەها ئەوەی دەبێت بۆ سەلامەتیت بیزانن پێیان دەڵێین.",
      redirect_once: "ئەگەر نەتوانن یارمەتی بدەن، دەتوانن لە ڕێکخراوێکی تر بپرسن.",
    },
    end: "دەتوانیت ئێستا یان دواتر بڵێیت نەخێر.",
  },
  ti: {
    ask: (org) => `ን${org} ኮድኩም፣ ቋንቋኹምን ሓገዝ ከም ዘድልየኩምን ክንነግሮም ንኽእል ዶ?`,
    more: {
      feedback: "ውጽኢቱ ክነግሩና እዮም።",
      contact_details: "ንዓኹም ዝረኽቡሉ መንገዲ እውን ክንህቦም ኢና።",
      health_information: "ብዛዕባ ጥዕናኹም ክፈልጥዎ ዘለዎም እውን ክንነግሮም ኢና።",
      protection_information: "ንድሕነትኩም ክፈልጥዎ ዘለዎም እውን ክንነግሮም ኢና።",
      redirect_once: "ክሕግዙ እንተዘይክኢሎም፣ ንሓደ ካልእ ማሕበር ክሓቱ ይኽእሉ።",
    },
    end: "ሕጂ ወይ ድሓር ኣይፋል ክትብሉ ትኽእሉ ኢኹም።",
  },
  am: {
    ask: (org) => `ለ${org} ኮድዎን፣ ቋንቋዎንና እርዳታ እንደሚያስፈልግዎ መንገር እንችላለን?`,
    more: {
      feedback: "ውጤቱን ይነግሩናል።",
      contact_details: "እርስዎን የሚያገኙበትን መንገድም እንሰጣቸዋለን።",
      health_information: "ስለ ጤንነትዎ ማወቅ ያለባቸውንም እንነግራቸዋለን።",
      protection_information: "ለደህንነትዎ ማወቅ ያለባቸውንም እንነግራቸዋለን።",
      redirect_once: "መርዳት ካልቻሉ፣ ሌላ አንድ ማኅበር መጠየቅ ይችላሉ።",
    },
    end: "አሁንም ሆነ በኋላ እምቢ ማለት ይችላሉ።",
  },
};

/** Languages that are written like one of ours. */
const NEAR: Readonly<Record<string, Language>> = { apd: "ar", prs: "fa" };

/** The language of ours in which somebody who speaks `code` is asked; null when there is none. */
export function agreementLanguage(code: string | null): Language | null {
  const near = code === null ? undefined : (NEAR[code] ?? code);
  return near !== undefined && Object.hasOwn(WORDS, near) ? (near as Language) : null;
}

/** Whether a native speaker still has to look at it. */
export function isDraftAgreement(language: Language): boolean {
  return !isComplete(language);
}

export interface Asked {
  /** Who would be told; stands in the sentence as it is. */
  readonly org: string;
  /** The kind of help, in that language; null where nobody named it. */
  readonly what: string | null;
  readonly scopes: readonly string[];
}

/** What is read out. */
export function agreementWords(language: Language, { org, what, scopes }: Asked): string {
  const { ask, more, end } = WORDS[language];
  const also = MORE_SCOPES.filter((scope) => scopes.includes(scope)).map((scope) => more[scope]);
  return [ask(org, what), ...also, end].join(" ");
}
