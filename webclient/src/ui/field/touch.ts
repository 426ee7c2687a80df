/**
 * Fingers on tiles, as a pure machine: what counts as a tap, a long press, a palm.
 *
 * Every finger that goes down on a tile and comes up again is a tap, also while others are down
 * (browsers send no click then). Two fingers on two tiles within 40 ms are a palm or a drop of
 * rain: neither counts, and if the first was so short that it counted already, it is taken back.
 */
export const PALM_MS = 40;
export const LONG_PRESS_MS = 500;
/** Beyond this a finger that moved was scrolling or aiming elsewhere. */
export const SLOP_PX = 16;

interface Finger {
  readonly tile: string;
  readonly downMs: number;
  readonly x: number;
  readonly y: number;
  spoilt: boolean;
}

export interface Touch {
  /** A finger went down. Returns the tile whose tap, already counted, was a palm after all. */
  down(finger: number, tile: string, ms: number, x: number, y: number): string | null;
  /** A finger came up: the tile to count, or null. */
  up(finger: number, x: number, y: number): string | null;
  /** True when the finger has moved too far to be a tap. */
  moved(finger: number, x: number, y: number): boolean;
  /** The browser took the finger for scrolling, or a long press was answered. */
  cancel(finger: number): void;
  /** Whether the finger may still become a long press. */
  holds(finger: number): boolean;
}

export function newTouch(): Touch {
  const fingers = new Map<number, Finger>();
  let counted: { tile: string; downMs: number } | null = null;

  return {
    down(id, tile, ms, x, y) {
      const finger: Finger = { tile, downMs: ms, x, y, spoilt: false };
      for (const other of fingers.values()) {
        if (other.tile !== tile && ms - other.downMs < PALM_MS) {
          other.spoilt = true;
          finger.spoilt = true;
        }
      }
      let retract: string | null = null;
      if (counted && counted.tile !== tile && ms - counted.downMs < PALM_MS) {
        finger.spoilt = true;
        retract = counted.tile;
        counted = null;
      }
      fingers.set(id, finger);
      return retract;
    },
    up(id, x, y) {
      const finger = fingers.get(id);
      fingers.delete(id);
      if (!finger || finger.spoilt || far(finger, x, y)) return null;
      counted = { tile: finger.tile, downMs: finger.downMs };
      return finger.tile;
    },
    moved(id, x, y) {
      const finger = fingers.get(id);
      return finger !== undefined && far(finger, x, y);
    },
    cancel(id) {
      fingers.delete(id);
    },
    holds(id) {
      const finger = fingers.get(id);
      return finger !== undefined && !finger.spoilt;
    },
  };
}

function far(finger: Finger, x: number, y: number): boolean {
  return Math.hypot(x - finger.x, y - finger.y) > SLOP_PX;
}
