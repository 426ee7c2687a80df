/**
 * The sealed envelope: what a phone writes so that only the network's server can read it, not even
 * the phone itself. sync.md section 13; the byte layout is in `docs/protocol.md`.
 *
 * header 58 = version | suite | key id 8 | network 16 | device 16 | envelope 16
 * envelope  = header | enc 65 | box | sign 64
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { type Bytes, fromBase64url, fromHex, joined, sha256, utf8, uuidBytes } from "./bytes.ts";

const VERSION = 1;
export const SUITE = 1;
const HEADER_BYTES = 58;
const SIGN = { name: "ECDSA", hash: "SHA-256" };
/** What a stored block of deflate holds at most. */
const BLOCK_BYTES_MAX = 0xffff;

/** The network's public key: its id in 16 hex digits, and the uncompressed point in base64url. */
export interface SealingKey {
  readonly id: string;
  readonly key: string;
}

export interface Letter {
  /** JSON text of `{"push":[change, …]}`. */
  readonly body: string;
  readonly network: string;
  readonly device: string;
  readonly to: SealingKey;
  /** This phone's ECDSA key. */
  readonly signing: CryptoKey;
}

export interface Envelope {
  readonly id: string;
  readonly bytes: Bytes;
}

const hpke = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** Throws for a public key that is none. */
export async function sealEnvelope(letter: Letter): Promise<Envelope> {
  const id = crypto.randomUUID();
  const header = joined(
    Uint8Array.of(VERSION, SUITE),
    fromHex(letter.to.id),
    ...[letter.network, letter.device, id].map(uuidBytes),
  );
  if (header.length !== HEADER_BYTES) throw new RangeError("not a key id");
  const packed = await gzip(utf8(letter.body));
  const signed = joined(header, await sealTo(letter.to, await sha256(header), packed));
  const sign = await crypto.subtle.sign(SIGN, letter.signing, signed);
  return { id, bytes: joined(signed, new Uint8Array(sign)) };
}

/** The ephemeral point, and what is sealed to it and bound to `info`. Throws for a key that is none. */
export async function sealTo(to: SealingKey, info: Bytes, plain: Bytes): Promise<Bytes> {
  const point = fromBase64url(to.key);
  const sender = await hpke.createSenderContext({
    recipientPublicKey: await hpke.kem.deserializePublicKey(point.buffer),
    info: info.buffer,
  });
  const box = await sender.seal(plain.buffer);
  return joined(new Uint8Array(sender.enc), new Uint8Array(box));
}

async function gzip(bytes: Bytes): Promise<Bytes> {
  if (typeof CompressionStream !== "function") return stored(bytes);
  const compressed = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

/** Gzip without compression, for browsers that cannot: better a larger record than none. */
export function stored(bytes: Bytes): Bytes {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK_BYTES_MAX) {
    const block = bytes.subarray(at, at + BLOCK_BYTES_MAX);
    const last = at + BLOCK_BYTES_MAX >= bytes.length ? 1 : 0;
    const { length } = block;
    blocks.push(Uint8Array.of(last, length, length >> 8, ~length, ~length >> 8), block);
  }
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, crc32(bytes), true);
  tail.setUint32(4, bytes.length, true);
  const head = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  return joined(head, ...blocks, new Uint8Array(tail.buffer));
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
