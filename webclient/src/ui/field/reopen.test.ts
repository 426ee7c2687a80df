import { beforeAll, describe, expect, it } from "vitest";
import { entriesOf, pretendPage } from "../../../testing/phone";

pretendPage();
const { phone } = await import("../../store/phone");
const { reopen } = await import("./reopen");
const { rowAt } = await import("./row");

const { found, made } = entriesOf(phone);

beforeAll(async () => {
  expect(await phone.enrol("abcdefghjk")).toMatchObject({ ok: true });
});

/** 84 and 48, written by two who had not seen each other; the latter stands on top or below. */
async function twoValues(): Promise<string> {
  const entry = await made("activity", { service_type: "food.hot_meal", quantity: 1 });
  const forms = [84, 48].map((quantity) => ({ quantity, form: phone.openForm("activity", entry) }));
  for (const { form, quantity } of forms) {
    await form.save({ quantity });
    await form.close();
  }
  expect(found(entry.path).conflicts).toEqual(["quantity"]);
  return entry.path;
}

const values = (path: string) => (found(path).heads["quantity"] ?? []).map(({ value }) => value);

async function keep(path: string, quantity: number): Promise<void> {
  const form = phone.openForm("activity", found(path));
  form.rendered(found(path), ["quantity"]);
  await form.save({ quantity });
  await form.close();
  expect(values(path)).toEqual([quantity]);
}

describe("what was kept of two values", () => {
  it.each([
    [84, 48],
    [48, 84],
  ])("%i is asked about again, with %i, and not on this screen alone", async (kept, other) => {
    const path = await twoValues();
    await keep(path, kept);
    expect(await reopen(path, "quantity", kept, [other])).toBe(true);
    expect(found(path).conflicts).toEqual(["quantity"]);
    expect(values(path).sort()).toEqual([48, 84]);
    // And again, as often as somebody likes.
    await keep(path, other);
    expect(await reopen(path, "quantity", other, [kept])).toBe(true);
    expect(found(path).conflicts).toEqual(["quantity"]);
  });

  it("is left to who wrote over it since", async () => {
    const path = await twoValues();
    await keep(path, 84);
    await keep(path, 50);
    expect(reopen(path, "quantity", 84, [48])).toBeNull();
    expect(values(path)).toEqual([50]);
  });
});

describe("a correction of one of two values", () => {
  it("covers both where both are on the screen", async () => {
    const path = await twoValues();
    const row = rowAt(found(path));
    row.rendered(found(path).conflicts);
    await row.save({ people: 3 });
    expect(values(path)).toHaveLength(2);
    await row.save({ quantity: 50 });
    expect(values(path)).toEqual([50]);
    expect(found(path).conflicts).toEqual([]);
  });
});
