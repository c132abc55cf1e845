/**
 * Makes a queue's seed and seals it to its officers and to the recovery key; it must never use a seed that the
 * directory doesn't certify. Source: docs/sealed-tip-spec.md, section 12.
 */
import { equalBytes, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { Malformed, WrongKeyOrPlace } from "./errors";
import { openKey, publicKeyOf, sealKey } from "./hybrid_keys";

/** One generation of one queue's key: deployment (16 bytes), queue id, epoch from 1. */
export interface QueueEpoch {
  readonly deployment: Uint8Array;
  readonly queue: string;
  readonly epoch: number;
}

/** Return the queue seed sealed to one officer, 1,168 bytes. A fresh seed is `newKey()`. */
export async function sealQueueSeed(
  place: QueueEpoch,
  seed: Uint8Array,
  officer: Uint8Array,
  officerPublicKey: Uint8Array,
): Promise<Bytes> {
  return sealKey(seed, officerPublicKey, officerContext(place, officer));
}

/** Return the queue seed for an officer; give it to `checkQueueSeed` before any use. */
export async function openQueueSeed(
  place: QueueEpoch,
  sealed: Uint8Array,
  officer: Uint8Array,
  officerSeed: Uint8Array,
): Promise<Bytes> {
  return openKey(sealed, officerSeed, officerContext(place, officer));
}

/** Return the queue seed sealed to the recovery key of its level, 1,168 bytes. */
export async function sealQueueSeedForRecovery(
  place: QueueEpoch,
  seed: Uint8Array,
  recoveryPublicKey: Uint8Array,
): Promise<Bytes> {
  return sealKey(seed, recoveryPublicKey, recoveryContext(place, recoveryPublicKey));
}

/** Return the queue seed for the holder of the recovery seed; throws `Malformed` or `WrongKeyOrPlace`. */
export async function openQueueSeedForRecovery(
  place: QueueEpoch,
  sealed: Uint8Array,
  recoverySeed: Uint8Array,
): Promise<Bytes> {
  return openKey(sealed, recoverySeed, recoveryContext(place, await publicKeyOf(recoverySeed)));
}

/** Return `seed` if its public key is the one that the directory certifies; otherwise it must not be used. */
export async function checkQueueSeed(seed: Bytes, certifiedPublicKey: Uint8Array): Promise<Bytes> {
  if (!equalBytes(await publicKeyOf(seed), certifiedPublicKey)) {
    throw new WrongKeyOrPlace("the queue seed isn't the one that the directory certifies");
  }
  return seed;
}

function officerContext(place: QueueEpoch, officer: Uint8Array): Bytes {
  return context("queue-seed", ...fieldsOf(place), checkId(officer, "officer"));
}

function recoveryContext(place: QueueEpoch, recoveryPublicKey: Uint8Array): Bytes {
  return context("queue-seed-recovery", ...fieldsOf(place), recoveryPublicKey);
}

function fieldsOf(place: QueueEpoch): readonly [Uint8Array, string, number] {
  if (place.epoch < 1 || place.queue === "") throw new Malformed("epochs count from 1, and a queue has an id");
  return [checkId(place.deployment, "deployment"), place.queue, place.epoch];
}
