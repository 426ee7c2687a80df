import { beforeAll, describe, expect, it } from "vitest";
import { pretendPage } from "../../../testing/phone";

pretendPage();
const { speakPhone } = await import("../../strings");
const { findServices } = await import("./find-services");

const FOOD = ["food.hot_meal", "food.cold_meal"];

beforeAll(() => speakPhone("en"));

describe('the search in "another service"', () => {
  it.each([
    ["meal", FOOD],
    ["manger", FOOD],
    ["doctor", ["health.consultation", "health.accompany"]],
    ["dentiste", ["health.consultation", "health.accompany"]],
    ["طبيب", ["health.consultation", "health.accompany"]],
    ["lawyer", ["legal.individual_advice"]],
    ["wi-fi", ["comms.wifi"]],
    ["shower", ["wash.shower"]],
    ["douches", ["wash.shower"]],
    ["دش", ["wash.shower"]],
    ["duvet", ["shelter_items.sleeping_bag"]],
  ])("finds by %s first of all %s", (query, first) => {
    const { codes, isNear } = findServices(query);
    expect(codes.slice(0, first.length)).toEqual(first);
    expect(isNear).toBe(false);
  });

  it("finds the rest of a category after what is called so", () => {
    expect(findServices("wifi").codes).toContain("comms.charging");
    expect(findServices("food").codes).toEqual(
      expect.arrayContaining(["food.food_bag", "food.hot_meal", "food.hot_drink"]),
    );
  });

  it("forgives wrong letters, and says that they are", () => {
    const { codes, isNear } = findServices("shwoer");
    expect(codes[0]).toBe("wash.shower");
    expect(isNear).toBe(true);
    expect(findServices("zzzzzz")).toEqual({ codes: [], isNear: false });
  });
});
