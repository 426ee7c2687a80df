import { expect, it } from "vitest";
import { agreementLanguage, agreementWords, MORE_SCOPES } from "./agreement.ts";
import { COMPLETE, DRAFTS } from "./languages.ts";

it("names the receiver and every scope that is asked, in every language", () => {
  for (const language of [...COMPLETE, ...DRAFTS]) {
    const all = agreementWords(language, { org: "Toile", what: "tents", scopes: MORE_SCOPES });
    expect(all).toContain("Toile");
    for (const scope of MORE_SCOPES) {
      const one = agreementWords(language, { org: "Toile", what: "tents", scopes: [scope] });
      const none = agreementWords(language, { org: "Toile", what: "tents", scopes: [] });
      expect(one.length).toBeGreaterThan(none.length);
      expect(all.length).toBeGreaterThan(one.length);
    }
  }
});

it("is found for languages that are written alike, and for no others", () => {
  expect(agreementLanguage("prs")).toBe("fa");
  expect(agreementLanguage("apd")).toBe("ar");
  expect(agreementLanguage("ti")).toBe("ti");
  expect(agreementLanguage("wo")).toBeNull();
  expect(agreementLanguage(null)).toBeNull();
});
