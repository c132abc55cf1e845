/**
 * Remembers for one officer which colleagues' keys were compared by people, and under which names; it must never vouch
 * for a key to anybody else, nor under another name. Source: docs/sealed-tip-spec.md, section 14. The server keeps the tag, and can neither make nor move one.
 */
import { equalBytes, wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { authenticate, derive } from "./derivation";
import type { Joining } from "./joining";

/**
 * Return the 32-byte tag with which an officer (id of 16 bytes, seed of 32) remembers a colleague's public key. `name` is
 * the colleague's as it was shown when the key was compared: a renamed row must not pass one's key off as another's.
 */
export async function checkedKeyTag(
  checker: Uint8Array,
  checkerSeed: Uint8Array,
  colleague: Joining,
  name: string,
  colleaguePublicKey: Uint8Array,
): Promise<Bytes> {
  const deployment = checkId(colleague.deployment, "deployment");
  const officer = checkId(colleague.officer, "officer");
  const key = await derive(checkerSeed, context("checked-keys", deployment, checkId(checker, "officer")));
  const tag = await authenticate(key, context("checked-person", deployment, colleague.queue, officer, name, colleaguePublicKey));
  wipe(key);
  return tag;
}

/** Tell in constant time whether this officer has compared exactly this key under exactly this name before. */
export async function checkedKeyTagVerifies(
  checker: Uint8Array,
  checkerSeed: Uint8Array,
  colleague: Joining,
  name: string,
  colleaguePublicKey: Uint8Array,
  tag: Uint8Array,
): Promise<boolean> {
  return equalBytes(await checkedKeyTag(checker, checkerSeed, colleague, name, colleaguePublicKey), tag);
}
