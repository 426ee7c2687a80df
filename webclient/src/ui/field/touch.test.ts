import { describe, expect, it } from "vitest";
import { newTouch, PALM_MS, SLOP_PX } from "./touch";

describe("fingers on tiles", () => {
  it("counts every finger, also two at once on one tile", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    touch.down(2, "meal", 10, 5, 5);
    expect(touch.up(1, 0, 0)).toBe("meal");
    expect(touch.up(2, 5, 5)).toBe("meal");
  });

  it("counts two thumbs on two tiles when they are apart in time", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    touch.down(2, "drink", PALM_MS, 200, 0);
    expect(touch.up(1, 0, 0)).toBe("meal");
    expect(touch.up(2, 200, 0)).toBe("drink");
  });

  it("counts neither of two tiles touched within 40 ms", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    touch.down(2, "drink", PALM_MS - 1, 200, 0);
    expect(touch.up(1, 0, 0)).toBeNull();
    expect(touch.up(2, 200, 0)).toBeNull();
  });

  it("takes back a tap so short that it counted before the palm came down", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    expect(touch.up(1, 0, 0)).toBe("meal");
    expect(touch.down(2, "drink", 30, 200, 0)).toBe("meal");
    expect(touch.up(2, 200, 0)).toBeNull();
  });

  it("does not take a fast second tap on the same tile for a palm", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    touch.up(1, 0, 0);
    expect(touch.down(2, "meal", 30, 0, 0)).toBeNull();
    expect(touch.up(2, 0, 0)).toBe("meal");
  });

  it("ignores a finger that moved away, was taken for scrolling or held", () => {
    const touch = newTouch();
    touch.down(1, "meal", 0, 0, 0);
    expect(touch.up(1, SLOP_PX + 1, 0)).toBeNull();
    touch.down(2, "meal", 100, 0, 0);
    touch.cancel(2);
    expect(touch.up(2, 0, 0)).toBeNull();
  });
});
