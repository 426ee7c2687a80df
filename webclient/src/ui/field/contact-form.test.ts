import { beforeAll, describe, expect, it } from "vitest";
import { entriesOf, pretendPage } from "../../../testing/phone";
import type { Here } from "./activities";

pretendPage();
const { phone } = await import("../../store/phone");
const { ContactForm, closeMeeting, isMeetingBegun, lastMeeting, newMeeting } = await import(
  "./contact-form"
);
const { toggleMinor, toggleNeed } = await import("./contact-values");

const { found, made } = entriesOf(phone);

let here: Here;
let other: Here;

beforeAll(async () => {
  expect(await phone.enrol("abcdefghjk")).toMatchObject({ ok: true });
  const site = await made("site", { name: "Dune" });
  here = { site, round: await made("round", { status: "running" }) };
  other = { site, round: await made("round", { status: "running" }) };
});

/** A form as a restarted app opens it: what is in memory is gone. */
function afterRestart(round: string) {
  return new ContactForm(null, round);
}

describe("a meeting that is being filled in", () => {
  it("is there again when going back to it, and after a restart, in its round alone", () => {
    const form = newMeeting(here);
    expect(isMeetingBegun(here.round.id)).toBe(false);
    form.change(toggleNeed(form.meeting.value, "food", "done"));
    expect(newMeeting(here)).toBe(form);
    expect(isMeetingBegun(here.round.id)).toBe(true);
    const again = afterRestart(here.round.id);
    expect(again.meeting.value.needs).toEqual({ food: "done" });
    expect(again.restoredMs.value).not.toBeNull();
    expect(again.path).toBe(form.path);
    expect(afterRestart(other.round.id).meeting.value.needs).toEqual({});
  });

  it("is one entry and no draft once it is saved, however often it is touched", async () => {
    const form = newMeeting(here);
    form.change({ ...form.meeting.value, people: 3 });
    const saves = await Promise.all([form.save(here), form.save(here)]);
    expect(saves).toEqual([true, false]);
    const fields = { round: here.round.id, site: here.site.id, group_size: 3 };
    expect(found(form.path).fields).toMatchObject(fields);
    closeMeeting();
    expect(phone.drafts.read("contact")).toBeNull();
    expect(newMeeting(here).path).not.toBe(form.path);
  });

  it("is not offered again when its save was the last thing before the app was killed", async () => {
    const form = newMeeting(here);
    form.change({ ...form.meeting.value, people: 5 });
    const draft = phone.drafts.read("contact") ?? {};
    await form.save(here);
    closeMeeting();
    phone.drafts.write("contact", draft);
    expect(afterRestart(here.round.id).meeting.value.people).toBe(1);
  });

  it("begins afresh when that is asked for", () => {
    const form = newMeeting(here);
    form.change({ ...form.meeting.value, people: 5, note: "a map" });
    form.clear();
    expect(form.begun).toBe(false);
    expect(phone.drafts.read("contact")).toBeNull();
  });
});

describe("a correction", () => {
  it("writes what was touched and leaves what others wrote meanwhile", async () => {
    const entry = await made("contact", { site: here.site.id, group_size: 2, language: "ps" });
    const form = new ContactForm(entry, null);
    form.change({ ...form.meeting.value, note: "two bags" });
    const elsewhere = phone.openForm("contact", entry);
    await elsewhere.save({ language: "ti" });
    await elsewhere.close();
    expect(await new ContactForm(found(entry.path), null).save(null)).toBe(true);
    expect(await form.save(null)).toBe(true);
    expect(found(entry.path).fields).toMatchObject({
      group_size: 2,
      language: "ti",
      note: "two bags",
    });
  });

  it("that was half typed is put on what the entry says now", async () => {
    const entry = await made("contact", { site: here.site.id, group_size: 2, language: "ps" });
    const before = new ContactForm(entry, null);
    before.change({ ...before.meeting.value, note: "two ba" });
    const elsewhere = phone.openForm("contact", entry);
    await elsewhere.save({ group_size: 4 });
    await elsewhere.close();
    const again = new ContactForm(found(entry.path), null);
    expect(again.meeting.value).toMatchObject({ people: 4, note: "two ba", language: "ps" });
  });
});

it("the last meeting is the last one that can be read here", async () => {
  const open = await made("contact", { site: here.site.id, group_size: 2 });
  const sealed = new ContactForm(null, here.round.id);
  sealed.change(toggleMinor(sealed.meeting.value, "unaccompanied"));
  await sealed.save(here);
  expect(found(sealed.path).stub).toBe(true);
  expect(lastMeeting()?.path).toBe(open.path);
});
