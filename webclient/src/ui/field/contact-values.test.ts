import { describe, expect, it } from "vitest";
import {
  changedFields,
  EMPTY,
  isSealing,
  keptFields,
  likeLast,
  type Meeting,
  readMeeting,
  toggleAdult,
  toggleLanguage,
  toggleMinor,
  toggleNeed,
} from "./contact-values";

const MET: Meeting = {
  people: 2,
  needs: { food: "done", health: "unmet" },
  language: "ps",
  age: "adult",
  minor: null,
  note: "came back",
  case: "7kq4m2xd9",
};

describe("what is written", () => {
  it("is what was touched, and reads back as it was", () => {
    const fields = changedFields(EMPTY, MET);
    expect(fields).toEqual({
      group_size: 2,
      "needs/food": true,
      "needs_unmet/health": true,
      language: "ps",
      age_band: "adult",
      note: "came back",
      case: "7kq4m2xd9",
    });
    expect(readMeeting(fields)).toEqual(MET);
  });

  it("is nothing when nothing was touched", () => {
    expect(changedFields(MET, { ...MET, note: " came back " })).toEqual({});
  });

  it("takes out again what is taken back", () => {
    const without = toggleNeed(toggleLanguage(MET, "ps"), "food", "done");
    expect(changedFields(MET, without)).toEqual({ "needs/food": null, language: null });
  });

  it("moves a need from one answer to the other", () => {
    const changed = changedFields(MET, toggleNeed(MET, "food", "unmet"));
    expect(changed).toEqual({ "needs/food": null, "needs_unmet/food": true });
  });
});

describe("age as told", () => {
  it("is a child's when a minor told it, and not noted of who only seems one", () => {
    expect(toggleMinor(EMPTY, "separated")).toMatchObject({ age: "child", minor: "separated" });
    expect(toggleMinor(MET, "apparent")).toMatchObject({ age: null, minor: "apparent" });
  });

  it("is taken back by a second touch, and replaced by another", () => {
    expect(toggleMinor(toggleMinor(EMPTY, "apparent"), "apparent")).toEqual(EMPTY);
    expect(toggleAdult(toggleMinor(EMPTY, "separated"))).toMatchObject({
      age: "adult",
      minor: null,
    });
    expect(toggleAdult(toggleAdult(EMPTY))).toEqual(EMPTY);
  });

  it.each(["separated", "unaccompanied", "apparent"])("%s seals", (status) => {
    expect(isSealing(toggleMinor(EMPTY, status))).toBe(true);
  });

  it("a minor with their family seals nothing", () => {
    expect(isSealing(toggleMinor(EMPTY, "accompanied"))).toBe(false);
    expect(isSealing(MET)).toBe(false);
  });
});

describe("half filled in", () => {
  it("everything is kept", () => {
    expect(keptFields(EMPTY, MET)).toEqual(changedFields(EMPTY, MET));
  });

  it("of what would be sealed nothing is kept but the number of people", () => {
    expect(keptFields(EMPTY, toggleMinor(MET, "unaccompanied"))).toEqual({ group_size: 2 });
    expect(keptFields(MET, toggleMinor(MET, "unaccompanied"))).toEqual({});
  });
});

it("the next meeting has all in common with the last but the words", () => {
  expect(likeLast(changedFields(EMPTY, MET))).toEqual({ ...MET, note: "", case: null });
});
