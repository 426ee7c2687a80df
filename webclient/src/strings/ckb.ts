/** The phone's texts in Central Kurdish (Sorani): to be translated. What is missing is said in the fallback. */
import type { Draft } from "./draft";
import type { Strings } from "./en";

export const ckb: Draft<Strings> = {};
