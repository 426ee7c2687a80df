/** What may be an unlock secret: six digits, or four words. `security.md` K4. */

const DIGITS_MIN = 6;
const WORDS_MIN = 4;

/** As typed on any keyboard, in the one form that is wrapped and tried. */
export function normalised(typed: string): string {
  const text = typed.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
  const digits = text.replace(/\p{Nd}/gu, (digit) => String(valueAmong(digit)));
  return /^[\d ]+$/.test(digits) ? digits.replaceAll(" ", "") : text;
}

/** Why it cannot be chosen, or null. `words`: the organisation wants more than digits. */
export function objection(secret: string, words: boolean): "short" | "plain" | null {
  const digits = /^\d+$/.test(secret);
  if (digits && !words) {
    if (secret.length < DIGITS_MIN) return "short";
    return isPlain(secret) ? "plain" : null;
  }
  const parts = secret.split(" ").filter((word) => word.length > 1);
  if (digits || parts.length < WORDS_MIN) return "short";
  return new Set(parts).size < parts.length ? "plain" : null;
}

/** Whether a secret that opened the vault is words, as an organisation may require. */
export function isInWords(secret: string): boolean {
  return objection(secret, true) === null;
}

/** One digit again and again, counting up or down, or a group of digits repeated. */
function isPlain(digits: string): boolean {
  const steps = new Set(
    [...digits].slice(1).map((digit, at) => Number(digit) - Number(digits[at])),
  );
  return (steps.size === 1 && Math.abs([...steps][0] ?? 0) <= 1) || /^(.{1,3})\1+$/.test(digits);
}

/** Decimal digits of every script stand in runs of ten, from zero to nine. */
function valueAmong(digit: string): number {
  let zero = digit.codePointAt(0) ?? 0;
  const own = zero;
  while (own - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return own - zero;
}
