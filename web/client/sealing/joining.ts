/**
 * Ties a joining officer's new public key to a secret handed over on paper; the secret must never pass through the
 * server. Source: docs/sealed-tip-spec.md, section 14. The code has the form of a receipt code (receipts.ts).
 */
import { equalBytes, wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { authenticate, derive, shortHash, stretchForOfficer, type Stretch } from "./derivation";
import { Malformed } from "./errors";
import { readCode } from "./receipts";

/** Who joins what: deployment (16 bytes), queue id, officer id (16 bytes). */
export interface Joining {
  readonly deployment: Uint8Array;
  readonly queue: string;
  readonly officer: Uint8Array;
}

/** Return the 32-byte tag over the joiner's public key; costs one Argon2id of 64 MiB. Throws `Malformed` for a bad code. */
export async function joiningTag(
  joining: Joining,
  code: string,
  officerPublicKey: Uint8Array,
  stretch: Stretch,
): Promise<Bytes> {
  const digits = readCode(code);
  if (digits === null) throw new Malformed("not a joining code");
  const { deployment, queue, officer } = joining;
  const fields = [checkId(deployment, "deployment"), queue, checkId(officer, "officer")] as const;
  const salt = await shortHash(context("joining-salt", ...fields));
  const root = await stretchForOfficer(stretch, new TextEncoder().encode(digits), salt);
  const key = await derive(root, context("joining-key", ...fields));
  const tag = await authenticate(key, context("joining", ...fields, officerPublicKey));
  wipe(root, key);
  return tag;
}

/** Tell in constant time whether the public key is the one that the holder of the paper made. */
export async function joiningTagVerifies(
  joining: Joining,
  code: string,
  officerPublicKey: Uint8Array,
  tag: Uint8Array,
  stretch: Stretch,
): Promise<boolean> {
  return equalBytes(await joiningTag(joining, code, officerPublicKey, stretch), tag);
}
