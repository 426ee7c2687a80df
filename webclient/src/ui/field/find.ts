/** Search that ignores accents, case and punctuation: "ecluse" finds "Écluse". */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("œ", "oe")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Every word of the query starts a word of the text. */
export function matches(text: string, query: string): boolean {
  const haystack = ` ${plain(text)}`;
  return plain(query)
    .split(" ")
    .every((word) => haystack.includes(` ${word}`));
}
