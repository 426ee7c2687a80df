import type { DeskStrings } from "./desk.en";
import { entryFr } from "./desk.entry.fr";
import { frameFr } from "./desk.frame.fr";

export const deskFr: DeskStrings = { ...frameFr, ...entryFr };
