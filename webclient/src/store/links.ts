/** A link by which a receiver without an account answers: asked of the server, kept nowhere. */
import type { Transport } from "../sync/transport.ts";
import type { Result } from "./interface.ts";
import type { Records } from "./records.ts";

interface LinkGround {
  readonly transport: Transport;
  readonly records: Records;
}

/** Errors: `offline` `refused`. */
export async function makeLink(
  { transport, records }: LinkGround,
  referral: string,
): Promise<Result<string>> {
  const token = records.meta.account?.token;
  if (token === undefined) return { ok: false, error: "refused" };
  const answer = await transport.post(`/api/referrals/${referral}/links`, "{}", token);
  if (answer.kind === "refused") return { ok: false, error: "refused" };
  if (answer.kind !== "reply") return { ok: false, error: "offline" };
  const { url } = answer.body;
  return typeof url === "string" ? { ok: true, value: url } : { ok: false, error: "refused" };
}
