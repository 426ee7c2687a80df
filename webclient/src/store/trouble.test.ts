import { IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  ackAll,
  all,
  ME,
  ORG,
  OTHER,
  PATH,
  pulled,
  ROW,
  Tab,
  WID,
} from "../../testing/tab.ts";
import { widMs } from "../sync/ids.ts";

describe("a full phone", () => {
  it("lets go of what the server named, keeps the rest, and learns the rest once there is space", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.create({ quantity: 2 }, OTHER);
    const [first = "", second = ""] = tab.ids;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("injected", "QuotaExceededError");
    };
    const said = { ack: [first], cursor: "2.2.aa.b", pull: [pulled(WID, { quantity: 9 })] };
    const outcome = await tab
      .talk(() => said)
      .finally(() => {
        IDBObjectStore.prototype.put = put;
      });
    expect(outcome).toMatchObject({ kind: "failed", reason: "silent" });
    expect(tab.ids).toEqual([second]);
    expect((await Tab.open()).records.meta.replica).toBeUndefined();
    await tab.talk((asked) => ({ ...said, ...ackAll(asked) }));
    expect(tab.ids).toEqual([]);
    expect(tab.entry?.fields["quantity"]).toBe(9);
  });
});

describe("a phone so full that it can write nothing at all", () => {
  afterEach(() => {
    IDBObjectStore.prototype.put = put;
  });
  const put = IDBObjectStore.prototype.put;
  const fill = () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("injected", "QuotaExceededError");
    };
  };

  it("still closes what its forms have open, sends it, and goes on showing it", async () => {
    const tab = await Tab.open();
    const form = tab.form();
    await form.save({ quantity: 1 });
    fill();
    await form.close();
    await expect(tab.talk(ackAll)).rejects.toMatchObject({ code: "full" });
    expect(tab.sent.flatMap((asked) => all(asked))).toHaveLength(1);
    expect((await Tab.open()).entry?.fields["quantity"]).toBe(1);
    IDBObjectStore.prototype.put = put;
    await tab.talk(ackAll);
    expect([tab.ids, tab.entry?.state]).toEqual([[], "sent"]);
  });

  it("closes what the last run left open when it starts again", async () => {
    await (await Tab.open()).form().save({ quantity: 1 });
    fill();
    const tab = await Tab.open();
    await tab.log.freeze(tab.ids);
    await expect(tab.talk(ackAll)).rejects.toMatchObject({ code: "full" });
    expect(tab.sent.flatMap((asked) => all(asked))).toHaveLength(1);
  });
});

it("asks about what waits once a day, though a first request was full of newer changes", async () => {
  const tab = await Tab.open();
  await tab.create({ quantity: 1 });
  const [waiting = ""] = tab.ids;
  await tab.talk(() => ({ held: { [waiting]: "not_in_scope" } }));
  await tab.log.note({ heldAsked: "yesterday" });
  const path = (n: number) => `55555555-5555-4555-8555-${String(n).padStart(12, "0")}`;
  for (let n = 0; n <= 200; n += 1) await tab.create({ quantity: n }, path(n));
  await tab.talk(ackAll);
  expect(tab.sent.slice(1).flatMap(all)).toContain(waiting);
  expect(tab.ids).toEqual([]);
});

describe("another network", () => {
  it("never receives what was written for the first, and shows none of its entries", async () => {
    const tab = await Tab.open();
    await tab.talk(() => ({ pull: [pulled(WID, { quantity: 1 })] }));
    await tab.create({ quantity: 7 }, OTHER);
    const network = { ...ACCOUNT.identity.network, id: OTHER };
    await tab.log.enter({ identity: { ...ACCOUNT.identity, network }, token: "second" });
    expect(tab.entry).toBeUndefined();
    await tab.talk(ackAll);
    expect(tab.sent.at(-1)).toMatchObject({ cursor: null, push: [] });
    expect(tab.ids).toHaveLength(1);
  });
});

describe("test_sec_p9: a phone that was blocked, or long out of reach", () => {
  it("forgets all that the server has and keeps all that it has not", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const places = [ROW, ORG].map((r) => ({ ...pulled(WID, { name: "Dune" }), c: "site", r }));
    const pull = [pulled(WID, { note: "x" }), ...places];
    await tab.talk((asked) => ({ ...ackAll(asked), pull }));
    await tab.create({ quantity: 2, site: ORG }, OTHER);
    await tab.log.forgetSent();
    const again = await Tab.open();
    expect(again.records.kept.size).toBe(0);
    const left = [...again.records.entries.value.keys()].sort();
    expect(left).toEqual([`activity/${OTHER}`, `site/${ORG}`]);
    await again.talk((asked) => ({ ...ackAll(asked), pull: [pulled(WID, { note: "x" })] }));
    expect(again.sent[0]).toMatchObject({ cursor: null, push: [{ r: OTHER }] });
    expect(again.entry?.fields["note"]).toBe("x");
    expect(again.records.entries.value.has(`site/${ORG}`)).toBe(false);
  });
});

describe("the count of changes made", () => {
  const account = (device: string) => ({
    identity: { ...ACCOUNT.identity, device },
    token: "again",
  });

  it("test_sec_p7: goes on where a phone stood whose database was emptied", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    globalThis.indexedDB = new IDBFactory();
    const emptied = new Tab();
    await emptied.log.enter(ACCOUNT, undefined, { device: OTHER, made: 31 });
    await emptied.create({ quantity: 1 });
    expect(emptied.records.meta.made).toBe(32);
  });

  it("starts with what waits, once the server knows the phone under another id", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    await tab.talk(ackAll);
    await tab.create({ quantity: 2 }, OTHER);
    await tab.log.enter(account(ROW));
    expect(tab.records.meta.made).toBe(1);
    await tab.log.enter(account(ROW));
    expect(tab.records.meta.made).toBe(1);
  });
});

describe("the story of an entry", () => {
  it("is told from its live writes and this phone's own changes, the newest first", async () => {
    const tab = await Tab.open();
    await tab.create({ quantity: 1 });
    const [first = ""] = tab.ids;
    await tab.talk((asked) => ({ ...ackAll(asked), pull: [pulled(WID, { note: "x" })] }));
    const form = tab.form(tab.entry);
    await form.save({ quantity: 2 });
    await form.close();
    const steps = tab.records.history(PATH);
    expect(steps.filter(({ user }) => user === ME)).toMatchObject([
      { state: "saved", fields: { quantity: 2 } },
      { id: first, state: "sent", fields: { quantity: 1, org: ORG } },
    ]);
    expect(steps.filter(({ user }) => user === OTHER)).toMatchObject([
      { id: WID, atMs: widMs(WID), state: "sent", fields: { note: "x" } },
    ]);
    const [second = ""] = tab.ids;
    await tab.talk(() => ({ bad: { [second]: "refused" } }));
    expect(tab.records.history(PATH).map(({ state }) => state)).toContain("refused");
  });
});

describe("what is old enough", () => {
  it("leaves in one go, but never a record with an unsent change", async () => {
    const tab = await Tab.open();
    await tab.talk(() => ({
      pull: [pulled(WID, { quantity: 1 }), { ...pulled(WID, { quantity: 2 }), r: OTHER }],
    }));
    await tab.form(tab.entry ?? null).save({ people: 1 });
    await tab.log.forget([PATH, `activity/${OTHER}`], []);
    const again = await Tab.open();
    expect([...again.records.entries.value.keys()]).toEqual([PATH]);
    expect(again.entry?.fields).toMatchObject({ quantity: 1, people: 1 });
  });
});
