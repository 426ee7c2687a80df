import { describe, expect, it } from "vitest";
import { isCaseCode } from "../../schema/formats.ts";
import { groupCase, newCaseCode, readTyped } from "./case-code.ts";

describe("the code of a case", () => {
  it("is random, carries its check, and stands in threes", () => {
    const codes = Array.from({ length: 500 }, newCaseCode);
    expect(codes.every(isCaseCode)).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
    expect(groupCase("7kq4m2xd9")).toBe("7KQ 4M2 XD9");
  });

  it("is read however it was typed", () => {
    for (const code of Array.from({ length: 50 }, newCaseCode)) {
      const sloppy = code.replaceAll("1", "L").replaceAll("0", "o").toUpperCase();
      const spaced = `${sloppy.slice(0, 3)}-${sloppy.slice(3, 6)} ${sloppy.slice(6)} `;
      for (const typed of [code, groupCase(code), sloppy, spaced]) {
        expect(readTyped(typed)).toEqual({ state: "code", code });
      }
    }
  });

  it("tells one wrong character", () => {
    const code = newCaseCode();
    for (let at = 0; at < code.length; at += 1) {
      const other = code.charAt(at) === "7" ? "8" : "7";
      expect(readTyped(code.slice(0, at) + other + code.slice(at + 1)).state).toBe("wrong");
    }
  });

  it("says what is missing or too much while it is typed", () => {
    expect(readTyped(" ")).toEqual({ state: "empty" });
    expect(readTyped("7kq 4")).toEqual({ state: "part", left: 5 });
    expect(readTyped("7ku")).toEqual({ state: "letter", letter: "u" });
    expect(readTyped("7kq*")).toEqual({ state: "letter", letter: "*" });
    expect(readTyped("7kq4m2xd9a")).toEqual({ state: "long" });
  });
});
