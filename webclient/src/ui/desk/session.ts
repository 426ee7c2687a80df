/** Who is at the desk: signing in, out, and over what is on screen. */
import { signal } from "@preact/signals";
import { type Failure, get, keepCsrf, send, signedOut } from "./api";
import { touch } from "./poll";
import type { Me, Network } from "./wire";

/** Undefined while we ask; null when nobody ever signed in on this page. */
export const me = signal<Me | null | undefined>(undefined);

const NOWHERE: Network = { id: "", name: "", time_zone: "UTC" };

export function network(): Network {
  return me.value?.network ?? NOWHERE;
}

/** The desk runs on a computer with a set clock; a list only needs the day. */
export function now(): Date {
  return new Date();
}

/** Ask the server whose session this is. Answers a failure other than "nobody's". */
export async function findSession(): Promise<Failure | null> {
  const reply = await get<Me>("/api/me");
  if (!reply.ok) {
    if (reply.error === "signed_out") me.value = null;
    return reply.error === "signed_out" ? null : reply;
  }
  welcome(reply.value);
  return null;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly otp: string;
}

export async function signIn({ email, password, otp }: Credentials): Promise<Failure | null> {
  const body = { email: email.trim(), password, ...(otp === "" ? {} : { otp: otp.trim() }) };
  const reply = await send<{ csrf: string }>("POST", "/api/login", body);
  if (!reply.ok) return reply;
  keepCsrf(reply.value.csrf);
  return findSession();
}

export interface Recovering {
  readonly email: string;
  readonly code: string;
  readonly password: string;
}

/** Back into an account with a recovery code and another password. */
export async function recover({ email, ...rest }: Recovering): Promise<Failure | null> {
  const body = { email: email.trim(), ...rest };
  const reply = await send<{ csrf: string }>("POST", "/api/recover", body);
  if (!reply.ok) return reply;
  keepCsrf(reply.value.csrf);
  return findSession();
}

export async function signOut(): Promise<void> {
  await send("POST", "/api/logout");
  keepCsrf(null);
  // What was on screen belongs to the session: a new page forgets all of it.
  location.reload();
}

function welcome(found: Me): void {
  if (found.csrf !== undefined) keepCsrf(found.csrf);
  const before = me.value;
  me.value = found;
  if (signedOut.value) {
    signedOut.value = false;
    touch();
  }
  // Somebody else signed in over this screen: it is not theirs to see.
  if (before != null && before.user.id !== found.user.id) location.reload();
}
