import { describe, expect, it } from "vitest";
import {
  beginReferring,
  contactOf,
  isSealing,
  keptFields,
  missingOf,
  passesContact,
  type Referring,
  readKept,
  recordsOf,
  withoutContact,
  withReceiver,
  withType,
} from "./refer-values.ts";

const IDS = { consent: "c", referral: "r", event: "e" };
const ABOUT = {
  code: "7kq4m2xd9",
  caseClass: null,
  language: "ti",
  fromOrg: "org-a",
  at: "2026-11-23T20:00:00Z",
};
const BEGUN = beginReferring("self", "en");

function filled(type: string): Referring {
  const now = withReceiver(withType(BEGUN, type), "org-b", "service");
  return { ...now, agreed: true, reasons: ["person_request"], summary: " no tent " };
}

describe("what is missing", () => {
  it("shrinks line by line", () => {
    expect(missingOf(BEGUN)).toEqual(["what", "whom", "agreement", "reason"]);
    expect(missingOf(withType(BEGUN, "material"))).toEqual(["whom", "agreement", "reason"]);
    expect(missingOf(filled("material"))).toEqual([]);
  });

  it("is the agreement again when it was given for somebody or something else", () => {
    const now = filled("material");
    expect(missingOf(withReceiver(now, "org-c", null))).toEqual(["agreement"]);
    expect(withReceiver(now, "org-b", null).agreed).toBe(true);
    expect(withType(now, "transport").agreed).toBe(false);
  });
});

describe("what Send writes", () => {
  it("is the agreement, the referral that names it, and a first step", () => {
    const [consent, referral, event] = recordsOf(filled("material"), IDS, ABOUT);
    expect(consent).toEqual({
      kind: "consent",
      id: "c",
      fields: {
        case: ABOUT.code,
        to_org: "org-b",
        basis: "self",
        method: "spoken",
        language: "en",
        text_version: expect.stringMatching(/^\d{4}-\d+-\d+$/),
        given_at: ABOUT.at,
        "scopes/refer": true,
        "scopes/feedback": true,
      },
    });
    expect(referral?.fields).toMatchObject({
      consent: "c",
      from_org: "org-a",
      to_org: "org-b",
      to_service: "service",
      urgency: "urgent",
      summary: "no tent",
      "language_needed/ti": true,
      "reasons/person_request": true,
    });
    expect(event?.fields).toEqual({ referral: "r", to: "sent", parents: [], source: "app" });
  });

  it("is sealed with what it belongs to", () => {
    const [, , event] = recordsOf(filled("health_primary"), IDS, ABOUT);
    expect(event?.fields["visibility"]).toBe("health");
    const [ofMinor] = recordsOf(filled("material"), IDS, { ...ABOUT, caseClass: "minor" });
    expect(ofMinor?.fields["visibility"]).toBe("minor");
  });

  it("of an exception is its reason, for those who watch over exceptions", () => {
    const now = { ...filled("material"), basis: "vital_interest", exception: "unconscious" };
    const [consent] = recordsOf(now, IDS, ABOUT);
    expect(consent?.fields).toMatchObject({ reason: "unconscious", visibility: "protection" });
    expect(consent?.fields["scopes/feedback"]).toBeUndefined();
  });
});

describe("what is missing", () => {
  it("an exception without its reason is no agreement", () => {
    const now = { ...filled("material"), basis: "child_at_risk", agreed: true };
    expect(missingOf({ ...now, exception: "in danger" })).toEqual([]);
    expect(missingOf({ ...now, exception: "  " })).toEqual(["agreement"]);
  });
});

describe("a contact", () => {
  const scopes = ["refer", "contact_details"];
  const now = { ...filled("material"), scopes, handover: "sealed_contact", contact: " 06 12 " };

  it("goes along only where the person was asked for it", () => {
    expect(passesContact(now)).toBe(true);
    expect(passesContact(filled("material"))).toBe(false);
    expect(passesContact({ ...now, basis: "vital_interest" })).toBe(false);
    expect(passesContact(withType(now, "transport"))).toBe(false);
    expect(withoutContact(now)).toMatchObject({ handover: "person_goes", contact: "" });
  });

  it("is missing while its hand-over is chosen and nothing is written", () => {
    expect(missingOf({ ...now, contact: " " })).toEqual(["contact"]);
    expect(missingOf({ ...now, contact: "", handover: "person_goes" })).toEqual([]);
    expect(missingOf(now)).toEqual([]);
  });

  it("is saved sealed alone, and kept half filled in by nobody", () => {
    expect(contactOf(now)).toBe("06 12");
    const [, referral] = recordsOf(now, IDS, ABOUT, "SEALED");
    expect(referral?.fields).toMatchObject({
      handover: "sealed_contact",
      sealed_contact: "SEALED",
    });
    expect(JSON.stringify(recordsOf(now, IDS, ABOUT, "SEALED"))).not.toContain("06 12");
    expect(JSON.stringify(keptFields(now, false))).not.toContain("06 12");
    expect(readKept(keptFields(now, false), BEGUN)).toEqual({ ...now, contact: "" });
    expect(contactOf({ ...now, handover: "person_goes" })).toBeNull();
  });
});

describe("half filled in", () => {
  it("it reads back as it was", () => {
    const now = filled("material");
    expect(readKept(keptFields(now, false), BEGUN)).toEqual(now);
  });

  it("nothing is kept of what will be sealed but what its line says", () => {
    const now = { ...filled("health_primary"), summary: "secret", reasons: ["medical_signs"] };
    expect(isSealing(now)).toBe(true);
    expect(JSON.stringify(keptFields(now, false))).not.toMatch(/secret|medical_signs/);
    expect(JSON.stringify(keptFields(filled("material"), true))).not.toMatch(/no tent/);
    expect(readKept(keptFields(now, false), BEGUN).type).toBe("health_primary");
  });

  it("an exception is asked for again", () => {
    const now = { ...filled("material"), basis: "child_at_risk", exception: "secret" };
    const kept = readKept(keptFields(now, false), BEGUN);
    expect(kept).toMatchObject({ basis: "self", agreed: false, exception: "" });
  });

  it("what an older version kept otherwise is left out", () => {
    expect(readKept({ reasons: "x", summary: 5, type: "material" }, BEGUN)).toEqual({
      ...BEGUN,
      type: "material",
    });
  });
});
