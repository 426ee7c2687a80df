import { describe, expect, it } from "vitest";
import { readService } from "../../schema/service";
import { isOnlyNear } from "../field/word-index";
import { needsMetBy, ServiceIndex } from "./find-service";

function described(fields: Readonly<Record<string, string | true>>) {
  const service = readService("id", fields, () => null);
  return { service, names: { provider: "Pas à Pas", assuredBy: null, places: [] } };
}

const all = [
  described({ name: "Clinique mobile", "categories/health": true, "languages/ti": true }),
  described({ name: "Douches du Moulin", "categories/wash": true, "languages/ar": true }),
  described({ name: "Permanence", description: "Après la douche", "categories/legal": true }),
  described({
    name: "Halte",
    "referral_types/legal_advice": true,
    "referral_types/health_dental": true,
  }),
];

function found(query: string): readonly number[] {
  return [...new ServiceIndex(all).find(query)]
    .sort(([, a], [, b]) => b - a)
    .map(([number]) => number);
}

describe("the search in the directory", () => {
  it.each([
    ["douches", [1, 2]],
    ["DOUCHES moulin", [1]],
    ["asile", [2]],
    ["legal advice", [2]],
    ["tigrigna", [0]],
    ["Tigrinya medical", [0]],
    ["استحمام", [1]],
    ["pas a pas", [0, 1, 2, 3]],
    ["lawyer", [2, 3]],
    ["avocat", [2, 3]],
    ["doctor", [0]],
    ["médecin", [0]],
    ["طبيب", [0, 3]],
    ["dentist", [3]],
    ["dentistes", [3]],
    ["shower", [1]],
    ["dentist legal", [3]],
    ["soins dentaires", [3]],
    ["cliniqe", [0]],
    ["clniique", [0]],
    ["permamence", [2]],
    ["zzzz", []],
    ["douche clinique", []],
  ])("finds %s", (query, numbers) => {
    expect(found(query)).toEqual(numbers);
  });

  it.each([
    ["docteur", false],
    ["docter", true],
    ["haircut", true],
    ["gynécologue", true],
    ["zzzz", false],
  ])("says of %s whether it is only nearly called so: %s", (query, isNear) => {
    const clinicAndShowers = new ServiceIndex(all.slice(0, 2));
    expect(isOnlyNear(clinicAndShowers.find(query))).toBe(isNear);
  });

  it("puts what is called so in the place of what is only near", () => {
    const clinic = described({ name: "Clinique", "categories/health": true });
    const dental = described({ name: "Halte", "referral_types/health_dental": true });
    expect([...new ServiceIndex([clinic]).find("dentiste").keys()]).toEqual([0]);
    expect([...new ServiceIndex([clinic, dental]).find("dentiste").keys()]).toEqual([1]);
  });

  it("goes by the needs that a category answers", () => {
    expect(needsMetBy({ categories: ["wash"] })).toEqual(["water", "hygiene"]);
    expect(needsMetBy({ categories: ["education"] })).toEqual([]);
  });
});
