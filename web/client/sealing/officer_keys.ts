/**
 * Derives an officer's sign-in proof and wrap key, and wraps the officer's seed; it must never let the wrap key or the
 * unwrapped seed leave the browser. Source: docs/sealed-tip-spec.md, section 11.
 */
import { openBody, sealBody } from "./bodies";
import { systemRandom, wipe, type Bytes, type Random } from "./bytes";
import { checkId, context } from "./contexts";
import { derive, newKey, newSalt, stretchForOfficer, type Stretch } from "./derivation";
import { publicKeyOf } from "./hybrid_keys";
import { normalisePassphrase } from "./passphrases";

/** What a passphrase gives: the proof for the server, and the wrap key that stays here. */
export interface OfficerSecrets {
  readonly proof: Bytes;
  readonly wrapKey: Bytes;
}

/** A new officer's key: what the server gets (salt, proof, wrapped seed, public key) and the seed, which it doesn't. */
export interface NewOfficerKey {
  readonly salt: Bytes;
  readonly proof: Bytes;
  readonly wrappedSeed: Bytes;
  readonly publicKey: Bytes;
  readonly seed: Bytes;
}

/** Return proof and wrap key (32 bytes each); costs one Argon2id of 64 MiB. */
export async function deriveOfficerSecrets(
  passphrase: string,
  salt: Bytes,
  deployment: Uint8Array,
  stretch: Stretch,
): Promise<OfficerSecrets> {
  const password = new TextEncoder().encode(normalisePassphrase(passphrase));
  const root = await stretchForOfficer(stretch, password, salt);
  const proof = await derive(root, context("officer-sign-in", checkId(deployment, "deployment")));
  const wrapKey = await derive(root, context("officer-wrap", deployment));
  wipe(root);
  return { proof, wrapKey };
}

/** Return a fresh officer key under a passphrase. */
export async function newOfficerKey(
  passphrase: string,
  deployment: Uint8Array,
  officer: Uint8Array,
  stretch: Stretch,
  random: Random = systemRandom,
): Promise<NewOfficerKey> {
  const salt = newSalt(random);
  const { proof, wrapKey } = await deriveOfficerSecrets(passphrase, salt, deployment, stretch);
  const seed = newKey(random);
  const wrappedSeed = await wrapOfficerSeed(wrapKey, seed, deployment, officer, random);
  wipe(wrapKey);
  return { salt, proof, wrappedSeed, publicKey: await publicKeyOf(seed), seed };
}

/** Return the officer seed under the passphrase's wrap key, 104 bytes. */
export function wrapOfficerSeed(
  wrapKey: Uint8Array,
  seed: Uint8Array,
  deployment: Uint8Array,
  officer: Uint8Array,
  random: Random = systemRandom,
): Promise<Bytes> {
  return sealBody(wrapKey, seedContext(deployment, officer), seed, random);
}

/** Return the officer seed; throws `WrongKeyOrPlace` for another passphrase or officer. */
export function unwrapOfficerSeed(
  wrapKey: Uint8Array,
  wrapped: Uint8Array,
  deployment: Uint8Array,
  officer: Uint8Array,
): Promise<Bytes> {
  return openBody(wrapKey, seedContext(deployment, officer), wrapped);
}

/** Return a sign-in name as it is compared and stored: NFC, lower case, no white space at its ends. */
export function normaliseName(name: string): string {
  const ends = /^[\p{White_Space}\u001c-\u001f]+|[\p{White_Space}\u001c-\u001f]+$/gu;
  return name.normalize("NFC").toLowerCase().replace(ends, "");
}

function seedContext(deployment: Uint8Array, officer: Uint8Array): Bytes {
  return context("officer-seed", checkId(deployment, "deployment"), checkId(officer, "officer"));
}
