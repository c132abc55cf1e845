/**
 * Derives keys from keys and from passwords, always under a context; it must never be fed a context that another
 * purpose uses. Source: docs/sealed-tip-spec.md, sections 1, 8 and 11.
 */
import { concat, systemRandom, wipe, type Bytes, type Random } from "./bytes";
import { Malformed } from "./errors";

export const KEY_BYTES = 32;
export const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What Argon2id is asked: 32 bytes out of a password, version 0x13, one lane. `memory` is in KiB. */
export interface StretchRequest {
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly passes: number;
  readonly memory: number;
}

/** Argon2id, wherever it runs: in a worker in the browser (argon2_worker.ts), in place in tests. */
export type Stretch = (request: StretchRequest) => Promise<Bytes>;

const OFFICER = { passes: 3, memory: 65_536 };
const RECEIPT = { passes: 2, memory: 19_456 };

/** Return a fresh random key or seed of 32 bytes. */
export function newKey(random: Random = systemRandom): Bytes {
  return random(KEY_BYTES);
}

/** Return a fresh random salt of 16 bytes. */
export function newSalt(random: Random = systemRandom): Bytes {
  return random(SALT_BYTES);
}

/**
 * Return `length` bytes of HKDF-SHA256; `info` is a context, `salt` empty unless the specification names one.
 * Written out over HMAC (RFC 5869, section 2): a context may be longer than what some WebCrypto take as HKDF info.
 */
export async function derive(
  key: Uint8Array,
  info: Uint8Array,
  length: number = KEY_BYTES,
  salt: Uint8Array = new Uint8Array(),
): Promise<Bytes> {
  if (key.length !== KEY_BYTES) throw new Malformed(`a key has ${KEY_BYTES} bytes`);
  const extracted = await authenticate(salt.length === 0 ? new Uint8Array(HASH_BYTES) : salt, key);
  const output = new Uint8Array(HASH_BYTES * Math.ceil(length / HASH_BYTES));
  let block: Bytes = new Uint8Array();
  for (let number = 1; number * HASH_BYTES <= output.length; number++) {
    block = await authenticate(extracted, concat(block, info, Uint8Array.of(number)));
    output.set(block, (number - 1) * HASH_BYTES);
  }
  const derived = output.slice(0, length);
  wipe(extracted, block, output);
  return derived;
}

/** Return SHA-256. */
export async function sha256(data: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(data)));
}

/** Return the first 16 bytes of SHA-256. */
export async function shortHash(data: Uint8Array): Promise<Bytes> {
  return (await sha256(data)).slice(0, 16);
}

/** Return HMAC-SHA256. */
export async function authenticate(key: Uint8Array, message: Uint8Array): Promise<Bytes> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", concat(key), hmac, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign(hmac, imported, concat(message)));
}

/** Return Argon2id (t=3, 64 MiB, p=1) of a normalised passphrase; about half a second in a browser. */
export function stretchForOfficer(stretch: Stretch, password: Bytes, salt: Bytes): Promise<Bytes> {
  return run(stretch, { password, salt, ...OFFICER });
}

/** Return Argon2id (t=2, 19 MiB, p=1) of a receipt code. */
export function stretchForReceipt(stretch: Stretch, password: Bytes, salt: Bytes): Promise<Bytes> {
  return run(stretch, { password, salt, ...RECEIPT });
}

/** Check the lengths, then stretch. */
async function run(stretch: Stretch, request: StretchRequest): Promise<Bytes> {
  if (request.salt.length !== SALT_BYTES) throw new Malformed(`a salt has ${SALT_BYTES} bytes`);
  if (request.password.length === 0) throw new Malformed("an empty password");
  const root = await stretch(request);
  if (root.length !== KEY_BYTES) throw new Malformed(`a stretched password has ${KEY_BYTES} bytes`);
  return root;
}
