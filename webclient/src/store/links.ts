/** A link by which a receiver without an account answers: asked of the server, kept nowhere. */
import type { Transport } from "../sync/transport.ts";
import type { Result } from "./interface.ts";

/** Errors: `offline` `refused`. */
export async function makeLink(
  transport: Transport,
  referral: string,
  token: string,
): Promise<Result<string>> {
  const answer = await transport.post(`/api/referrals/${referral}/links`, "{}", token);
  if (answer.kind === "refused") return { ok: false, error: "refused" };
  if (answer.kind !== "reply") return { ok: false, error: "offline" };
  const { url } = answer.body;
  return typeof url === "string" ? { ok: true, value: url } : { ok: false, error: "refused" };
}
