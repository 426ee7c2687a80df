/**
 * Looks in a short free text for what must not be there: names, phone numbers, addresses for mail,
 * long runs of digits, in Latin, Arabic and Ethiopic script. It warns before saving and never
 * changes the text: a false alarm costs a glance, and the person may save all the same.
 *
 * Only words that announce a name give one away in scripts without capitals. JavaScript's `\b`
 * knows ASCII alone, so words are bounded by what is no letter.
 */
const START = "(?<![\\p{L}\\p{M}])";
const END = "(?![\\p{L}\\p{M}])";

/** "name: …", "tél. …": a label and something behind it. */
const LABELS = [
  "names?|surname|phone|mobile|born|id",
  "noms?|prénoms?|prenoms?|téléphone|telephone|tél|tel|portable|née? le",
  "الاسم|اسم|اسمه|اسمها|هاتف|الهاتف|رقم|جوال|موبايل",
  "نام|نوم|اسم کامل|شماره|تلفن|تليفون|ناو|ژمارە",
  "ስም|ስሙ|ስሟ|ስልክ|ስልኪ",
];

/** "called Ahmad", "M. Karimi": a word that a name follows, where names begin with a capital. */
const BEFORE_CAPITAL = [
  "called|named|name is|name's|mr|mrs|ms|miss",
  "s['’]appelle|appelée?|nommée?|m\\.|mm\\.|mme|mlle|monsieur|madame|prénommée?",
];

/** The same in scripts without capitals. */
const BEFORE_NAME = [
  "اسمه|اسمها|إسمه|إسمها|يدعى|تدعى|السيد|السيدة",
  "نامش|اسمش|آقای|خانم|نوم یې|ناوی",
  "ስሙ|ስሟ|ይባላል|ትባላለች|አቶ|ወይዘሮ|ሽሙ|ሽማ",
];

/** Before two words with capitals these say that a place or an organisation is meant. */
const PLACES = [
  "rue|avenue|boulevard|place|quai|pont|parc|route|chemin|gare|hôpital|centre|camp|zone|mairie",
  "street|road|square|bridge|park|station|hospital|centre|camp|saint|sainte|st|ste",
];

const PLACE = `${START}(?:${anyCase(PLACES.join("|"))})`;

const PATTERNS: readonly RegExp[] = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/u,
  // Six digits and more, of any script, however they are parted.
  /\+?\p{Nd}(?:[\s./()-]{0,2}\p{Nd}){5,}/u,
  new RegExp(`${START}(?:${LABELS.join("|")})\\.?\\s*[:=፡]\\s*\\S+`, "iu"),
  new RegExp(`${START}(?:${anyCase(BEFORE_CAPITAL.join("|"))})\\s+\\p{Lu}\\p{L}+`, "u"),
  new RegExp(`${START}(?:${BEFORE_NAME.join("|")})\\s+[\\p{L}\\p{M}]{2,}${END}`, "u"),
  new RegExp(`(?<!${PLACE}[ -])${START}(?!${PLACE} )\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}{2,}${END}`, "u"),
];

/** The part of the note that looks like a name or a number, or null. */
export function looksPersonal(note: string): string | null {
  for (const pattern of PATTERNS) {
    const found = note.match(pattern);
    if (found) return found[0].trim();
  }
  return null;
}

/** Each word also with a capital at its beginning, or in capitals throughout. */
function anyCase(words: string): string {
  return words.replace(/\p{L}/gu, (letter) => {
    const capital = letter.toUpperCase();
    return letter === capital ? letter : `[${letter}${capital}]`;
  });
}
