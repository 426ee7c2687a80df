import { describe, expect, it } from "vitest";
import {
  type Asked,
  ackAll,
  all,
  ME,
  ORG,
  OTHER,
  PATH,
  pulled,
  type Reply,
  reply,
  Tab,
  WID,
} from "../../testing/tab.ts";
import { encodeWid, widMs } from "../sync/ids.ts";
import type { Answer } from "../sync/transport.ts";

describe("a save", () => {
  it("is there after the app was killed, and says whose record it is", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 5 });
    const again = await Tab.open();
    expect(again.entry?.fields).toEqual({ org: ORG, quantity: 5 });
    expect(again.entry).toMatchObject({ state: "saved", mine: true, author: ME });
    expect(again.records.sync.value).toMatchObject({ unsent: 1, sentToday: 0 });
    expect(again.records.meta.made).toBe(1);
  });

  it("goes into the open change of its form, each tap durable at once", async () => {
    const tab = await Tab.open();
    const form = tab.form();
    const taps = [1, 2, 3].map((quantity) => form.save({ quantity }));
    expect(await Promise.all(taps)).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(tab.ids).toHaveLength(1);
    expect((await Tab.open()).entry?.fields["quantity"]).toBe(3);
    expect(tab.records.meta.made).toBe(1);
  });

  it("covers its own earlier write once that was frozen", async () => {
    const tab = await Tab.open();
    const form = tab.form();
    await form.save({ quantity: 1 });
    await form.freeze();
    await form.save({ quantity: 2 });
    expect(tab.ids).toHaveLength(2);
    expect(tab.entry?.conflicts).toEqual([]);
    expect(tab.entry?.heads["quantity"]).toHaveLength(1);
    expect(tab.entry?.heads["org"]).toHaveLength(1);
  });

  it("is normalised to NFC", async () => {
    const tab = await Tab.open();
    await tab.create({ note: "cafe\u0301" });
    expect(tab.entry?.fields["note"]).toBe("caf\u00e9");
  });

  it("carries the server's time, and never a time before what it covers", async () => {
    const tab = await Tab.open();
    await tab.log.note({ offsetMs: 3_600_000 });
    await tab.create({ quantity: 1 });
    expect(widMs(tab.ids[0] ?? "") - Date.now()).toBeGreaterThan(3_590_000);
    await tab.talk(ackAll);
    await tab.log.note({ offsetMs: -3_600_000 });
    const form = tab.form(tab.entry ?? null);
    await form.save({ quantity: 2 });
    expect(tab.entry?.fields["quantity"]).toBe(2);
    expect(tab.entry?.conflicts).toEqual([]);
  });

  it("refuses what no server would take, with nothing written", async () => {
    const tab = await Tab.open();
    const form = tab.form();
    expect(await form.save({ note: "x".repeat(70_000) })).toEqual({ ok: false, error: "failed" });
    expect((await Tab.open()).ids).toEqual([]);
    expect(await form.save({ note: "x" })).toEqual({ ok: true });
  });
});

describe("what is asked and answered", () => {
  it("is an answer after its question, whatever the clock was set to since", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.talk(ackAll);
    const asked = encodeWid(Date.now() + 600_000, 1);
    await tab.talk(() => ({ pull: [pulled(asked, { queried: true, query: "sure?" })] }));
    expect(tab.entry).toMatchObject({ asked: true, state: "attention" });
    const form = tab.form(tab.entry ?? null);
    await form.save({ answer: "yes" });
    expect(tab.entry).toMatchObject({ asked: false, state: "saved" });
  });

  it("is a question after the last answer, whatever the clock was set to", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.talk(ackAll);
    const answered = encodeWid(Date.now() + 600_000, 1);
    await tab.talk(() => ({ pull: [pulled(answered, { queried: false, answer: "yes" })] }));
    expect(tab.entry).toMatchObject({ asked: false });
    const form = tab.form(tab.entry ?? null);
    await form.save({ queried: true, query: "still?" });
    expect(tab.entry).toMatchObject({ asked: true });
  });
});

describe("what a save covers", () => {
  it("is what was rendered, not what a reply brought under the open form", async () => {
    const tab = await Tab.open();
    await tab.talk(() => ({ pull: [pulled(WID, { quantity: 10, note: "a" })] }));
    const form = tab.form(tab.entry ?? null);
    const later = "01kzt3m5c0q8w2e4r6tz";
    const newer = pulled(later, { quantity: 48 }, { quantity: [WID] });
    await tab.talk(() => ({ cursor: "2.2.aa.b", pull: [newer] }));
    await form.save({ quantity: 11 });
    expect(tab.entry?.conflicts).toEqual(["quantity"]);
    form.rendered(tab.entry ?? null, ["quantity"]);
    await form.save({ quantity: 12 });
    expect(tab.entry?.conflicts).toEqual([]);
    expect(tab.entry?.fields["quantity"]).toBe(12);
  });

  it("is of two values only the one shown, unless both are on the screen", async () => {
    const tab = await Tab.open();
    const other = "01kzt3m5c0q8w2e4r6tz";
    await tab.talk(() => ({
      pull: [pulled(WID, { quantity: 10 }), pulled(other, { quantity: 20 })],
    }));
    expect(tab.entry?.conflicts).toEqual(["quantity"]);
    await tab.form(tab.entry ?? null).save({ quantity: 21 });
    expect(tab.entry?.heads["quantity"]?.map((head) => head.value).sort()).toEqual([10, 21]);
  });
});

describe("two tabs", () => {
  it("see each other's changes, each with its own open change", async () => {
    const one = await Tab.open();
    const two = await Tab.open([one]);
    const mine = one.form();
    await mine.save({ quantity: 1 });
    await two.hear();
    const theirs = two.form(two.entry ?? null);
    await theirs.save({ people: 2 });
    await mine.save({ quantity: 3 });
    await one.hear();
    await two.hear();
    expect(one.ids).toHaveLength(2);
    expect(one.entry?.fields).toMatchObject({ quantity: 3, people: 2 });
    expect(two.entry?.fields).toMatchObject({ quantity: 3, people: 2 });
  });

  it("may take turns on one number: what the other has seen takes no further writes", async () => {
    const one = await Tab.open();
    const two = await Tab.open([one]);
    const mine = one.form();
    await mine.save({ quantity: 1 });
    await two.hear();
    const theirs = two.form(two.entry ?? null);
    await theirs.save({ quantity: 2 });
    await one.hear();
    mine.rendered(one.entry ?? null);
    await mine.save({ quantity: 3 });
    await two.hear();
    theirs.rendered(two.entry ?? null);
    await theirs.save({ quantity: 4 });
    await one.hear();
    for (const tab of [one, two]) {
      expect(tab.entry?.fields["quantity"]).toBe(4);
      expect(tab.entry?.conflicts).toEqual([]);
    }
  });

  it("a start freezes what the other has open; its next save is a change of its own", async () => {
    const one = await Tab.open();
    const mine = one.form();
    await mine.save({ quantity: 1 });
    const two = await Tab.open([one]);
    await two.log.freeze("all");
    await mine.save({ quantity: 2 });
    expect(one.ids).toHaveLength(2);
    expect(one.entry?.fields["quantity"]).toBe(2);
    expect(one.entry?.conflicts).toEqual([]);
  });

  it("an open change is not sent, and a form keeps writing to it meanwhile", async () => {
    const one = await Tab.open();
    const mine = one.form();
    await mine.save({ quantity: 1 });
    expect(await one.talk(ackAll)).toEqual({ kind: "done" });
    expect(one.sent[0]?.push).toEqual([]);
    expect(one.sent[0]?.phone).toMatchObject({ made: 1, unsent: 1 });
    await mine.save({ quantity: 2 });
    expect(one.ids).toHaveLength(1);
  });

  it("a reply to a request older than what is stored does nothing", async () => {
    const one = await Tab.open();
    const two = await Tab.open([one]);
    const slow = await one.exchange.prepare({ changesMax: 200, held: false, asked: new Set() });
    await two.talk(() => ({ cursor: "9.9.aa.b", pull: [pulled(WID, { quantity: 9 })] }));
    if (slow === null) throw new Error("enrolled");
    const stale = reply({ cursor: "3.3.aa.b", gone: [PATH] });
    await one.exchange.apply({ outgoing: slow, reply: stale, sentMs: 0, receivedMs: 0 });
    const after = await Tab.open();
    expect(after.entry?.fields["quantity"]).toBe(9);
    expect(after.records.meta.replica?.cursor).toBe("9.9.aa.b");
  });
});

describe("a reply", () => {
  it("removes a change only by naming it", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.create({ quantity: 2 }, OTHER);
    const [first = "", second = ""] = tab.ids;
    await tab.talk(() => ({ ack: [first] }));
    expect(tab.ids).toEqual([second]);
    expect((await Tab.open()).ids).toEqual([second]);
  });

  it("may get lost after the server stored everything: the same change goes again", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const before = tab.ids;
    const lost = await tab.talk(() => ({ kind: "silent", retryAfterMs: null }));
    expect(lost).toMatchObject({ kind: "failed", reason: "silent" });
    expect(tab.ids).toEqual(before);
    await tab.talk(ackAll);
    expect(tab.sent[0]?.push).toEqual(tab.sent[1]?.push);
    expect(tab.ids).toEqual([]);
    expect(tab.entry).toMatchObject({ state: "sent", fields: { quantity: 1 } });
    expect(tab.records.sync.value).toMatchObject({ unsent: 0, sentToday: 1 });
  });

  it("that is cut off or foreign deletes nothing", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const foreign = () => ({ kind: "reply", body: { v: 1, status: "ok" } }) as const;
    expect(await tab.talk(foreign)).toMatchObject({ kind: "failed", reason: "portal" });
    expect(tab.ids).toHaveLength(1);
    expect(tab.records.meta.contactMs).toBeUndefined();
  });

  it("revoking the phone leaves every change in it", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const revoked = { kind: "refused", status: 403, code: "device_revoked", retryAfterMs: null };
    expect(await tab.talk(() => revoked as Answer)).toEqual({ kind: "stopped", reason: "revoked" });
    expect((await Tab.open()).records.sync.value.unsent).toBe(1);
  });
});

describe("a verdict", () => {
  it("holds a change: the server has it, the row stays and is asked about once a day", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const [id = ""] = tab.ids;
    await tab.talk(() => ({ held: { [id]: "not_in_scope" } }));
    expect(tab.entry).toMatchObject({ state: "sent", held: true });
    expect(tab.records.sync.value).toMatchObject({ unsent: 0, held: 1 });
    await tab.talk(() => ({ held: { [id]: "not_in_scope" } }));
    expect(tab.sent.at(-1)?.push).toEqual([]);
    await tab.talk(() => ({ held: { [id]: "not_in_scope" } }), true);
    expect(tab.sent.at(-1)?.push).toHaveLength(1);
    await tab.log.note({ heldAsked: "yesterday" });
    await tab.talk(ackAll);
    expect(tab.ids).toEqual([]);
  });

  it("refuses a change for ever: it waits in the drawer until the person takes it out", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.talk((asked) => ({
      bad: Object.fromEntries(all(asked).map((id) => [id, "refused"])),
    }));
    expect(tab.entry).toMatchObject({
      state: "attention",
      bad: "refused",
      fields: { quantity: 1 },
    });
    expect(tab.records.sync.value).toMatchObject({ unsent: 0, attention: 1 });
    await tab.log.dropBad(PATH);
    expect(tab.entry).toBeUndefined();
  });

  it("drops what is gone or erased, and counts what was erased here", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.talk((asked) => ({ ...ackAll(asked), gone: [PATH] }));
    expect(tab.entry).toBeUndefined();
    expect(tab.records.kept.size).toBe(0);
    await tab.create({ quantity: 2 }, OTHER);
    const erasing = (asked: Asked) => ({
      cursor: "2.2.aa.b",
      void: Object.fromEntries(all(asked).map((id) => [id, "erased"])),
    });
    await tab.talk(erasing);
    expect(tab.ids).toEqual([]);
    expect(tab.records.sync.value).toMatchObject({ unsent: 0, erased: 1 });
  });
});

describe("a server or a phone restored", () => {
  it("writes the same set again under a new id", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const [old = ""] = tab.ids;
    await tab.talk((asked) =>
      all(asked)[0] === old ? { held: { [old]: "id_reuse" } } : ackAll(asked),
    );
    expect(tab.sent[1]?.push[0]?.set).toEqual(tab.sent[0]?.push[0]?.set);
    expect(tab.sent[1]?.push[0]?.id).not.toBe(old);
    expect(tab.ids).toEqual([]);
    expect(tab.records.meta.made).toBe(2);
  });

  it("ends a change of scope with what was seen, the outbox untouched", async () => {
    const tab = await Tab.open();
    await tab.talk(() => ({ pull: [pulled(WID, { quantity: 1 })] }));
    await tab.create({ quantity: 5 }, OTHER);
    const [id = ""] = tab.ids;
    const pages: Partial<Reply>[] = [
      { reset: "scope", more: true, cursor: "0.5.aa.c" },
      { cursor: "5.5.aa.c", held: { [id]: "not_permitted" } },
    ];
    await tab.talk(() => pages.shift() ?? {});
    expect(tab.entry).toBeUndefined();
    expect(tab.ids).toEqual([id]);
    expect((await Tab.open()).records.entries.value.size).toBe(1);
  });

  it("brings the acknowledged changes back to a server that lost its past", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 5 });
    await tab.talk(ackAll);
    expect(tab.records.kept.size).toBe(1);
    const pages: Partial<Reply>[] = [{ reset: "timeline", more: true, cursor: "0.5.bb.c" }];
    await tab.talk((asked) => pages.shift() ?? { ...ackAll(asked), cursor: "5.5.bb.c" });
    expect(tab.sent.at(-1)?.push).toHaveLength(1);
    expect(tab.entry).toMatchObject({ state: "sent", fields: { quantity: 5 } });
    expect(tab.records.meta.made).toBe(1);
  });
});
