/**
 * Unlocking by finger or face: a passkey of this device that answers the same input with the same
 * secret bytes (WebAuthn PRF). Never the only way in, and never in the way: `security.md` K5.
 */
import { type Bytes, random } from "./bytes.ts";

const ASK_MS_MAX = 60_000;
const INPUT_BYTES = 32;

/** A passkey of this device, and what it is asked. */
export interface Passkey {
  readonly credential: Bytes;
  readonly input: Bytes;
}

/** What lib.dom does not know yet. */
interface PrfResults {
  readonly prf?: {
    readonly enabled?: boolean;
    readonly results?: { readonly first?: BufferSource };
  };
}

/** Whether this device has a finger or face reader of its own that the browser may ask. */
export async function isOffered(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined") return false;
  const asked = PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable?.();
  const [answer] = await Promise.allSettled([asked]);
  return answer.status === "fulfilled" && answer.value === true;
}

/**
 * Makes a passkey and asks it twice; null when it has no such bytes, gave others the second time, or
 * somebody said no.
 */
export async function setUp(): Promise<{ passkey: Passkey; bytes: Bytes } | null> {
  const credential = await make();
  if (credential === null) return null;
  const passkey = { credential, input: random(INPUT_BYTES) };
  const first = await ask(passkey);
  const second = first === null ? null : await ask(passkey);
  if (first === null || second === null) return null;
  return first.every((byte, at) => byte === second[at]) ? { passkey, bytes: first } : null;
}

/** The passkey's bytes for its input; null when it cannot or may not. */
export async function ask({ credential, input }: Passkey): Promise<Bytes | null> {
  const found = await attempt(
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: [{ type: "public-key", id: credential }],
        userVerification: "required",
        timeout: ASK_MS_MAX,
        extensions: { prf: { eval: { first: input } } },
      },
    } as CredentialRequestOptions),
  );
  const first = resultsOf(found)?.prf?.results?.first;
  if (first === undefined) return null;
  return first instanceof ArrayBuffer
    ? new Uint8Array(first)
    : Uint8Array.from(new Uint8Array((first as Uint8Array).buffer));
}

async function make(): Promise<Bytes | null> {
  const made = await attempt(
    navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: "Maraude" },
        // Says nothing of who uses this phone.
        user: { id: random(16), name: "Maraude", displayName: "Maraude" },
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          residentKey: "discouraged",
          userVerification: "required",
        },
        timeout: ASK_MS_MAX,
        extensions: { prf: {} },
      },
    } as CredentialCreationOptions),
  );
  if (made === null || resultsOf(made)?.prf?.enabled !== true) return null;
  return new Uint8Array((made as PublicKeyCredential).rawId);
}

function resultsOf(found: Credential | null): PrfResults | null {
  if (found === null) return null;
  return (found as PublicKeyCredential).getClientExtensionResults() as PrfResults;
}

/** Somebody said no, or the browser did: both are no error here. */
async function attempt(asked: Promise<Credential | null>): Promise<Credential | null> {
  const [answer] = await Promise.allSettled([asked]);
  return answer.status === "fulfilled" ? answer.value : null;
}
