import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumber, tap, typePeople, typeQuantity, writeNumber, ZERO } from "./tally";

describe("a tap", () => {
  it("adds the step and one person", () => {
    expect(tap(ZERO, 1, 1)).toEqual({ quantity: 1, people: 1 });
    expect(tap(ZERO, 10, 1)).toEqual({ quantity: 10, people: 1 });
  });

  it("adds ten people with +10", () => {
    expect(tap({ quantity: 20, people: 2 }, 10, 10)).toEqual({ quantity: 120, people: 12 });
  });

  it("leaves people alone once they were corrected by hand", () => {
    const corrected = typePeople({ quantity: 42, people: 42 }, 30);
    expect(tap(corrected, 1, 1)).toEqual({ quantity: 43, people: 30 });
  });

  it("never goes below zero", () => {
    expect(tap({ quantity: 3, people: 3 }, 1, -10)).toEqual(ZERO);
  });

  it("keeps people × step = quantity through any taps", () => {
    const taps = fc.array(fc.constantFrom(1, 1, 1, -1, -10, 10), { maxLength: 60 });
    fc.assert(
      fc.property(taps, fc.constantFrom(1, 5, 10), (times, step) => {
        const count = times.reduce((sum, each) => tap(sum, step, each), ZERO);
        expect(count.people * step).toBe(count.quantity);
      }),
    );
  });
});

describe("a typed number", () => {
  it("of the quantity takes the people along while they follow", () => {
    expect(typeQuantity({ quantity: 42, people: 42 }, 1, 85)).toEqual({ quantity: 85, people: 85 });
    expect(typeQuantity({ quantity: 40, people: 4 }, 10, 120)).toEqual({
      quantity: 120,
      people: 12,
    });
  });

  it("of the quantity leaves corrected people alone", () => {
    expect(typeQuantity({ quantity: 17, people: 12 }, 1, 20)).toEqual({ quantity: 20, people: 12 });
  });

  it("travels as an integer or a decimal string", () => {
    expect(writeNumber(12)).toBe(12);
    expect(writeNumber(12.5)).toBe("12.5");
    expect(writeNumber(0.1 + 0.2)).toBe("0.3");
    expect(readNumber("12.5")).toBe(12.5);
    expect(readNumber(null)).toBe(0);
    expect(readNumber("seven")).toBe(0);
  });
});
