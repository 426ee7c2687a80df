/** What a coordinator does about people and phones; each act reports itself in the dark line. */
import { type Failure, type Result, send } from "./api";
import { complain, report } from "./done";
import { loadDevices, loadNames } from "./names";
import { say } from "./say";
import type { Device, Member, OpenInvite } from "./wire";

export async function block(device: Device): Promise<Result<Device>> {
  const reply = await send<Device>("POST", `/api/devices/${device.id}/revoke`);
  if (!reply.ok) return reply;
  await loadDevices();
  report(say("did.revoked", { name: device.user.alias }));
  return reply;
}

/** An open invite ends; of one that was spent just before there is a phone to block. */
export async function withdraw(invite: OpenInvite, reread: Reread): Promise<Result<OpenInvite>> {
  const reply = await send<OpenInvite>("POST", `/api/invites/${invite.id}/revoke`);
  if (!reply.ok) return reply;
  await reread();
  if (reply.value.used_at !== null) return { ok: false, error: "invite_used", fields: {} };
  report(say("did.uninvited", { name: invite.user.alias }));
  return reply;
}

interface Alteration {
  readonly role?: string;
  readonly active?: boolean;
}

/** Reads the list again; what was done is told when the list shows it. */
type Reread = () => Promise<void>;

/** Another role, off, or on again; undo puts it back. */
export async function alter(
  member: Member,
  change: Alteration,
  text: string,
  reread: Reread,
): Promise<Result<Member>> {
  const reply = await send<Member>("PATCH", `/api/users/${member.id}`, change);
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  await reread();
  const before = { role: member.role, active: member.active !== false };
  report(text, async () => {
    const undone: Result<Member> | Failure = await send("PATCH", `/api/users/${member.id}`, before);
    await reread();
    return undone.ok ? say("did.undone", { what: member.alias }) : undone;
  });
  return reply;
}

/** Over to another association of the network, as a new account there. */
export async function move(
  member: Member,
  org: string,
  text: string,
  reread: Reread,
): Promise<Result<Member>> {
  const reply = await send<Member>("POST", `/api/users/${member.id}/move`, { org });
  if (!reply.ok) return reply;
  await Promise.all([loadNames(), reread()]);
  report(text);
  return reply;
}
