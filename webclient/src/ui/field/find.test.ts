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
