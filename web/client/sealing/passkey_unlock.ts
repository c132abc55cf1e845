/**
 * Wraps the officer's seed under what one passkey alone can work out (WebAuthn's PRF); it must never be given a PRF's
 * output of another use. Source: docs/sealed-tip-spec.md, section 11.
 */
import { openBody, sealBody } from "./bodies";
import { systemRandom, wipe, type Bytes, type Random } from "./bytes";
import { checkId, context } from "./contexts";
import { derive, KEY_BYTES, sha256 } from "./derivation";
import { WrongKeyOrPlace } from "./errors";

/** Whose seed, and under which of the officer's passkeys. */
export interface PasskeyPlace {
  readonly deployment: Uint8Array;
  readonly officer: Uint8Array;
  readonly credential: Uint8Array;
}

/** Return what the passkey is asked about: 32 bytes, the same for all of an officer's passkeys. */
export function unlockQuestion(deployment: Uint8Array, officer: Uint8Array): Promise<Bytes> {
  return sha256(context("passkey-question", checkId(deployment, "deployment"), checkId(officer, "officer")));
}

/** Return the officer's seed wrapped under the passkey's answer (32 bytes): 104 bytes. */
export async function wrapForPasskey(place: PasskeyPlace, answer: Uint8Array, seed: Uint8Array, random: Random = systemRandom): Promise<Bytes> {
  const key = await wrapKey(place, answer);
  const wrapped = await sealBody(key, context("passkey-seed", ...fieldsOf(place)), seed, random);
  wipe(key);
  return wrapped;
}

/** Return the officer's seed; throws `WrongKeyOrPlace` for another passkey's answer or another officer. */
export async function unwrapForPasskey(place: PasskeyPlace, answer: Uint8Array, wrapped: Uint8Array): Promise<Bytes> {
  const key = await wrapKey(place, answer);
  const seed = await openBody(key, context("passkey-seed", ...fieldsOf(place)), wrapped);
  wipe(key);
  if (seed.length !== KEY_BYTES) throw new WrongKeyOrPlace("a wrapped seed of another length");
  return seed;
}

function wrapKey(place: PasskeyPlace, answer: Uint8Array): Promise<Bytes> {
  return derive(answer, context("passkey-wrap", ...fieldsOf(place)));
}

function fieldsOf({ deployment, officer, credential }: PasskeyPlace): readonly [Uint8Array, Uint8Array, Uint8Array] {
  return [checkId(deployment, "deployment"), checkId(officer, "officer"), credential];
}
