import { describe, expect, it } from "vitest";
import { matches } from "./find";
import { looksPersonal } from "./note-check";

describe("search", () => {
  it("ignores accents, case and punctuation", () => {
    expect(matches("Écluse", "ecl")).toBe(true);
    expect(matches("Kit d'hygiène", "HYGIENE")).toBe(true);
    expect(matches("Aide à l'hébergement", "heberg aide")).toBe(true);
    expect(matches("Cœur de ville", "coeur")).toBe(true);
  });

  it("matches the start of words only, and everything when empty", () => {
    expect(matches("Blanket", "lanket")).toBe(false);
    expect(matches("Blanket", "  ")).toBe(true);
  });
});

describe("search in the words people use", () => {
  it("leaves small words out, unless they are all there is", () => {
    expect(matches("Kit bébé", "kit pour le bébé")).toBe(true);
    expect(matches("Sac de couchage", "sac couchage")).toBe(true);
    expect(matches("Sac de couchage", "sac de couch")).toBe(true);
    expect(matches("Aide", "de")).toBe(false);
    expect(matches("Demande", "de")).toBe(true);
  });

  it("takes a plural for its singular", () => {
    expect(matches("Repas chaud", "repas chauds")).toBe(true);
    expect(matches("Manteau, bonnet ou gants", "manteaux")).toBe(true);
    expect(matches("Hot meal", "meals")).toBe(true);
    expect(matches("Gaz", "gas")).toBe(false);
  });

  it.each([
    ["أحذية", "احذيه"],
    ["إضاءة", "اضاءة"],
    ["مستشفى", "مستشفي"],
    ["وَجْبَة ساخنة", "وجبه"],
    ["الماء والنظافة", "ماء"],
    ["ماء صالح للشرب", "الماء"],
    ["کمک", "كمك"],
  ])("reads Arabic script however it is written: %s", (text, query) => {
    expect(matches(text, query)).toBe(true);
  });

  it("still tells words apart in Arabic", () => {
    expect(matches("ماء", "مال")).toBe(false);
  });
});

describe("a note", () => {
  it.each([
    ["call 06 12 34 56 78 tomorrow", "06 12 34 56 78"],
    ["write to someone@example.org", "someone@example.org"],
    ["nom: Dupont", "nom: Dupont"],
    ["a boy called Yusuf", "called Yusuf"],
    ["dossier 123456789", "123456789"],
  ])("%s is flagged", (note, found) => {
    expect(looksPersonal(note)).toBe(found);
  });

  it.each(["12 tents, 30 blankets at 21:05", "rain, queue stopped 20 min", "plus de gants"])(
    "%s is fine",
    (note) => {
      expect(looksPersonal(note)).toBeNull();
    },
  );
});
