/** Joining: from an invite's code to this phone's own token. */
import { readSealing } from "../sync/protocol.ts";
import { isObject, type Json, type JsonObject, type Transport } from "../sync/transport.ts";
import type { SealingKey } from "../vault/envelope.ts";
import type { Identity, Look, Result } from "./interface.ts";
import type { MetaRows } from "./rows.ts";

type PublicKey = Readonly<Record<string, string>>;

export type Enrolled = MetaRows["account"];

/** Who this phone is now, and the network's key, if the server has one. */
export interface Entrance {
  readonly account: Enrolled;
  readonly sealing: SealingKey | null;
}

/** What an invite promises, without spending it. */
export async function look(transport: Transport, code: string): Promise<Result<Look>> {
  const body = await ask(transport, "/api/enrol/look", { code: typed(code) });
  if (!body.ok) return body;
  const { role, alias, expires_at, lock_words, network, org } = body.value;
  return {
    ok: true,
    value: {
      network: nameOf(network),
      org: nameOf(org),
      alias: textOf(alias),
      role: textOf(role),
      expires_at: textOf(expires_at),
      // Servers of before do not say.
      lock_words: lock_words === true,
    },
  };
}

/**
 * Spends an invite. `device` was made and stored before: when the answer gets lost, the same code
 * from the same phone is answered again.
 */
export async function enrol(
  transport: Transport,
  code: string,
  device: string,
  publicKey: PublicKey | null,
): Promise<Result<Entrance>> {
  const key = publicKey === null ? {} : { public_key: publicKey };
  const body = await ask(transport, "/api/enrol", { code: typed(code), device, ...key });
  if (!body.ok) return body;
  const account = readAccount(body.value, device);
  if (account === null) return { ok: false, error: "portal" };
  return { ok: true, value: { account, sealing: readSealing(body.value["sealing"]) } };
}

/** Tells the server the key of a phone that joined without one. Whether it knows one now. */
export async function tellKey(
  transport: Transport,
  token: string,
  publicKey: PublicKey,
): Promise<boolean> {
  const body = JSON.stringify({ public_key: publicKey });
  const answer = await transport.post("/api/me/key", body, token);
  return answer.kind === "reply" || (answer.kind === "refused" && answer.code === "key_known");
}

async function ask(
  transport: Transport,
  path: string,
  question: Readonly<Record<string, string | PublicKey>>,
): Promise<Result<JsonObject>> {
  const answer = await transport.post(path, JSON.stringify(question), null);
  switch (answer.kind) {
    case "reply":
      return { ok: true, value: answer.body };
    case "refused":
      return { ok: false, error: refusal(answer.status, answer.code) };
    case "portal":
      return { ok: false, error: "portal" };
    case "offline":
    case "silent":
      return { ok: false, error: "offline" };
  }
}

function refusal(status: number, code: string): string {
  if (status === 429) return "throttled";
  // A code that cannot be read is as good as a wrong one.
  if (code === "invite_invalid" || status === 422 || status === 400) return "invite_invalid";
  return "failed";
}

function readAccount(body: JsonObject, device: string): Enrolled | null {
  const { user, network, token } = body;
  if (user === undefined || network === undefined || typeof token !== "string") return null;
  if (!isObject(user) || !isObject(network)) return null;
  const told = textOf(body["device"]);
  const identity: Identity = {
    user: {
      id: textOf(user["id"]),
      alias: textOf(user["alias"]),
      role: textOf(user["role"]),
      org: textOf(user["org"]),
    },
    network: {
      id: textOf(network["id"]),
      name: textOf(network["name"]),
      time_zone: textOf(network["time_zone"]),
    },
    device: told === "" ? device : told,
  };
  return identity.user.id === "" || identity.network.id === "" ? null : { identity, token };
}

/** Codes are typed in groups, with spaces or dashes between them. */
function typed(code: string): string {
  return code.replace(/[\s-]/g, "");
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function nameOf(value: Json | undefined): string {
  return value !== undefined && isObject(value) ? textOf(value["name"]) : textOf(value);
}
