import { describe, expect, it } from "vitest";
import { LABELS as ARABIC } from "../schema/labels.ar.gen";
import { LABELS as ENGLISH } from "../schema/labels.en.gen";
import { am } from "./am";
import { ar } from "./ar";
import { ckb } from "./ckb";
import { filled } from "./draft";
import { en } from "./en";
import { fa } from "./fa";
import { fallback, preferred, READABLE_DRAFTS } from "./languages";
import { neededFor } from "./needed";
import { ps } from "./ps";
import { ti } from "./ti";

describe("a translation under way", () => {
  it("says its own words, and the complete language's where it has none", () => {
    const half = filled(en, { undo: "تراجع", bar: { day: "يومي" } });
    expect(half.undo).toBe("تراجع");
    expect(half.bar).toEqual({ ...en.bar, day: "يومي" });
    expect(half.sheet.sendNow).toBe(en.sheet.sendNow);
  });

  it("takes all forms of a word from one language", () => {
    const units = filled(en.units, { kg: { one: "كغ", other: "كغ" } });
    expect(units["kg"]).toEqual({ one: "كغ", other: "كغ" });
    expect(units["litre"]).toEqual(en.units["litre"]);
  });

  it("does not take a code named like a form of a word for one", () => {
    const whole = { item: { tent: "Tent", other: "Other" } };
    expect(filled(whole, { item: { other: "غير ذلك" } }).item).toEqual({
      tent: "Tent",
      other: "غير ذلك",
    });
  });

  it("is offered once something of it can be read", () => {
    const drafts = { ar, fa, ps, ckb, ti, am };
    const readable = Object.entries(drafts).filter(([, texts]) => Object.keys(texts).length > 0);
    expect(readable.map(([code]) => code)).toEqual(READABLE_DRAFTS);
  });
});

describe("the language of a phone", () => {
  it("is the first of the browser's that can be read", () => {
    expect(preferred(["ti-ER", "ar-SD", "fr"])).toBe("ar");
    expect(preferred(["ckb", "de"])).toBe("en");
  });

  it("is completed by the first complete one that the browser names", () => {
    expect(fallback(["ar-SD", "fr-FR", "en"])).toBe("fr");
    expect(fallback(["ar-SD"])).toBe("en");
    expect(neededFor("fa", ["fa", "fr"])).toEqual(["fa", "fr"]);
  });

  it("needs no other one when it misses nothing", () => {
    expect(neededFor("fr", ["en"])).toEqual(["fr"]);
    const texts = filled(en, ar);
    const labels = filled<Readonly<Record<string, unknown>>>(ENGLISH, ARABIC);
    const isWhole = size(texts) === size(ar) && size(labels) === size(ARABIC);
    expect(neededFor("ar", ["fr"])).toEqual(isWhole ? ["ar"] : ["ar", "fr"]);
  });
});

/** How many branches and leaves a tree of texts has. */
function size(tree: unknown): number {
  if (typeof tree !== "object" || tree === null) return 1;
  return Object.values(tree).reduce<number>((sum, branch) => sum + size(branch), 1);
}
