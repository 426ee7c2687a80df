import type { Value } from "../store/interface";

/**
 * Whether two values of a field are one: values are scalars or flat arrays, so their JSON has only
 * one form. What is not there is as null.
 */
export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
