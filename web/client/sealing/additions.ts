/**
 * Signs what a resident adds later with the code's key, and checks it; it must never let a part that doesn't verify
 * pass as the resident's. Source: docs/sealed-tip-spec.md, section 9.
 */
import type { Bytes } from "./bytes";
import { context } from "./contexts";
import { Malformed, NotTheResident } from "./errors";
import type { Manifest } from "./manifest";
import { partHash, type Place } from "./parts";
import { sign, verifies } from "./signatures";

/** Return the receipt's 64-byte signature over an addition's place and hash. */
export async function signAddition(signingSeed: Uint8Array, place: Place, sealedPart: Uint8Array): Promise<Bytes> {
  return sign(signingSeed, await message(place, sealedPart));
}

/** Return if the addition is by the holder of this signing key; throws `NotTheResident` otherwise. */
export async function verifyAddition(
  signingPublicKey: Uint8Array,
  place: Place,
  sealedPart: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  if (!(await verifies(signingPublicKey, signature, await message(place, sealedPart)))) {
    throw new NotTheResident("the addition isn't signed by a code of this tip");
  }
}

/** Tell whether an addition is signed by any receipt of the opened manifest. */
export async function isFromTheResident(
  manifest: Manifest,
  place: Place,
  sealedPart: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const signed = await message(place, sealedPart);
  for (const receipt of manifest.receipts) {
    if (await verifies(receipt.signingPublicKey, signature, signed)) return true;
  }
  return false;
}

async function message(place: Place, sealedPart: Uint8Array): Promise<Bytes> {
  if (place.role !== "addition") throw new Malformed("only additions are signed");
  return context("addition", place.deployment, place.tip, place.number, await partHash(sealedPart));
}
