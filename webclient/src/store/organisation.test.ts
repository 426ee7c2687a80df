/** What the organisation wants of its phones reaches them with a contact: words, no counting while locked. */
import { describe, expect, it } from "vitest";
import { ME, ORG } from "../../testing/account.ts";
import {
  Network,
  rawRows,
  SECRET,
  syncReply,
  takeAll,
  VaultedPhone,
} from "../../testing/vaulted.ts";
import { Change } from "../sync/change.ts";
import { encodeWid } from "../sync/ids.ts";
import { Cells } from "../sync/merge.ts";

const FOUR = "kettle orbit saddle moss";

/** The organisation's record on the server, and how one write after the other brings it to a phone. */
class Desk {
  readonly #cells = new Cells("org", ORG);
  #writes = 0;

  async tell(phone: VaultedPhone, field: string, value: boolean): Promise<void> {
    this.#writes += 1;
    const covers = [...this.#cells.heads(field).keys()];
    const wid = encodeWid(Date.now() + this.#writes, 1);
    const writes = new Map([[field, { value, covers }]]);
    this.#cells.apply(new Change(wid, "org", ORG, 1, writes), ME);
    const cursor = `${this.#writes}.${this.#writes}.aa.b`;
    phone.answer = ({ body }) => {
      const ack = (body.push ?? []).map(({ id }) => id);
      return syncReply({ cursor, ack, pull: [this.#cells.toWire()] });
    };
    expect(await phone.contact()).toMatchObject({ kind: "done" });
  }
}

function due(phone: VaultedPhone): boolean {
  const state = phone.guard.state.value;
  return state.at === "open" && state.due;
}

describe("SEC-K4 an organisation that wants words", () => {
  it("has its phones ask for them at the next unlock; until they are chosen the digits open", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    const desk = new Desk();
    await phone.create({ quantity: 1 });
    await desk.tell(phone, "lock_words", true);
    expect(phone.guard.words()).toBe(true);
    expect(due(phone)).toBe(false);
    const before = (await rawRows())["vault"]?.get("wrap");
    const again = await VaultedPhone.start();
    expect(await again.guard.unlock(SECRET)).toEqual({ ok: true, value: null });
    expect(due(again)).toBe(true);
    expect(await again.guard.choose("914270")).toEqual({ ok: false, error: "short" });
    again.guard.lock();
    await expect.poll(() => again.guard.state.value.at).toBe("locked");
    expect(await again.guard.choose(FOUR)).toEqual({ ok: false, error: "failed" });
    expect(await again.guard.unlock(SECRET)).toEqual({ ok: true, value: null });
    expect(await again.guard.choose(FOUR)).toEqual({ ok: true, value: null });
    expect(due(again)).toBe(false);
    expect((await rawRows())["vault"]?.get("wrap")).not.toEqual(before);
    expect(again.entry()?.fields["quantity"]).toBe(1);

    const last = await VaultedPhone.start();
    expect(last.guard.state.value).toMatchObject({ at: "locked", words: true });
    expect(await last.guard.unlock(SECRET)).toEqual({ ok: false, error: "wrong" });
    expect(await last.guard.unlock(FOUR)).toEqual({ ok: true, value: null });
    expect(due(last)).toBe(false);
    expect(await last.guard.change(FOUR, "914270")).toEqual({ ok: false, error: "short" });
  });

  it("does not ask who chose words before anybody noted that", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    const desk = new Desk();
    expect(await phone.guard.change(SECRET, FOUR)).toEqual({ ok: true, value: null });
    await desk.tell(phone, "lock_words", true);
    await phone.database.raw((tx) => tx.objectStore("vault").delete("words"));
    const again = await VaultedPhone.start();
    expect(await again.guard.unlock(FOUR)).toEqual({ ok: true, value: null });
    expect(due(again)).toBe(false);
    const last = await VaultedPhone.start();
    expect(last.guard.state.value).toMatchObject({ at: "locked", words: true });
  });

  it("has digits refused from the first secret on, when the invite says so", async () => {
    const phone = await VaultedPhone.start();
    phone.records.invitedToWords = true;
    expect(await phone.guard.choose(SECRET)).toEqual({ ok: false, error: "short" });
    expect(await phone.guard.choose(FOUR)).toEqual({ ok: true, value: null });
  });

  it("asks nothing of a phone once it takes that back", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    const desk = new Desk();
    await desk.tell(phone, "lock_words", true);
    await desk.tell(phone, "lock_words", false);
    const again = await VaultedPhone.start();
    await again.guard.unlock(SECRET);
    expect(due(again)).toBe(false);
    expect(await again.guard.change(SECRET, "914270")).toEqual({ ok: true, value: null });
  });
});

describe("SEC-L2 an organisation that counts with phones unlocked", () => {
  it("is switched off and on again at a contact; a locked phone knows it", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    const desk = new Desk();
    for (const off of [true, false]) {
      await desk.tell(phone, "count_locked_off", off);
      await phone.guard.lockHere();
      expect(phone.guard.state.value).toMatchObject({ at: "locked", capture: !off });
      const again = await VaultedPhone.start();
      expect(again.guard.state.value).toMatchObject({ at: "locked", capture: !off });
      await phone.guard.unlock(SECRET);
    }
  });

  it("stays switched off while its record is not here", async () => {
    const phone = await VaultedPhone.ready(await Network.make());
    const desk = new Desk();
    await desk.tell(phone, "count_locked_off", true);
    await phone.log.forgetSent();
    expect(phone.records.org).toBeUndefined();
    phone.answer = () => syncReply();
    await phone.contact();
    await phone.guard.lockHere();
    expect(phone.guard.state.value).toMatchObject({ capture: false });
  });

  it("leaves as ever when it was made before the phone knew that counting is off", async () => {
    const network = await Network.make();
    const phone = await VaultedPhone.ready(network);
    const desk = new Desk();
    await desk.tell(phone, "count_locked_off", true);
    await phone.guard.lockHere();
    expect(await phone.create({ quantity: 2 })).toEqual({ ok: true });
    phone.answer = async (request) => {
      const { sealed } = await takeAll(network, request);
      return Response.json({ sealed });
    };
    await phone.contact();
    expect(phone.requests.at(-1)?.path).toBe("/api/relay");
    expect(phone.records.sync.value.handedIn).toBe(1);
  });
});
