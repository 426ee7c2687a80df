/** What a server does with an envelope, for the tests: check who signed it, and open it. */
import { gunzipSync } from "node:zlib";
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import {
  fromBase64url,
  joined,
  sha256,
  toHex,
  utf8,
  uuidBytes,
  uuidText,
} from "../src/vault/bytes.ts";

export const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export interface Opened {
  readonly id: string;
  readonly device: string;
  readonly push: readonly { id: string; c: string; r: string; set: Record<string, [unknown]> }[];
}

/** With a private key in base64url. Throws for what does not open. */
export async function openLetter(
  text: string,
  { id, private: secret }: { readonly id: string; readonly private: string },
  signing: JsonWebKey,
): Promise<Opened> {
  const key = await suite.kem.importKey("raw", fromBase64url(secret).buffer, false);
  return openWith(text, key, id, signing);
}

/** Checks the signature when `signing` is given. */
export async function openWith(
  text: string,
  recipientKey: CryptoKey,
  keyId: string,
  signing: JsonWebKey | null,
): Promise<Opened> {
  const bytes = fromBase64url(text);
  const header = bytes.slice(0, 58);
  if (header[0] !== 1 || header[1] !== 1) throw new Error("another version");
  if (toHex(header.slice(2, 10)) !== keyId) throw new Error("another key");
  if (signing !== null) await checkSign(bytes, signing);
  const recipient = await suite.createRecipientContext({
    recipientKey,
    enc: bytes.slice(58, 123).buffer,
    info: (await sha256(header)).buffer,
  });
  const packed = await recipient.open(bytes.slice(123, -64).buffer);
  const { push } = JSON.parse(gunzipSync(new Uint8Array(packed)).toString());
  return { id: uuidText(header.slice(42, 58)), device: uuidText(header.slice(26, 42)), push };
}

async function checkSign(bytes: Uint8Array<ArrayBuffer>, signing: JsonWebKey): Promise<void> {
  const { kty = "", crv = "", x = "", y = "" } = signing;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const good = await crypto.subtle.verify(algorithm, key, bytes.slice(-64), bytes.slice(0, -64));
  if (!good) throw new Error("not signed by this phone");
}

/** The text of a sealed field, with a private key in base64url. Throws for what does not open. */
export async function openField(
  sealed: string,
  { id, private: secret }: { readonly id: string; readonly private: string },
  at: { readonly network: string; readonly record: string; readonly place: string },
): Promise<string> {
  const bytes = fromBase64url(sealed);
  const header = bytes.slice(0, 10);
  if (header[0] !== 2 || header[1] !== 1) throw new Error("another form");
  if (toHex(header.slice(2)) !== id) throw new Error("another key");
  const bound = joined(header, uuidBytes(at.network), uuidBytes(at.record), utf8(at.place));
  const recipient = await suite.createRecipientContext({
    recipientKey: await suite.kem.importKey("raw", fromBase64url(secret).buffer, false),
    enc: bytes.slice(10, 75).buffer,
    info: (await sha256(bound)).buffer,
  });
  const plain = await recipient.open(bytes.slice(75).buffer);
  return new TextDecoder("utf-8", { fatal: true }).decode(plain).replace(/\0+$/, "");
}
