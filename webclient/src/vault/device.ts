/** The two keys of this browser that cannot be taken out of it: one signs, one is the pepper. */

/** Signs the envelopes of this phone; usable while it is locked. */
export function makeSigning(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
}

/** The public half, as the server wants it. */
export async function publicJwk(pair: CryptoKeyPair): Promise<Readonly<Record<string, string>>> {
  const exported = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const { kty = "", crv = "", x = "", y = "" } = exported;
  return { kty, crv, x, y };
}

/** What makes a copied database alone useless: `keys.ts`. */
export function makePepper(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}
