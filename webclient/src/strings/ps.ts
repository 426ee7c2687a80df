/** The phone's texts in Pashto: to be translated. What is missing is said in the fallback. */
import type { Draft } from "./draft";
import type { Strings } from "./en";

export const ps: Draft<Strings> = {};
