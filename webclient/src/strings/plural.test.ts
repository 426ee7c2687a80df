import { describe, expect, it } from "vitest";
import { ar } from "./ar";
import { en } from "./en";
import { fr } from "./fr";
import { plurals } from "./plural";

describe("plural words", () => {
  it("follow the language: French counts nothing as one", () => {
    expect(en.sheet.savedTitle(1)).toBe("1 entry is saved here, on this phone");
    expect(en.sheet.savedTitle(0)).toBe("0 entries are saved here, on this phone");
    expect(fr.sheet.savedTitle(0)).toBe("0 saisie est enregistrée ici, sur ce téléphone");
    expect(fr.sheet.savedTitle(6)).toBe("6 saisies sont enregistrées ici, sur ce téléphone");
  });

  it("fall back to the other form and write the number the language's way", () => {
    const many = plurals("fr-FR");
    expect(many(1_000_000, { one: "{n} saisie", other: "{n} saisies" })).toMatch(/saisies$/);
  });
});

describe("Arabic", () => {
  it("has a form for one, two, a few and many", () => {
    const said = [1, 2, 3, 11, 100].map((n) => ar.pill?.unsent?.(n));
    expect(said).toEqual([
      "إدخال واحد محفوظ هنا",
      "إدخالان محفوظان هنا",
      "3 إدخالات محفوظة هنا",
      "11 إدخالًا محفوظة هنا",
      "100 إدخال محفوظة هنا",
    ]);
  });
});

describe("texts", () => {
  it("hold none of the words that volunteers must not read", () => {
    const all = JSON.stringify([words(en), words(fr)]);
    expect(all).not.toMatch(/\b(sync|upload|record|conflict|device id|beneficiar|bénéficiaire)\b/i);
    expect(all).not.toMatch(/!/);
  });

  it("have every unit in both languages", () => {
    expect(Object.keys(fr.units)).toEqual(Object.keys(en.units));
  });
});

function words(texts: unknown): unknown {
  if (typeof texts === "function") return texts(2, "two", "three");
  if (typeof texts !== "object" || texts === null) return texts;
  return Object.values(texts).map(words);
}
