import { beforeAll, describe, expect, it } from "vitest";
import { entriesOf, pretendPage } from "../../../testing/phone";
import type { Value } from "../../store/phone";
import type { Here } from "./activities";

const MEAL = "food.hot_meal";

pretendPage();
const { phone } = await import("../../store/phone");
const { speakPhone } = await import("../../strings");
const { count, undo } = await import("./counting");
const { rowAt, rowHere } = await import("./row");
const { here, moveTo, startRound } = await import("./rounds");

const { found, made } = entriesOf(phone);

function quantityAt({ round, site }: Here): Value | undefined {
  return rowHere({ round, site }, MEAL).fields.value["quantity"];
}

function now(): Here {
  if (here.value === null) throw new Error("no round");
  return here.value;
}

const rounds = () => [...phone.entries.peek().values()].filter((each) => each.kind === "round");

beforeAll(async () => {
  await speakPhone("en");
  expect(await phone.enrol("abcdefghjk")).toMatchObject({ ok: true });
});

describe("in a round", () => {
  it("two touches on the start begin one", async () => {
    const site = await made("site", { name: "Dune" });
    await Promise.all([startRound(site.id, "distribution"), startRound(site.id, "distribution")]);
    expect(rounds()).toHaveLength(1);
  });

  it("undo takes back where it was counted, though the team moved on", async () => {
    const dune = now();
    await count(dune, MEAL, 1);
    await count(dune, MEAL, 1);
    const lake = await made("site", { name: "Lake" });
    await moveTo(dune.round, lake.id);
    await count(now(), MEAL, 10);
    await undo();
    await undo();
    expect(quantityAt(now())).toBe(0);
    expect(quantityAt(dune)).toBe(1);
  });

  it("each touch on the size of the team counts, drawn or not", async () => {
    const row = rowAt(now().round);
    const size = () => Number(row.fields.peek()["team_size"]);
    const before = size();
    const saves = [1, 1].map(() => row.save({ team_size: size() + 1 }));
    await Promise.all(saves);
    row.close();
    const round = found(now().round.path);
    expect(round.fields["team_size"]).toBe(before + 2);
    expect(round.heads["team_size"]).toHaveLength(1);
  });

  it("an answer about the round is written on the round", async () => {
    const row = rowAt(now().round);
    expect(await row.save({ answer: "we came late" })).toBe(true);
    expect(found(now().round.path).fields["answer"]).toBe("we came late");
  });
});
