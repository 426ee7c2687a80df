import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { entriesOf, pretendPage } from "../../../testing/phone";
import { type Count, readCount, tap, ZERO } from "./tally";

const MEAL = "food.hot_meal";

pretendPage();
const { phone } = await import("../../store/phone");
const { formatNumber, label, speakPhone, t } = await import("../../strings");
const { afterTexts } = await import("../../strings/after");
const { active, count, tileOf, undo, written } = await import("./counting");
const { rowAt, rowHere } = await import("./row");
const { enter, here } = await import("./rounds");
const { done, forgetAll, takenBack, UNDO_STEPS_MAX, undone } = await import("./undo");
const { LockedCounting } = await import("../lock/locked-counting");

const { found, made } = entriesOf(phone);

beforeAll(async () => {
  await speakPhone("en");
  expect(await phone.enrol("abcdefghjk")).toMatchObject({ ok: true });
});

beforeEach(async () => {
  const site = await made("site", { name: "Dune" });
  const round = await made("round", { round_kind: "distribution", status: "running" });
  enter(round.id, site.id);
  forgetAll();
});

function now() {
  if (here.value === null) throw new Error("no round");
  return here.value;
}

const shown = () => tileOf(now(), MEAL).quantity;
const mine = () => rowHere(now(), MEAL);
const name = () => label("service_type", MEAL);
const said = (a: number, b: number) => t().tally.undone(name(), formatNumber(a), formatNumber(b));

describe("taking back", () => {
  const saved = (before: Count, after: Count) => ({
    row: mine(),
    path: "activity/1",
    before: { ...before },
    after: written(before, after),
    touch: {},
  });

  it("brings every tap, in order, to where the count began", () => {
    const times = fc.array(fc.constantFrom(1, -1, -10, 10), { maxLength: UNDO_STEPS_MAX });
    fc.assert(
      fc.property(times, (all) => {
        const began = { quantity: 7, people: 7 };
        let fields = { ...began };
        const taps = all.map((each) => {
          const before = { ...fields };
          fields = tap(before, 1, each);
          return saved(before, fields);
        });
        for (const each of taps.reverse()) fields = { ...fields, ...takenBack(each, fields) };
        expect(fields).toEqual(began);
      }),
    );
  });

  it("keeps what somebody wrote since: of a number the difference, all else whole", () => {
    const first = saved(ZERO, { quantity: 1, people: 1 });
    expect(takenBack(first, { quantity: 50, people: 50 })).toEqual({ quantity: 49, people: 49 });
    const note = { ...first, before: { note: "a" }, after: { note: "b" } };
    expect(takenBack(note, { note: "c" })).toEqual({});
    expect(takenBack(note, { note: "b" })).toEqual({ note: "a" });
  });
});

describe("the strip's Undo", () => {
  it("takes back what was saved in the details, the last first, and says what it was", async () => {
    await count(now(), MEAL, 1);
    await count(now(), MEAL, 1);
    await mine().save({ quantity: 12, people: 12 });
    await mine().save({ people_method: "estimated" });
    await mine().save({ "breakdown/f_adult": 1 });
    await mine().save({ note: "late" });

    await undo();
    expect(undone.value).toBe(afterTexts().undone(`${name()}, ${t().entry.note}`));
    expect(mine().fields.value["note"]).toBeNull();
    await undo();
    expect(undone.value).toBe(t().tally.undone(`${name()}, Adults, female`, "1", "0"));
    await undo();
    expect(undone.value).toBe(afterTexts().undone(`${name()}, ${t().detail.method}`));
    expect(mine().fields.value["people_method"]).toBe("counted");
    await undo();
    expect([shown(), undone.value]).toEqual([2, said(12, 2)]);
    expect(readCount(mine().fields.value)).toEqual({ quantity: 2, people: 2 });
    await undo();
    expect([shown(), undone.value]).toEqual([1, said(2, 1)]);
    await undo();
    expect([shown(), done.value.length]).toEqual([0, 0]);
    await undo();
    expect(shown()).toBe(0);
    expect(found(mine().entry.value?.path ?? "").conflicts).toEqual([]);
  });

  it("brings back a count that was taken back, before it touches its taps", async () => {
    await count(now(), MEAL, 3);
    const entry = mine().entry.value;
    if (entry === null) throw new Error("not counted");
    await rowAt(entry).save({ voided: "mistake" });
    expect(shown()).toBe(0);
    await undo();
    expect([shown(), undone.value]).toEqual([3, afterTexts().counts(name())]);
    await undo();
    expect([shown(), undone.value]).toEqual([0, said(3, 0)]);
  });

  it("leaves what somebody else took back, and begins no entry for it", async () => {
    await count(now(), MEAL, 3);
    const path = mine().entry.value?.path ?? "";
    // As a coordinator would.
    await phone.openForm("activity", found(path)).save({ voided: "duplicate" });
    const before = phone.entries.peek().size;
    await undo();
    expect([shown(), done.value.length, phone.entries.peek().size]).toEqual([0, 0, before]);
  });

  it("takes back the twenty last things, and nothing of another round", async () => {
    for (let n = 0; n <= UNDO_STEPS_MAX; n += 1) await count(now(), MEAL, 1);
    expect(done.value).toHaveLength(UNDO_STEPS_MAX);
    const round = await made("round", { round_kind: "distribution", status: "running" });
    enter(round.id, now().site.id);
    expect(done.value).toEqual([]);
    await undo();
    await count(now(), MEAL, 1);
    expect(done.value).toHaveLength(1);
  });
});

describe("what was counted while locked, and here", () => {
  const locked = (quantity: number, unit = "portion") =>
    made("activity", {
      round: now().round.id,
      site: now().site.id,
      service_type: MEAL,
      quantity,
      people: quantity,
      unit,
      captured_locked: true,
    });
  const at = (path: string) => readCount(found(path).fields).quantity;

  it("is one number on the tile, and a tap adds to what was counted unlocked", async () => {
    await count(now(), MEAL, 4);
    const other = await locked(3);
    expect(shown()).toBe(7);
    await count(now(), MEAL, 1);
    expect([shown(), at(other.path)]).toEqual([8, 3]);
    await undo();
    expect([shown(), undone.value]).toEqual([7, said(8, 7)]);
  });

  it("begins an entry of its own where there was only what was counted while locked", async () => {
    const other = await locked(3);
    expect(shown()).toBe(3);
    await count(now(), MEAL, 1);
    expect([shown(), at(other.path)]).toEqual([4, 3]);
    expect(mine().entry.value?.fields).not.toHaveProperty("captured_locked");
  });

  it("gives what the own entry has not, and one Undo brings all of it back", async () => {
    await count(now(), MEAL, 4);
    const [older, newer] = [await locked(5), await locked(6)];
    await count(now(), MEAL, -10);
    expect([shown(), at(older.path), at(newer.path)]).toEqual([5, 5, 0]);
    expect(readCount(mine().fields.value)).toEqual(ZERO);
    await count(now(), MEAL, -10);
    expect([shown(), at(older.path)]).toEqual([0, 0]);
    await undo();
    expect([shown(), undone.value]).toEqual([5, said(0, 5)]);
    await undo();
    expect([shown(), at(older.path), at(newer.path)]).toEqual([15, 5, 6]);
    expect(undone.value).toBe(said(5, 15));
  });

  it("SEC-L1 leaves nothing of before the lock that could be told or taken back", async () => {
    await mine().save({ note: "by the fence" });
    new LockedCounting();
    expect([done.value, undone.value]).toEqual([[], null]);
  });

  it("in another unit is not added up", async () => {
    await count(now(), MEAL, 4);
    await locked(3, "kg");
    expect(shown()).toBe(4);
    await count(now(), MEAL, -10);
    expect(shown()).toBe(0);
    expect(active.value).toBe(MEAL);
  });
});

describe("an answer that is taken back", () => {
  it("opens the question again, with what was typed, also over an earlier answer", async () => {
    const entry = await made("activity", { service_type: MEAL, queried: true, query: "57?" });
    const { unanswer } = await import("./unanswer");
    expect(found(entry.path).asked).toBe(true);
    for (const [answer, query] of [
      ["75", "57 or 75?"],
      ["yes", "In all?"],
    ] as const) {
      const row = rowAt(found(entry.path));
      row.rendered();
      row.close();
      await row.save({ answer });
      expect(found(entry.path).asked).toBe(false);
      expect(await unanswer(entry.path, "draft", answer)).toBe(true);
      expect(found(entry.path).asked).toBe(true);
      expect(phone.drafts.read("draft")).toEqual({ answer });
      row.rendered();
      await row.save({ answer });
      // Asked anew, and the answer to the question before stands below it.
      const form = phone.openForm("activity", found(entry.path));
      await form.save({ query });
      await form.close();
      expect(found(entry.path).asked).toBe(true);
    }
  });

  it("stays when another was written since", async () => {
    const { unanswer } = await import("./unanswer");
    const entry = await made("activity", { service_type: MEAL, answer: "another" });
    expect(unanswer(entry.path, "other", "75")).toBeNull();
    expect(phone.drafts.read("other")).toBeNull();
  });
});
