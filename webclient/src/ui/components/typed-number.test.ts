import { describe, expect, it } from "vitest";
import { press, startTyping, type Typed, typedText, typedValue } from "./typed-number";

function type(from: Typed, keys: string, decimals = false): Typed {
  return [...keys].reduce(
    (typed, key) => press(typed, key === "<" ? "erase" : key, decimals),
    from,
  );
}

describe("typing a number", () => {
  it("replaces the old number with the first digit", () => {
    expect(typedValue(type(startTyping(42), "85"))).toBe(85);
  });

  it("edits the old number when the first key erases", () => {
    expect(typedValue(type(startTyping(42), "<8"))).toBe(48);
  });

  it("shows nothing typed as 0 and drops leading zeros", () => {
    expect(typedText(type(startTyping(7), "<"))).toBe("0");
    expect(typedText(type(startTyping(0), "007"))).toBe("7");
  });

  it("takes one decimal where the unit has parts, none elsewhere", () => {
    expect(typedValue(type(startTyping(0), "12.57", true))).toBe(12.5);
    expect(typedValue(type(startTyping(0), ".5", true))).toBe(0.5);
    expect(typedValue(type(startTyping(0), "12.5"))).toBe(125);
  });

  it("stops at six digits", () => {
    expect(typedText(type(startTyping(0), "1234567"))).toBe("123456");
  });
});
