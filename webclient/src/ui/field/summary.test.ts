import { describe, expect, it } from "vitest";
import { summarise, teamQuantity } from "./summary";

function count(service: string, quantity: number | string, people: number, mine = true, unmet = 0) {
  return {
    mine,
    author: mine ? "me" : "mo",
    fields: { service_type: service, unit: "portion", quantity, people, unmet },
  };
}

describe("a summary", () => {
  it("adds my counts per service and names what others counted beside them", () => {
    const { services, people, unmet, teamPeople } = summarise([
      count("food.hot_meal", 42, 42, true, 5),
      count("food.hot_meal", "1.5", 2),
      count("food.hot_meal", 31, 31, false, 9),
      count("food.hot_drink", 57, 50),
    ]);
    expect(services).toEqual([
      {
        service: "food.hot_meal",
        unit: "portion",
        quantity: 43.5,
        people: 44,
        mates: [{ user: "mo", quantity: 31 }],
      },
      { service: "food.hot_drink", unit: "portion", quantity: 57, people: 50, mates: [] },
    ]);
    expect(services.map(teamQuantity)).toEqual([74.5, 57]);
    expect([people, teamPeople]).toEqual([94, 125]);
    expect(unmet).toBe(5);
  });

  it("of nothing is nothing", () => {
    expect(summarise([])).toEqual({ services: [], people: 0, unmet: 0, teamPeople: 0 });
  });
});
