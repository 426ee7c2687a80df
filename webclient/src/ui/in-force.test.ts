import { describe, expect, it } from "vitest";
import type { Value } from "../store/interface.ts";
import { inForce, mayTakeBack, takenBy, takingBack, type Written } from "./in-force.ts";

const SIDES = { org: "org-a", to_org: "org-b" };
const AGREED = said(SIDES, "refer", "feedback", "contact_details");

function said(fields: Record<string, Value>, ...scopes: string[]): Written {
  return { fields: { ...fields, ...takingBack(scopes) } };
}

function back(...scopes: string[]): Written {
  return said({ org: "org-a", told_by: "person" }, ...scopes);
}

describe("what of an agreement is in force", () => {
  it("is all that was agreed to while nothing is taken back", () => {
    const all = inForce(AGREED, []);
    expect(all).toEqual({
      withdrawn: false,
      scopes: ["contact_details", "feedback", "refer"],
      takenBack: [],
    });
    expect(mayTakeBack(all)).toEqual(["contact_details", "feedback"]);
  });

  it("is nothing after a withdrawal without scopes, or of the referral itself", () => {
    for (const whole of [back(), back("refer"), back("refer", "feedback")]) {
      expect(takenBy(whole)).toBeNull();
      const nothing = inForce(AGREED, [whole]);
      expect(nothing).toEqual({ withdrawn: true, scopes: [], takenBack: [] });
      expect(mayTakeBack(nothing)).toEqual([]);
    }
  });

  it("is the rest after a withdrawal of a part", () => {
    const rest = inForce(AGREED, [back("contact_details")]);
    expect(rest).toEqual({
      withdrawn: false,
      scopes: ["feedback", "refer"],
      takenBack: ["contact_details"],
    });
    expect(mayTakeBack(rest)).toEqual(["feedback"]);
  });

  it("becomes less with each part, in whichever order, and never ends the agreement so", () => {
    const [one, other] = [back("contact_details"), back("feedback")];
    for (const both of [
      [one, other],
      [other, one, one],
    ]) {
      const left = inForce(AGREED, both);
      expect(left.withdrawn).toBe(false);
      expect(left.scopes).toEqual(["refer"]);
      expect(mayTakeBack(left)).toEqual([]);
    }
    expect(inForce(AGREED, [one, back(), other]).withdrawn).toBe(true);
  });

  it("does not count what was never agreed to as taken back", () => {
    const same = inForce(AGREED, [back("health_information")]);
    expect(same.takenBack).toEqual([]);
    expect(same.scopes).toContain("contact_details");
  });

  it("follows a withdrawal by either side and by nobody else", () => {
    const by = (org: Value) => inForce(AGREED, [said({ org })]).withdrawn;
    expect([by("org-a"), by("org-b"), by("org-c")]).toEqual([true, true, false]);
    // Not sent yet: what is written here names its association only on the server.
    expect(inForce(AGREED, [said({})]).withdrawn).toBe(true);
    const unsent = said({ to_org: "org-b" }, "refer");
    expect(inForce(unsent, [said({ org: "org-a" })]).withdrawn).toBe(true);
  });

  it("is what holds of each scope, not what was once written of it", () => {
    const off: Written = { fields: { ...SIDES, "scopes/refer": true, "scopes/feedback": false } };
    expect(inForce(off, []).scopes).toEqual(["refer"]);
    expect(takenBy({ fields: { "scopes/feedback": null } })).toBeNull();
  });
});
