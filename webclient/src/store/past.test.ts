/** What a phone keeps sealed for a server that is restored from an older backup. */
import { expect, it } from "vitest";
import {
  Network,
  type Request,
  rawRows,
  SECRET,
  sealedRows,
  syncReply,
  takeAll,
  VaultedPhone,
} from "../../testing/vaulted.ts";

const HIDDEN = "what nobody here may read again";
const OTHER = "55555555-5555-4555-8555-000000000002";
const LOCKED = "55555555-5555-4555-8555-000000000003";
const DAY_MS = 24 * 60 * 60_000;

/** A server that takes all; what it holds, by the id of the change, is what can be lost. */
class Server {
  readonly held = new Map<string, unknown>();
  readonly #network: Network;
  reset: string | null = null;

  constructor(network: Network) {
    this.#network = network;
  }

  readonly answer = async (request: Request): Promise<Response> => {
    const { opened, sealed } = await takeAll(this.#network, request);
    const pushed = [...opened.flatMap(({ push }) => push), ...(request.body.push ?? [])];
    for (const change of pushed) this.held.set(change.id, change.set);
    const { reset } = this;
    this.reset = null;
    const cursor = reset === null ? "9.9.aa.b" : "0.1.cc.b";
    const ack = pushed.map(({ id }) => id);
    return syncReply({ sealed, ack, reset, cursor, more: reset !== null });
  };
}

async function taught(): Promise<{ phone: VaultedPhone; server: Server }> {
  const network = await Network.make();
  const phone = await VaultedPhone.ready(network);
  const server = new Server(network);
  phone.answer = server.answer;
  await phone.contact();
  return { phone, server };
}

const pastRows = async () => (await rawRows())["past"] ?? new Map();

it("offers a restored server what it kept sealed alone: restricted, and counted while locked", async () => {
  const { phone, server } = await taught();
  await phone.create({ note: HIDDEN, visibility: "health" });
  await phone.create({ quantity: 2 }, OTHER);
  await phone.guard.lockHere();
  await phone.create({ quantity: 3 }, LOCKED);
  await phone.guard.unlock(SECRET);
  phone.records.reset();
  phone.records.take(await phone.log.load());
  await phone.contact();
  expect(await sealedRows()).toEqual([]);
  const before = new Map(server.held);
  expect(before.size).toBe(3);
  expect(JSON.stringify([...before.values()])).toContain(HIDDEN);
  expect((await pastRows()).size).toBe(3);

  server.held.clear();
  server.reset = "timeline";
  await phone.contact();
  expect(new Map([...server.held].sort())).toEqual(new Map([...before].sort()));
  expect(await sealedRows()).toEqual([]);
  expect((await pastRows()).size).toBe(3);
});

it("forgets it after 30 days, with what is erased, after a long silence and with a wipe", async () => {
  const { phone } = await taught();
  await phone.create({ quantity: 1 });
  await phone.contact();
  await phone.log.forgetPast(Date.now() + 29 * DAY_MS);
  expect((await pastRows()).size).toBe(1);
  await phone.log.forgetPast(Date.now() + 31 * DAY_MS);
  expect((await pastRows()).size).toBe(0);

  await phone.create({ quantity: 2 }, OTHER);
  await phone.contact();
  const take = phone.answer;
  phone.answer = () => syncReply({ erased: [`activity/${OTHER}`], cursor: "10.10.aa.b" });
  await phone.contact();
  expect((await pastRows()).size).toBe(0);

  phone.answer = take;
  for (const leave of [() => phone.log.forgetSent(), () => phone.guard.wipe(false)]) {
    await phone.create({ quantity: 3 }, crypto.randomUUID());
    await phone.contact();
    expect((await pastRows()).size).toBe(1);
    await leave();
    expect((await pastRows()).size).toBe(0);
  }
});

it("says of its time and record no more than ids, and nothing of what is inside", async () => {
  const { phone } = await taught();
  await phone.create({ note: HIDDEN, visibility: "health" });
  await phone.contact();
  const [[, row] = []] = [...(await pastRows())];
  expect(Object.keys(row as object).sort()).toEqual(
    "ackedMs bytes device envelope handedMs network reason record state triedMs".split(" "),
  );
  expect(new TextDecoder("latin1").decode((row as { bytes: Uint8Array }).bytes)).not.toContain(
    HIDDEN,
  );
});
