/** The code of a case: made here, shown in threes, read as people type it. */
import { ALPHABET, caseCheck, readCaseCode } from "../../schema/formats";

export const CODE_LENGTH = 9;
const BODY_LENGTH = CODE_LENGTH - 1;
const SPACES = /[\s\u2010-\u2015-]/g;

/** Eight random characters from the system's generator and their check. */
export function newCaseCode(): string {
  const random = crypto.getRandomValues(new Uint8Array(BODY_LENGTH));
  const body = [...random].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  return body + caseCheck(body);
}

/** "7kq4m2xd9" → "7KQ 4M2 XD9". */
export function groupCase(code: string): string {
  return code.toUpperCase().replace(/.{3}(?=.)/g, "$& ");
}

export type Typed =
  | { readonly state: "empty" }
  | { readonly state: "part"; readonly left: number }
  /** Contains what no code has. */
  | { readonly state: "letter"; readonly letter: string }
  /** Nine characters that do not belong together. */
  | { readonly state: "wrong" }
  | { readonly state: "long" }
  | { readonly state: "code"; readonly code: string };

export function readTyped(text: string): Typed {
  const plain = text.toLowerCase().replace(SPACES, "");
  if (plain === "") return { state: "empty" };
  const letter = [...plain].find((each) => !ALPHABET.includes(each) && !"ilo".includes(each));
  if (letter !== undefined) return { state: "letter", letter };
  if (plain.length > CODE_LENGTH) return { state: "long" };
  if (plain.length < CODE_LENGTH) return { state: "part", left: CODE_LENGTH - plain.length };
  const code = readCaseCode(plain);
  return code === null ? { state: "wrong" } : { state: "code", code };
}
