/**
 * Seals 32-byte keys to post-quantum hybrid public keys (HPKE with X-Wing); it must never seal anything but keys and
 * seeds. Source: docs/sealed-tip-spec.md, section 3.
 */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { concat, equalBytes, type Bytes } from "./bytes";
import { KEY_BYTES } from "./derivation";
import { Malformed, SealingUnavailable, WrongKeyOrPlace } from "./errors";

export const PUBLIC_KEY_BYTES = 1216;
export const SEALED_KEY_BYTES = 1168;

const ENCAPSULATION_BYTES = 1120;
/** The coefficients' part of an ML-KEM-768 key: three polynomials of 256 twelve-bit numbers (FIPS 203). */
const COEFFICIENT_BYTES = 1152;
const MODULUS = 3329;

/** The one suite of the specification. */
function suite(): CipherSuite {
  return new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

/** Return the 1,216-byte public key of a 32-byte seed; throws `Malformed` for another length. */
export async function publicKeyOf(seed: Uint8Array): Promise<Bytes> {
  const kem = new XWing();
  const pair = await kem.generateKeyPairDerand(checkKey(seed, "seed"));
  return new Uint8Array(await kem.serializePublicKey(pair.publicKey));
}

/** Return `key` (32 bytes) sealed to `publicKey`, 1,168 bytes, bound to the context `info`. */
export async function sealKey(key: Uint8Array, publicKey: Uint8Array, info: Uint8Array): Promise<Bytes> {
  const plain = checkKey(key, "key");
  const recipientPublicKey = await new XWing().deserializePublicKey(concat(checkPublicKey(publicKey)));
  const sealed = await suite().seal({ recipientPublicKey, info: concat(info) }, plain);
  return concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}

/**
 * Return the key that was sealed to this seed under exactly this context. Throws `Malformed` for a wrong length,
 * `WrongKeyOrPlace` for another seed, another context or changed bytes.
 */
export async function openKey(sealed: Uint8Array, seed: Uint8Array, info: Uint8Array): Promise<Bytes> {
  if (sealed.length !== SEALED_KEY_BYTES) throw new Malformed(`a sealed key has ${SEALED_KEY_BYTES} bytes`);
  const recipientKey = await new XWing().deserializePrivateKey(checkKey(seed, "seed"));
  const enc = sealed.slice(0, ENCAPSULATION_BYTES);
  try {
    const opened = await suite().open({ recipientKey, enc, info: concat(info) }, sealed.slice(ENCAPSULATION_BYTES));
    return new Uint8Array(opened);
  } catch {
    throw new WrongKeyOrPlace("the sealed key doesn't open here");
  }
}

/** Return `publicKey` if it is one; throws `Malformed` for a wrong length or a failed ML-KEM modulus check. */
export function checkPublicKey(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Malformed(`a public key has ${PUBLIC_KEY_BYTES} bytes`);
  for (let at = 0; at < COEFFICIENT_BYTES; at += 3) {
    const [low = 0, middle = 0, high = 0] = publicKey.subarray(at, at + 3);
    if ((low | ((middle & 15) << 8)) >= MODULUS || ((middle >> 4) | (high << 4)) >= MODULUS) {
      throw new Malformed("the public key is not an ML-KEM-768 and X25519 key");
    }
  }
  return publicKey;
}

/** Seal and open once, so that a browser which can't do it says so before anybody types; throws `SealingUnavailable`. */
export async function selfTest(): Promise<void> {
  const seed = Uint8Array.from({ length: KEY_BYTES }, (_, at) => at);
  const key = Uint8Array.from({ length: KEY_BYTES }, (_, at) => at + KEY_BYTES);
  const info = new TextEncoder().encode("self-test");
  const opened = await (async () => openKey(await sealKey(key, await publicKeyOf(seed), info), seed, info))().catch(
    () => null,
  );
  if (opened === null || !equalBytes(opened, key)) {
    throw new SealingUnavailable("this browser can't seal; a current one over https can");
  }
}

/** Return a copy of a key or seed of 32 bytes. */
function checkKey(key: Uint8Array, what: string): Bytes {
  if (key.length !== KEY_BYTES) throw new Malformed(`a ${what} has ${KEY_BYTES} bytes`);
  return concat(key);
}
