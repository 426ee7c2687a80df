import { describe, expect, it } from "vitest";
import { groupCode, readCode } from "./invite-code";

describe("an invite code", () => {
  it("is read in any case, with spaces, dashes and look-alikes", () => {
    expect(readCode(" 7kq4-m2xd 9p ")).toBe("7KQ4M2XD9P");
    expect(readCode("ilo0")).toBe("1100");
    expect(readCode("7KQ4M2XD9PEXTRA")).toBe("7KQ4M2XD9P");
  });

  it("is shown in groups of four", () => {
    expect(groupCode("7KQ4M2XD9P")).toBe("7KQ4 M2XD 9P");
    expect(groupCode("7KQ4")).toBe("7KQ4");
    expect(groupCode("")).toBe("");
  });
});
