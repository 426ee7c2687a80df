/** The code lists of the network this page belongs to, and its own names of codes. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { Lists } from "../schema/lists";
import { language } from "./language";

const known = signal(new Lists());

/** Reading them in a component redraws it when the network changes a list. */
export const lists: ReadonlySignal<Lists> = known;

export function learnLists(next: Lists): void {
  known.value = next;
}

/** What people call a code here; the code itself when nobody named it. */
export function nameOf(list: string, code: string, shipped: string | undefined): string {
  return known.value.name(list, code, language.value, shipped) ?? shipped ?? code;
}
