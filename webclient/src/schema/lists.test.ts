import { describe, expect, it } from "vitest";
import { Lists, type OwnItem, RANK_STEP } from "./lists.ts";

let age = 0;

function item(code: string, fields: OwnItem["fields"], list = "service_type"): OwnItem {
  age += 1;
  return { id: `item-${age}`, madeAtMs: age * 60_000, fields: { list, code, ...fields } };
}

describe("the lists of a network", () => {
  it("are the shipped ones when it has none of its own", () => {
    const lists = new Lists();
    expect(lists.offered("service_category")).toHaveLength(17);
    expect(lists.offered("service_type")).toHaveLength(71);
    expect(lists.of("service_type", "energy.firewood")).toMatchObject({
      category: "energy",
      unit: "kg",
      step: 10,
      own: false,
    });
    expect(lists.name("service_type", "food.hot_meal", "fr", "Repas chaud")).toBeNull();
  });

  it("add a code, which has what its parent has and stands right after it", () => {
    const lists = new Lists([
      item("x_bike_soup", { parent: "food.hot_meal", "label/fr": "Soupe à vélo" }),
    ]);
    expect(lists.of("service_type", "x_bike_soup")).toMatchObject({
      category: "food",
      unit: "portion",
      own: true,
      parent: "food.hot_meal",
    });
    const order = lists.offered("service_type");
    expect(order.indexOf("x_bike_soup")).toBe(order.indexOf("food.hot_meal") + 1);
  });
});

describe("an own code", () => {
  it("takes a category as the parent too", () => {
    const lists = new Lists([item("x_stove", { parent: "energy", unit: "kit", step: 2 })]);
    const found = lists.of("service_type", "x_stove");
    expect(found).toMatchObject({ category: "energy", unit: "kit", step: 2 });
    expect(lists.offered("service_type").at(-1)).toBe("x_stove");
  });

  it("is left out when it could be of nobody", () => {
    const lists = new Lists([item("tea", { "label/en": "Tea" })]);
    expect(lists.of("service_type", "tea")).toBeUndefined();
  });
});

describe("an entry over a code", () => {
  it("renames it per language; another language keeps the shipped name", () => {
    const lists = new Lists([item("food.hot_meal", { "label/fr": "Gamelle" })]);
    expect(lists.name("service_type", "food.hot_meal", "fr", "Repas chaud")).toBe("Gamelle");
    expect(lists.name("service_type", "food.hot_meal", "en", "Hot meal")).toBeNull();
  });

  it("is named in another language rather than not at all", () => {
    const lists = new Lists([item("x_tea", { "label/fr": "Thé", "label/ar": "شاي" })]);
    expect(lists.name("service_type", "x_tea", "ps", undefined)).toBe("Thé");
  });

  it("hides it, and what it is stays known", () => {
    const lists = new Lists([item("food.hot_meal", { retired: true })]);
    expect(lists.offered("service_type")).not.toContain("food.hot_meal");
    expect(lists.of("service_type", "food.hot_meal")).toMatchObject({ unit: "portion" });
  });

  it("drops the shipped step with the shipped unit", () => {
    const lists = new Lists([item("energy.firewood", { unit: "bag" })]);
    expect(lists.of("service_type", "energy.firewood")?.step).toBeUndefined();
  });

  it("moves it by rank", () => {
    const lists = new Lists([item("admin.document_help", { rank: RANK_STEP / 2 })]);
    expect(lists.offered("service_type")[0]).toBe("admin.document_help");
  });

  it("lies over an earlier one", () => {
    const earlier = item("food.hot_meal", { "label/fr": "Gamelle", step: 2 });
    const later = item("food.hot_meal", { "label/fr": "Repas", step: null });
    const lists = new Lists([later, earlier]);
    const found = lists.of("service_type", "food.hot_meal");
    expect(found).toMatchObject({ labels: { fr: "Repas" }, step: 2 });
  });

  it("may end like a size", () => {
    const lists = new Lists([item("x_poncho.l", { "label/en": "Long poncho" }, "item")]);
    const read = (key: string) => lists.sized("item", "item_size", key);
    expect(read("coat.l")).toEqual({ code: "coat", size: "l" });
    expect(read("coat")).toEqual({ code: "coat", size: null });
    expect(read("x_poncho.xl")).toEqual({ code: "x_poncho", size: "xl" });
    expect(read("x_poncho.l")).toEqual({ code: "x_poncho.l", size: null });
  });

  it("is forgotten when it was taken back", () => {
    const lists = new Lists([item("x_tea", { "label/en": "Tea", voided: "mistake" })]);
    expect(lists.of("service_type", "x_tea")).toBeUndefined();
  });
});
