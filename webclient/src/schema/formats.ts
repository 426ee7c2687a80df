/** Texts with a fixed form: record ids, case codes. sync.md section 2, domain.md section 2. */

/** Digits of write ids and case codes: Crockford's base 32, lower case. */
export const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

const RECORD = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CASE_CODE = /^[0-9a-hjkmnp-tv-z]{9}$/;
const CASE_BODY_LENGTH = 8;

/** Whether `text` is a lower-case UUID of version 4. */
export function isRecordId(text: unknown): text is string {
  return typeof text === "string" && RECORD.test(text);
}

/** The check character of the eight characters of a case code (Luhn modulo 32). */
export function caseCheck(body: string): string {
  let total = 0;
  for (let place = 0; place < body.length; place++) {
    const digit = ALPHABET.indexOf(body.charAt(body.length - 1 - place));
    const weighted = place % 2 === 0 ? digit * 2 : digit;
    total += Math.floor(weighted / 32) + (weighted % 32);
  }
  return ALPHABET.charAt((32 - (total % 32)) % 32);
}

/** Whether `text` is a case code in its stored form: nine characters, the last one right. */
export function isCaseCode(text: unknown): text is string {
  if (typeof text !== "string" || !CASE_CODE.test(text)) return false;
  return caseCheck(text.slice(0, CASE_BODY_LENGTH)) === text.charAt(CASE_BODY_LENGTH);
}

/** The case code a person typed, in its stored form, or null when it cannot be one. */
export function readCaseCode(typed: string): string | null {
  const code = typed.toLowerCase().replace(/[ -]/g, "").replace(/[il]/g, "1").replace(/o/g, "0");
  return isCaseCode(code) ? code : null;
}
