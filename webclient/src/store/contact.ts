/**
 * One contact with the server, whatever this phone may say at that moment: in its own name while its
 * rows can be read, by nameless envelopes while it is locked, and of what is left of it once it was
 * blocked. `security.md` P3, L6.
 */
import { converse, type Outcome } from "../sync/conversation.ts";
import type { Transport } from "../sync/transport.ts";
import { publicJwk } from "../vault/device.ts";
import { enrol, tellKey } from "./enrolment.ts";
import type { Exchange } from "./exchange.ts";
import type { Guard } from "./guard.ts";
import type { Identity, Result } from "./interface.ts";
import type { Log } from "./log.ts";
import type { Records } from "./records.ts";
import { relay } from "./relay.ts";
import type { Witness } from "./rows.ts";
import { alone } from "./tabs.ts";
import type { Writer } from "./written.ts";

export interface ContactGround {
  readonly writer: Writer;
  readonly log: Log;
  readonly exchange: Exchange;
  readonly records: Records;
  readonly transport: Transport;
  readonly guard: Guard;
}

/** Null when another tab is at it. */
export function makeContact(ground: ContactGround, held: boolean): Promise<Outcome | null> {
  return alone(() => {
    const { writer, records } = ground;
    const nameless = writer.database.mode.at === "locked" || records.meta.account == null;
    return nameless ? handOver(ground) : talk(ground, held);
  });
}

/** Spends an invite; who this phone is then is written down. */
export async function join(
  ground: ContactGround,
  code: string,
  witness: Witness | null,
): Promise<Result<Identity>> {
  const { log, transport, guard } = ground;
  const device = await log.device(witness);
  const key = await publicJwk(await guard.signing());
  const entered = await enrol(transport, code, device, key);
  if (!entered.ok) return entered;
  const { account, sealing } = entered.value;
  await makeRoom(ground, account.identity.user.id);
  // A server that has no key to seal with took none from this phone either.
  await log.enter(account, { sealing, keyTold: sealing !== null }, witness);
  return { ok: true, value: account.identity };
}

/** Who had this phone before leaves nothing on it but sealed envelopes, which still go out. */
async function makeRoom(ground: ContactGround, user: string): Promise<void> {
  const { writer, records, log, guard } = ground;
  const before = records.identity.peek();
  if (before === null || before.user.id === user || writer.sealer === null) return;
  await log.sealLeft();
  // What could not be sealed must not be lost: it stays, and is sent.
  if (records.unsealed() === 0) await guard.wipe(false);
}

function handOver({ writer, transport }: ContactGround): Promise<Outcome> {
  return relay(writer, transport, () => Date.now());
}

async function talk(ground: ContactGround, held: boolean): Promise<Outcome> {
  const { exchange: log, transport, writer } = ground;
  await tellOurKey(ground);
  const send = (body: string, token: string) => transport.sync(body, token);
  const outcome = await converse({ log, send, nowMs: () => Date.now(), held });
  if (outcome.kind === "stopped" && outcome.reason === "revoked") await leave(ground);
  else if (outcome.kind === "done" && writer.sealer !== null) await sealMissing(ground);
  if (outcome.kind === "done") await heedOrganisation(ground);
  return outcome;
}

/** Whether one may count while locked is kept where a locked phone can read it. L2. */
async function heedOrganisation({ records, log }: ContactGround): Promise<void> {
  const { org, meta } = records;
  const capture = org?.["count_locked_off"] !== true;
  if (org !== undefined && capture !== (meta.capture !== false)) await log.note({ capture });
}

/** The network's key may have come with this very contact. */
async function sealMissing({ log, records }: ContactGround): Promise<void> {
  if (records.home?.sealing != null && records.unsealed() > 0) await log.sealLeft();
}

/** A phone that joined before it had a key of its own. */
async function tellOurKey({ writer, log, records, transport, guard }: ContactGround) {
  const { account, keyTold } = records.meta;
  if (writer.sealer === null || account == null || keyTold === true) return;
  // A server that has no key of its own knows no such question.
  if (records.home?.sealing == null) return;
  const known = await tellKey(transport, account.token, await publicJwk(await guard.signing()));
  if (known) await log.note({ keyTold: true });
}

/**
 * This phone was blocked: what it has not sent is handed in sealed, and once that is done nothing
 * that can be read stays. What could never be sealed stays in its vault.
 */
async function leave(ground: ContactGround): Promise<void> {
  const { writer, log, records, guard } = ground;
  await log.forgetSent();
  if (writer.sealer === null) return;
  await log.note({ revoked: true });
  await sealMissing(ground);
  await handOver(ground);
  if (records.unsealed() === 0 && records.toHandIn() === 0) {
    await guard.wipe(false);
    await log.note({ revoked: true });
  }
}
