/** The phone as the screens see it: the one import of `src/ui`. */
import type { Phone } from "./interface";

export type * from "./interface";

export declare const phone: Phone;
