/**
 * Remembers for one officer which colleagues' keys were compared by people; it must never vouch for a key to anybody
 * else. Source: docs/sealed-tip-spec.md, section 14. The server keeps the tag, and can neither make nor move one.
 */
import { equalBytes, wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { authenticate, derive } from "./derivation";
import type { Joining } from "./joining";

/** Return the 32-byte tag with which an officer (id of 16 bytes, seed of 32) remembers a colleague's public key. */
export async function checkedKeyTag(
  checker: Uint8Array,
  checkerSeed: Uint8Array,
  colleague: Joining,
  colleaguePublicKey: Uint8Array,
): Promise<Bytes> {
  const deployment = checkId(colleague.deployment, "deployment");
  const officer = checkId(colleague.officer, "officer");
  const key = await derive(checkerSeed, context("checked-keys", deployment, checkId(checker, "officer")));
  const tag = await authenticate(key, context("checked-key", deployment, colleague.queue, officer, colleaguePublicKey));
  wipe(key);
  return tag;
}

/** Tell in constant time whether this officer has compared exactly this key before. */
export async function checkedKeyTagVerifies(
  checker: Uint8Array,
  checkerSeed: Uint8Array,
  colleague: Joining,
  colleaguePublicKey: Uint8Array,
  tag: Uint8Array,
): Promise<boolean> {
  return equalBytes(await checkedKeyTag(checker, checkerSeed, colleague, colleaguePublicKey), tag);
}
