import { describe, expect, it } from "vitest";
import { DEFAULT_SERVICES, placeTiles } from "./tiles";

const MEAL = "food.hot_meal";
const offered = new Set([
  ...DEFAULT_SERVICES,
  "admin.document_help",
  "comms.sim",
  "health.first_aid",
  "wash.laundry",
  "wash.shower",
  "wash.water",
]);
const nothing = { usual: [], counted: [], recent: [], offered };

describe("tiles", () => {
  it("are the defaults where nothing is known", () => {
    expect(placeTiles([], nothing)).toEqual(DEFAULT_SERVICES);
  });

  it("begin with the place's usual services, then what was counted, then recent ones", () => {
    const tiles = placeTiles([], {
      ...nothing,
      usual: ["wash.shower", "wash.water"],
      counted: ["health.first_aid"],
      recent: ["comms.sim", "wash.water"],
    });
    expect(tiles).toEqual([
      "wash.shower",
      "wash.water",
      "health.first_aid",
      "comms.sim",
      "food.hot_meal",
      "food.hot_drink",
    ]);
  });

  it("stay where they are when a service joins in the place of an unused one", () => {
    const before = placeTiles([], nothing);
    const after = placeTiles(before, {
      ...nothing,
      counted: ["food.hot_meal", "admin.document_help"],
    });
    expect(after).toEqual([...before.slice(0, 5), "admin.document_help"]);
  });

  it("grow when every tile is in use", () => {
    const before = placeTiles([], { ...nothing, counted: DEFAULT_SERVICES });
    const after = placeTiles(before, {
      ...nothing,
      counted: [...DEFAULT_SERVICES, "wash.laundry"],
    });
    expect(after).toEqual([...DEFAULT_SERVICES, "wash.laundry"]);
  });

  it("never lose a service that was counted", () => {
    const counted = [...DEFAULT_SERVICES, "wash.laundry", "comms.sim"];
    expect(placeTiles([], { ...nothing, counted })).toEqual(counted);
  });

  it("leave out a service that the network hides, unless it was counted here", () => {
    const hides = { ...nothing, offered: new Set([...offered].filter((each) => each !== MEAL)) };
    expect(placeTiles([], { ...hides, recent: [MEAL] })).not.toContain(MEAL);
    expect(placeTiles(DEFAULT_SERVICES, hides)).toEqual(DEFAULT_SERVICES.slice(1));
    expect(placeTiles(DEFAULT_SERVICES, { ...hides, counted: [MEAL] })).toEqual(DEFAULT_SERVICES);
  });
});
