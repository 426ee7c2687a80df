/** Code lists as the screens use them: the shipped ones under the network's own entries. */
import { effect } from "@preact/signals";
import { Lists } from "../../schema/lists";
import { CODES } from "../../schema/records.gen";
import type { Entry } from "../../store/phone";
import { formatNumber, label, t, wordFor } from "../../strings";
import { learnLists, lists } from "../../strings/lists";
import { entriesOf } from "./entries";
import { matches } from "./find";

/** Units of which half a one can be given. */
const DIVISIBLE: ReadonlySet<string> = new Set(["kg", "litre", "hour"]);

export const VOID_REASONS: readonly string[] = Object.keys(CODES.void_reason);

/** Call once: what the network changes in its lists reaches the screens with the next entries. */
export function followLists(): void {
  let before: readonly Entry[] = [];
  effect(() => {
    const items = entriesOf("list_item");
    if (items.length === before.length && items.every((item, n) => item === before[n])) return;
    before = items;
    learnLists(new Lists(items));
  });
}

export function categories(): readonly string[] {
  return lists.value.offered("service_category");
}

/** The services that can be chosen, in the network's order. */
export function offeredServices(): readonly string[] {
  return lists.value.offered("service_type");
}

/** What one tap adds. */
export function stepOf(service: string): number {
  return lists.value.of("service_type", service)?.step ?? 1;
}

export function unitOf(service: string): string {
  return lists.value.of("service_type", service)?.unit ?? "piece";
}

/** "" for a service that a network added without saying what it is like. */
export function categoryOf(service: string): string {
  return lists.value.of("service_type", service)?.category ?? "";
}

/** Whose picture a service has: its own, or that of what an own code counts as. */
export function pictureOf(service: string): string {
  const found = lists.value.of("service_type", service);
  return found?.own === true ? (found.parent ?? service) : service;
}

export function servicesOf(category: string): readonly string[] {
  return offeredServices().filter((code) => categoryOf(code) === category);
}

export function itemsOf(category: string): readonly string[] {
  const items = lists.value.all("item");
  return lists.value.offered("item").filter((code) => items.get(code)?.category === category);
}

/** The sizes an item comes in; none for most. */
export function sizesOf(item: string): readonly string[] {
  const scale = lists.value.of("item", item)?.scale;
  if (scale === undefined) return [];
  const sizes = lists.value.all("item_size");
  return lists.value.offered("item_size").filter((size) => sizes.get(size)?.scale === scale);
}

/** The item and the size of an element of `items`, such as `coat.l`. */
export function itemParts(key: string): { readonly code: string; readonly size: string | null } {
  return lists.value.sized("item", "item_size", key);
}

/** "Coat, L". */
export function itemName(key: string): string {
  const { code, size } = itemParts(key);
  const name = label("item", code);
  return size === null ? name : t().services.sized(name, label("item_size", size));
}

export function findItems(query: string): readonly string[] {
  return lists.value.offered("item").filter((code) => matches(label("item", code), query));
}

export function offeredNeeds(): readonly string[] {
  return lists.value.offered("need");
}

export function offeredLanguages(): readonly string[] {
  return lists.value.offered("language");
}

export function offeredRoundKinds(): readonly string[] {
  return lists.value.offered("round_kind");
}

export function offeredUnits(): readonly string[] {
  return lists.value.offered("unit");
}

export function isDivisible(unit: string): boolean {
  return DIVISIBLE.has(unit);
}

/** "portions" for 42, "portion" for 1. */
export function unitWord(unit: string, quantity: number): string {
  const forms = t().units[unit];
  return forms ? wordFor(quantity, forms) : label("unit", unit);
}

/** "42 portions". */
export function amount(quantity: number, unit: string): string {
  return `${formatNumber(quantity)} ${unitWord(unit, quantity)}`;
}

/** A label inside a sentence: "Informal living site" → "informal living site". */
export function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
