/** What each stored row looks like, and how it becomes bytes and back. */

import { Change, type WireChange } from "../sync/change.ts";
import type { EngineReason } from "../sync/engine.ts";
import { Cells, type WireCells } from "../sync/merge.ts";
import type { KeptRow, OutboxRow, OutboxState, RecordRow } from "../sync/replica.ts";
import type { SealingKey } from "../vault/envelope.ts";
import { decode, encode } from "./db.ts";
import type { Identity, Value } from "./interface.ts";

/** The rows of the store `meta`, one by one; a missing one is undefined. */
export interface MetaRows {
  /** Uuid of this phone, made before it first enrolled. */
  device: string;
  account: { readonly identity: Identity; readonly token: string };
  replica: {
    readonly cursor: string | null;
    readonly generation: number;
    readonly sweeping: boolean;
  };
  /** What a locked phone needs to write and to seal: ids, and the network's key if it is known. */
  home: Home;
  /** Whether the server knows the public key of {@link account}'s device. */
  keyTold: boolean;
  /** Whether one may count while the phone is locked; missing means yes. */
  capture: boolean;
  /** Set from when this phone was blocked until it joins again. */
  revoked: boolean;
  /** Server clock minus phone clock, in ms. */
  offsetMs: number;
  /** Changes this phone ever made. */
  made: number;
  /** When a reply of the server was last applied, by this phone's clock. */
  contactMs: number;
  tried: { readonly ms: number; readonly reason: EngineReason };
  /** Day on which what waits for a coordinator was last asked about. */
  heldAsked: string;
  language: string | null;
  theme: string | null;
  textSize: string | null;
  /** The round this phone counts in and the place: `round/site`. */
  round: string | null;
  tiles: string | null;
}

export type MetaName = keyof MetaRows;

export interface Home {
  readonly network: string;
  readonly org: string;
  readonly device: string;
  readonly sealing: SealingKey | null;
}

/** Of a phone that joined before it kept this apart, from its account. */
export function homeOf({ identity: { network, user, device } }: MetaRows["account"]): Home {
  return { network: network.id, org: user.org, device, sealing: null };
}

/** An outbox row and the network it is meant for: another network must never receive it. */
export interface StoredOutboxRow extends OutboxRow {
  readonly network: string;
  /** Of a restricted record: once acknowledged its content does not stay here. */
  readonly sealed: boolean;
  /** False when the change lies here without its content, which only its envelope has. */
  readonly whole: boolean;
  /** Who carries a file with its envelope, as the author said. */
  readonly carriedBy: string | null;
}

/** What a phone remembers of itself outside its database: see witness.ts. */
export interface Witness {
  /** Uuid of this phone. */
  readonly device: string;
  /** Changes it ever made. */
  readonly made: number;
}

type Bytes = ReturnType<typeof encode>;

/** A change of this phone's own database: it was checked before it was written. */
function changeOf({ id, c, r, s, set }: WireChange): Change {
  const writes = Object.entries(set).map(([field, [value, ...covers]]) => {
    return [field, { value, covers }] as const;
  });
  return new Change(id, c, r, s, new Map(writes));
}

export function encodeMeta<N extends MetaName>(value: MetaRows[N]): Bytes {
  return encode(value);
}

export function decodeMeta<N extends MetaName>(bytes: Bytes | undefined): MetaRows[N] | undefined {
  return bytes === undefined ? undefined : (decode(bytes) as MetaRows[N]);
}

export function encodeOutbox(row: StoredOutboxRow): Bytes {
  return encode({ ...row, change: row.change.toWire() });
}

export function decodeOutbox(bytes: Bytes): StoredOutboxRow {
  const row = decode(bytes) as {
    change: WireChange;
    state: OutboxState;
    reason: string | null;
    network: string;
    sealed?: boolean;
    whole?: boolean;
    carriedBy?: string | null;
  };
  return {
    ...row,
    change: changeOf(row.change),
    sealed: row.sealed === true,
    whole: row.whole !== false,
    carriedBy: row.carriedBy ?? null,
  };
}

export function encodeKept(row: KeptRow): Bytes {
  return encode({ change: row.change.toWire(), ackedMs: row.ackedMs });
}

export function decodeKept(bytes: Bytes): KeptRow {
  const row = decode(bytes) as { change: WireChange; ackedMs: number };
  return { change: changeOf(row.change), ackedMs: row.ackedMs };
}

export function encodeRecord(row: RecordRow): Bytes {
  return encode({ ...row, cells: row.cells.toWire() });
}

export function decodeRecord(bytes: Bytes): RecordRow {
  const row = decode(bytes) as {
    cells: WireCells;
    stub: Readonly<Record<string, Value>> | null;
    generation: number;
    acked: number;
  };
  return { ...row, cells: Cells.folded(row.cells) };
}
