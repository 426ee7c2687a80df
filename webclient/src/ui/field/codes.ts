/** Code lists as the screens use them. */
import { CODES } from "../../schema/records.gen";
import { formatNumber, label, t } from "../../strings";
import { matches } from "./find";

interface ServiceCode {
  readonly category: string;
  readonly unit: string;
  readonly step?: number;
  readonly retired?: boolean;
}

interface ItemCode {
  readonly category: string;
  readonly unit: string;
  readonly retired?: boolean;
}

const SERVICES: Readonly<Record<string, ServiceCode>> = CODES.service_type;
const ITEMS: Readonly<Record<string, ItemCode>> = CODES.item;

/** Units of which half a one can be given. */
const DIVISIBLE: ReadonlySet<string> = new Set(["kg", "litre", "hour"]);

export const CATEGORIES: readonly string[] = Object.keys(CODES.service_category);
export const ROUND_KINDS: readonly string[] = Object.keys(CODES.round_kind);
export const VOID_REASONS: readonly string[] = Object.keys(CODES.void_reason);
export const SERVICE_ORDER: readonly string[] = Object.keys(SERVICES).filter(
  (code) => SERVICES[code]?.retired !== true,
);

/** What one tap adds. */
export function stepOf(service: string): number {
  return SERVICES[service]?.step ?? 1;
}

export function unitOf(service: string): string {
  return SERVICES[service]?.unit ?? "piece";
}

export function categoryOf(service: string): string {
  return SERVICES[service]?.category ?? "";
}

export function servicesOf(category: string): readonly string[] {
  return SERVICE_ORDER.filter((code) => categoryOf(code) === category);
}

export function itemsOf(category: string): readonly string[] {
  return Object.keys(ITEMS).filter((code) => ITEMS[code]?.category === category);
}

export function findServices(query: string): readonly string[] {
  return SERVICE_ORDER.filter((code) =>
    matches(`${label("service_type", code)} ${label("service_category", categoryOf(code))}`, query),
  );
}

export function findItems(query: string): readonly string[] {
  return Object.keys(ITEMS).filter((code) => matches(label("item", code), query));
}

export function isDivisible(unit: string): boolean {
  return DIVISIBLE.has(unit);
}

/** "portions" for 42, "portion" for 1. */
export function unitWord(unit: string, quantity: number): string {
  const forms = t().units[unit];
  if (!forms) return label("unit", unit);
  return quantity === 1 ? forms.one : forms.other;
}

/** "42 portions". */
export function amount(quantity: number, unit: string): string {
  return `${formatNumber(quantity)} ${unitWord(unit, quantity)}`;
}

/** A label inside a sentence: "Informal living site" → "informal living site". */
export function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
