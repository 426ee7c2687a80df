/**
 * Search as people type: "ecluse" finds "Écluse", "sac couchage" and "sacs de couchage" find "Sac
 * de couchage", "ماء" finds "المياه" only where the word begins so, but "الماء" and "ماء" are one.
 */

/** Too small to tell one thing from another, in the languages of the lists. */
const SMALL: ReadonlySet<string> = new Set(
  (
    "a an and at for in of on or the to with " +
    "au aux d de des du en et l la le les ou par pour un une " +
    "في من على مع او و"
  ).split(" "),
);
/** Letters that Arabic script writes in more than one way. */
const SAME_LETTERS: Readonly<Record<string, string>> = {
  ٱ: "ا",
  ى: "ي",
  ی: "ي",
  ة: "ه",
  ک: "ك",
  ـ: "",
};
const ARABIC_VARIANTS = /[ٱىیةکـ]/g;
const ARTICLE = "ال";
/** A word shorter than this ends in an s of its own. */
const PLURAL_LENGTH_MIN = 4;

/** Without accents and vowel signs, case, punctuation and the variants of Arabic letters. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("œ", "oe")
    .replaceAll("Œ", "oe")
    .replace(ARABIC_VARIANTS, (letter) => SAME_LETTERS[letter] ?? letter)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Every word of the query, small ones left out, starts a word of the text. */
export function matches(text: string, query: string): boolean {
  const haystack = ` ${wordsOf(text).join(" ")}`;
  return tellingWords(query).every(
    (start) => haystack.includes(` ${start}`) || haystack.includes(` ${singular(start)}`),
  );
}

/** The words of a text, plain, Arabic ones without their article. */
export function wordsOf(text: string): readonly string[] {
  return plain(text).split(" ").map(withoutArticle);
}

/** What somebody looks for: the words of a query without the small ones, unless there are no others. */
export function tellingWords(query: string): readonly string[] {
  const words = plain(query).split(" ");
  const telling = words.filter((word) => !SMALL.has(word));
  return (telling.length > 0 ? telling : words).map(withoutArticle);
}

function withoutArticle(word: string): string {
  return word.startsWith(ARTICLE) && word.length > ARTICLE.length + 1
    ? word.slice(ARTICLE.length)
    : word;
}

export function singular(word: string): string {
  return word.length >= PLURAL_LENGTH_MIN ? word.replace(/[sx]$/, "") : word;
}
