/** The last taps of a round, so that each can be taken back and named. */
import type { Count } from "./tally";

export interface Tap {
  readonly site: string;
  readonly service: string;
  readonly before: Count;
  readonly after: Count;
}

export const UNDO_STEPS_MAX = 20;

export type Taps = readonly Tap[];

export function remember(taps: Taps, tap: Tap): Taps {
  return [...taps, tap].slice(-UNDO_STEPS_MAX);
}

/** Takes a tap out again, when it was not kept after all. */
export function forget(taps: Taps, tap: Tap): Taps {
  return taps.filter((each) => each !== tap);
}

/**
 * What `now` becomes when this tap is taken back: the difference it made, not the number it
 * left, so that a correction made in between stays.
 */
export function takeBack(tap: Tap, now: Count): Count {
  return {
    quantity: Math.max(0, now.quantity - (tap.after.quantity - tap.before.quantity)),
    people: Math.max(0, now.people - (tap.after.people - tap.before.people)),
  };
}
