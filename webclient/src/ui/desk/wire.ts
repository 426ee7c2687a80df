/** What the JSON API answers, as the desk reads it. Times are ISO 8601, UTC. */

import type { Value } from "../../store/interface";

export type { Value };

/** Shown values by flat wire name, such as "quantity" or "breakdown/f_adult". */
export type Fields = Readonly<Record<string, Value>>;

export interface User {
  readonly id: string;
  readonly alias: string;
  readonly role: string;
  readonly org: string;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
}

export interface Me {
  readonly user: User;
  readonly network: Network;
  readonly csrf?: string;
  readonly session?: SessionState;
}

/** `proved_for_s`: how long what needs a proof is done without asking. */
export interface SessionState {
  readonly proved_for_s: number;
  readonly otp: boolean;
  /** Nothing else can be done before a code for signing in is set up. */
  readonly set_up: boolean;
}

export interface AuditLine {
  readonly id: string;
  readonly at: string;
  readonly user: string;
  readonly alias: string;
  readonly org: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  /** Of a line about a person, their name. */
  readonly about: string | null;
}

/** One of several values of a field that were written without having seen each other. */
export interface IssueValue {
  readonly wid: string;
  readonly value: Value;
  readonly user: string | null;
  readonly at: string;
}

export interface RecordIssue {
  readonly issue: string;
  readonly field: string | null;
  readonly values?: readonly IssueValue[];
}

/** What a list says of a record; also the part of an issue that names its record. */
export interface Entry {
  readonly when: string | null;
  readonly author: string | null;
  readonly org: string | null;
  readonly visibility: string | null;
  readonly fields: Fields;
}

export interface Item extends Entry {
  readonly id: string;
  readonly kind: string;
  readonly made_at: string;
  readonly received_at: string;
  readonly issues: readonly RecordIssue[];
  readonly seq: number;
  /** Set by the desk in a list that shows nothing but deleted entries. */
  readonly deleted?: boolean;
  /** True when only the stub may be read: no content, no heads, no history. */
  readonly stub?: boolean;
}

export interface Total {
  readonly sum: number | string | null;
  readonly unsettled: number;
}

export interface ListReply {
  readonly items: readonly Item[];
  readonly page: number;
  readonly per_page: number;
  readonly total: number;
  readonly total_more: boolean;
  /** Sealed entries that might match: what was asked for lies inside. */
  readonly unsearched?: number;
  readonly totals?: Readonly<Record<string, Total>>;
}

export interface Head {
  readonly wid: string;
  readonly value: Value;
  readonly user: string | null;
  readonly at: string;
  readonly device: string | null;
  readonly received_at: string | null;
  readonly via: string | null;
  readonly saw: readonly string[];
}

/** One change as stored: `set[field]` is the value, then the write ids it replaced. */
export interface Step {
  readonly id: string;
  readonly user: string | null;
  readonly device: string | null;
  readonly at: string;
  readonly received_at: string | null;
  readonly via: string | null;
  readonly set: Readonly<Record<string, readonly unknown[]>>;
}

export interface RecordPage {
  readonly id: string;
  readonly kind: string;
  readonly fields: Fields;
  readonly heads?: Readonly<Record<string, readonly Head[]>>;
  readonly issues?: readonly RecordIssue[];
  readonly history?: readonly Step[];
  readonly org?: string | null;
  readonly author?: string | null;
  readonly made_at?: string;
  readonly received_at?: string;
  readonly when?: string | null;
  readonly visibility?: string | null;
  readonly deleted?: boolean;
  /** True when only the stub may be read: no content, no heads, no history. */
  readonly stub?: boolean;
  /** Of a referral to us with a sealed contact: whether the person agrees that we open it. */
  readonly contact_open?: boolean;
  /** False once our own write led it out of our sight. */
  readonly readable?: boolean;
}

export interface Issue {
  readonly id: string;
  readonly issue: string;
  readonly kind: string;
  readonly record: string;
  readonly field: string | null;
  readonly values: readonly IssueValue[];
  /** The other record, where two look alike. */
  readonly target?: { readonly kind: string; readonly id: string };
  readonly entry?: Entry;
}

export interface Change {
  readonly id: string;
  readonly c: string;
  readonly r: string;
  readonly set: Readonly<Record<string, readonly unknown[]>>;
}

export interface Held {
  readonly id: string;
  readonly change: Change | null;
  readonly reason: string;
  readonly user: string | null;
  /** The association of who pushed it. */
  readonly org?: string;
  readonly device: string | null;
  readonly received_at: string;
  /** True when its content is not for us: the line alone. */
  readonly stub?: boolean;
  /** The entry that it would change, as far as we may read it. */
  readonly entry?: Entry;
}

export interface Device {
  readonly id: string;
  readonly user: { readonly id: string; readonly alias: string; readonly org: string };
  readonly label: string | null;
  readonly app: string | null;
  readonly made: number | null;
  readonly stored: number;
  readonly unsent: number | null;
  readonly last_seen: string | null;
  readonly revoked_at: string | null;
  readonly enrolled_at: string;
  /** Made on the phone, but neither stored nor waiting there: it should be 0. */
  readonly missing: number | null;
}

export interface Member {
  readonly id: string;
  readonly alias: string;
  readonly role: string;
  readonly org: string;
  readonly active?: boolean;
  /** Of who signs in at the desk. */
  readonly email?: string | null;
}

export interface OpenInvite {
  readonly id: string;
  readonly user: User;
  readonly expires_at: string;
  readonly used_at: string | null;
}

export interface NewInvite {
  readonly code: string;
  readonly url: string;
  readonly expires_at: string;
  readonly user: User;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly page?: number;
  readonly per_page?: number;
  readonly total?: number;
}

/** The first place of a stored `[value, wid, …]`. */
export function writtenValue(write: readonly unknown[]): Value {
  return write[0] as Value;
}

/** The write ids that a stored `[value, wid, …]` replaced. */
export function writtenCovers(write: readonly unknown[]): readonly string[] {
  return write.slice(1) as string[];
}
