/**
 * The arithmetic of counting. A tap adds the service's step to the quantity and one person, as
 * long as people × step = quantity; from the moment somebody corrects one of the two by hand so
 * that they no longer match, a tap moves the quantity alone. No field remembers this.
 */
import type { Value } from "../../store/phone";

export interface Count {
  readonly quantity: number;
  readonly people: number;
}

export const ZERO: Count = { quantity: 0, people: 0 };

/** Three decimals are plenty for kilograms and keep 0.1 + 0.2 equal to 0.3. */
const DECIMALS = 3;
export const QUANTITY_MAX = 999_999;

export function follows(count: Count, step: number): boolean {
  return rounded(count.people * step) === count.quantity;
}

/** `times` taps at once: +1 for the tile, −10 −1 +10 for the strip. Never below zero. */
export function tap(count: Count, step: number, times: number): Count {
  const quantity = within(count.quantity + times * step);
  if (!follows(count, step)) return { quantity, people: count.people };
  return { quantity, people: Math.max(0, Math.round(quantity / step)) };
}

/** A quantity typed by hand takes the people along while they still follow. */
export function typeQuantity(count: Count, step: number, quantity: number): Count {
  const typed = within(quantity);
  if (!follows(count, step)) return { quantity: typed, people: count.people };
  return { quantity: typed, people: Math.round(typed / step) };
}

/** People typed by hand stand alone: the quantity does not move. */
export function typePeople(count: Count, people: number): Count {
  return { quantity: count.quantity, people: Math.round(within(people)) };
}

/** A number on the wire is an integer or a decimal string; anything else counts as nothing. */
export function readNumber(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return 0;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : 0;
}

/** 12 → 12, 12.5 → "12.5": floats do not travel. */
export function writeNumber(value: number): number | string {
  const exact = rounded(value);
  return Number.isInteger(exact) ? exact : String(exact);
}

export function readCount(fields: Readonly<Record<string, Value>>): Count {
  return { quantity: readNumber(fields["quantity"]), people: readNumber(fields["people"]) };
}

function within(value: number): number {
  return rounded(Math.min(QUANTITY_MAX, Math.max(0, value)));
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
