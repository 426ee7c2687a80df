/**
 * Looks in a short note for what must not be there: phone numbers, addresses for mail, long runs
 * of digits, "name: …". It warns before saving; it never changes the text.
 */
const PATTERNS: readonly RegExp[] = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/u,
  /\+?\d(?:[\s./()-]?\d){5,}/u,
  /\b(?:name|nom|prénom|prenom|surname|tel|tél|phone|né le|born)\s*[:=]\s*\S+/iu,
  /\b(?:called|named|s'appelle|s’appelle|nommée?|m\.|mme|mr|mrs|monsieur|madame)\s+\p{Lu}\p{L}+/u,
];

/** The part of the note that looks like a name or a number, or null. */
export function looksPersonal(note: string): string | null {
  for (const pattern of PATTERNS) {
    const found = note.match(pattern);
    if (found) return found[0].trim();
  }
  return null;
}
