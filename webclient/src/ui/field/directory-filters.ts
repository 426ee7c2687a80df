/** What somebody looks for in the directory: kept while the app runs, by no record and no address. */
import { computed, signal } from "@preact/signals";
import { lists } from "../../strings/lists";
import type { Listed } from "../directory/listed";
import { nextMs } from "../directory/listed";
import { isForAge } from "../directory/words";

export type Age = "minor" | "adult";

/** What opens within a day is worth going to next. */
const NEXT_MS = 24 * 60 * 60_000;

export const query = signal("");
export const openOrNext = signal(false);
export const takesReferrals = signal(false);
export const showOld = signal(false);
/** Of the sheet, each a code or null. */
export const wantedNeed = signal<string | null>(null);
export const wantedCategory = signal<string | null>(null);
export const wantedLanguage = signal<string | null>(null);
export const wantedAge = signal<Age | null>(null);

const ofSheet = [wantedNeed, wantedCategory, wantedLanguage, wantedAge];

/** How many filters of the sheet are set. */
export const chosenCount = computed(() => ofSheet.filter(({ value }) => value !== null).length);

export const isFiltered = computed(
  () =>
    chosenCount.value > 0 || openOrNext.value || takesReferrals.value || query.value.trim() !== "",
);

export function clearFilters(): void {
  for (const filter of ofSheet) filter.value = null;
  openOrNext.value = false;
  takesReferrals.value = false;
  query.value = "";
}

/** Whether a service passes every filter but the words. */
export function passes(listed: Listed, nowMs: number): boolean {
  const { service } = listed;
  const need = wantedNeed.value;
  const category = wantedCategory.value;
  const language = wantedLanguage.value;
  const age = wantedAge.value;
  return (
    (showOld.value || listed.standing !== "old") &&
    (!openOrNext.value || nextMs(listed, nowMs) <= nowMs + NEXT_MS) &&
    (!takesReferrals.value || service.referrals !== "no") &&
    (need === null || categoriesFor(need).some((each) => service.categories.includes(each))) &&
    (category === null || service.categories.includes(category)) &&
    (language === null || service.languages.includes(language)) &&
    (age === null || isForAge(service, age))
  );
}

function categoriesFor(need: string): readonly string[] {
  return lists.value.of("need", need)?.categories ?? [];
}
