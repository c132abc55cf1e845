/**
 * Signs contexts with Ed25519 and checks them; it must never sign bytes that aren't a context.
 * Source: docs/sealed-tip-spec.md, sections 9 and 13; RFC 8032.
 */
import { concat, wipe, type Bytes } from "./bytes";
import { KEY_BYTES } from "./derivation";
import { Malformed, SealingUnavailable } from "./errors";

export const SIGNATURE_BYTES = 64;
export const SIGNING_PUBLIC_KEY_BYTES = 32;

/** What stands before an Ed25519 seed in its PKCS #8 form (RFC 8410). */
const PKCS8_HEAD = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Return the 32-byte Ed25519 public key of a 32-byte seed. */
export async function signingPublicKeyOf(seed: Uint8Array): Promise<Bytes> {
  const { x } = await crypto.subtle.exportKey("jwk", await privateKey(seed, true));
  if (x === undefined) throw new SealingUnavailable(NO_ED25519);
  const letters = atob(x.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/** Return the 64-byte signature of a context. */
export async function sign(seed: Uint8Array, message: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", await privateKey(seed, false), concat(message)));
}

/**
 * Tell whether `signature` is by the holder of `publicKey` over exactly `message`; throws `SealingUnavailable` in a
 * browser without Ed25519, so that "can't check" never looks like "is fine" or "is forged".
 */
export async function verifies(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (publicKey.length !== SIGNING_PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = await crypto.subtle.importKey("raw", concat(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, concat(signature), concat(message));
  } catch (error) {
    if (isUnsupported(error)) throw new SealingUnavailable(NO_ED25519);
    return false;
  }
}

const NO_ED25519 = "this browser has no Ed25519 signatures; a current Chrome, Edge, Firefox or Safari has them";

/** Return the seed as a WebCrypto key; the copy made for the import is wiped. */
async function privateKey(seed: Uint8Array, extractable: boolean): Promise<CryptoKey> {
  if (seed.length !== KEY_BYTES) throw new Malformed(`a seed has ${KEY_BYTES} bytes`);
  const pkcs8 = concat(PKCS8_HEAD, seed);
  try {
    return await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", extractable, ["sign"]);
  } catch (error) {
    if (isUnsupported(error)) throw new SealingUnavailable(NO_ED25519);
    throw new Malformed("not an Ed25519 seed");
  } finally {
    wipe(pkcs8);
  }
}

/** Whether the browser says that it doesn't know the algorithm. */
function isUnsupported(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotSupportedError" || error.name === "SyntaxError");
}
