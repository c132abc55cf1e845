/** Asks this device for a passkey's signature or a new passkey; it must never take one without the person's own check. */
import { concat, type Bytes } from "../sealing/bytes";
import { fromBase64, toBase64 } from "./server";

/** Whether this browser knows passkeys at all. */
export function passkeysKnown(): boolean {
  return typeof PublicKeyCredential === "function" && window.isSecureContext;
}

/** The device has none for this place, or the person said no: the browser doesn't tell which, and nothing is broken. */
export class NoPasskey extends Error {}

/** Return a signature over the server's challenge, as the server reads it; by one of `among` where the server names some. Throws `NoPasskey`. */
export async function signedChallenge(options: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
  const among = (options["among"] ?? []) as string[];
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: fromBase64(String(options["challenge"])),
    rpId: String(options["rpId"]),
    allowCredentials: among.map((id) => ({ type: "public-key", id: fromBase64(id) })),
    timeout: Number(options["timeout"]),
    userVerification: "required",
  };
  const made = await asked(() => navigator.credentials.get({ publicKey }));
  if (!(made.response instanceof AuthenticatorAssertionResponse)) throw new NoPasskey();
  const { clientDataJSON, authenticatorData, signature } = made.response;
  return {
    credential: text(made.rawId),
    client_data: text(clientDataJSON),
    authenticator_data: text(authenticatorData),
    signature: text(signature),
  };
}

/** Return a new passkey's public half, as the server reads it. Throws `NoPasskey`. */
export async function newPasskey(options: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
  const user = options["user"] as { id: string; name: string; displayName: string };
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: fromBase64(String(options["challenge"])),
    rp: options["rp"] as PublicKeyCredentialRpEntity,
    user: { ...user, id: fromBase64(user.id) },
    pubKeyCredParams: (options["algorithms"] as number[]).map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: (options["known"] as string[]).map((id) => ({ type: "public-key", id: fromBase64(id) })),
    timeout: Number(options["timeout"]),
    attestation: "none",
    // Kept by the device under this place, so that signing in needn't tell anybody which passkeys an officer has.
    // Where the device can, this passkey may be allowed later to unlock the key too (passkey_unlock.ts).
    extensions: { prf: {} },
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  };
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  if (!(made.response instanceof AuthenticatorAttestationResponse)) throw new NoPasskey();
  const { clientDataJSON, attestationObject } = made.response;
  return { credential: text(made.rawId), client_data: text(clientDataJSON), attestation: text(attestationObject) };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const made = await ask();
    if (made instanceof PublicKeyCredential) return made;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "InvalidStateError") throw failure;
    if (!(failure instanceof DOMException)) throw failure;
  }
  throw new NoPasskey();
}

function text(data: ArrayBuffer): string {
  const bytes: Bytes = concat(new Uint8Array(data));
  return toBase64(bytes);
}
