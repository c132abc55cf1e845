/**
 * Seals a reply to the queue and to the codes of its tip; it must never seal to a key that isn't in the manifest.
 * Source: docs/sealed-tip-spec.md, section 9.
 */
import { wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { newKey } from "./derivation";
import { Malformed } from "./errors";
import type { Content } from "./frames";
import { openKey, sealKey } from "./hybrid_keys";
import type { Manifest, ReceiptKeys } from "./manifest";
import { partHash, sealPart, wrapPartKey, type Place, type QueueKey } from "./parts";

/** What is posted to the server for one new part: its bytes, their hash, and its key sealed to the queue. */
export interface SealedWriting {
  readonly sealed: Bytes;
  readonly hash: Bytes;
  readonly wrap: Bytes;
}

/** A reply also carries its key for each receipt of the manifest. */
export interface SealedReply extends SealedWriting {
  readonly replyKeys: readonly { readonly mailbox: Uint8Array; readonly sealedKey: Bytes }[];
}

/** Return a reply ready to be posted; the receipts come from the opened manifest, never from the server's rows. */
export async function sealReply(place: Place, content: Content, to: QueueKey, manifest: Manifest): Promise<SealedReply> {
  return sealWriting(place, content, to, async (key, writing) => {
    const replyKeys = [];
    for (const receipt of manifest.receipts) {
      replyKeys.push({ mailbox: receipt.mailbox, sealedKey: await sealReplyKey(place, key, receipt) });
    }
    return { ...writing, replyKeys };
  });
}

/** Return an internal note ready to be posted: for the queue alone. */
export async function sealNote(place: Place, content: Content, to: QueueKey): Promise<SealedWriting> {
  if (place.role !== "note") throw new Malformed("a note has the role note");
  return sealWriting(place, content, to, (_key, writing) => Promise.resolve(writing));
}

/** Return the reply's part key sealed to one receipt of the manifest, 1,168 bytes. */
export function sealReplyKey(place: Place, key: Uint8Array, receipt: ReceiptKeys): Promise<Bytes> {
  return sealKey(key, receipt.replyPublicKey, replyContext(place, receipt.mailbox));
}

/** Return the reply's part key for the code's holder; throws `Malformed` or `WrongKeyOrPlace`. */
export async function openReplyKey(
  place: Place,
  sealedKey: Uint8Array,
  mailbox: Uint8Array,
  replySeed: Uint8Array,
): Promise<Bytes> {
  return openKey(sealedKey, replySeed, replyContext(place, mailbox));
}

/** Seal content under a fresh key, wrap it to the queue, let `finish` use the key once more, then wipe it. */
async function sealWriting<T>(
  place: Place,
  content: Content,
  to: QueueKey,
  finish: (key: Bytes, writing: SealedWriting) => Promise<T>,
): Promise<T> {
  const key = newKey();
  try {
    const sealed = await sealPart(place, key, content);
    return await finish(key, { sealed, hash: await partHash(sealed), wrap: await wrapPartKey(place, key, to) });
  } finally {
    wipe(key);
  }
}

function replyContext(place: Place, mailbox: Uint8Array): Bytes {
  if (place.role !== "reply") throw new Malformed("only replies are sealed to receipts");
  return context("reply-key", place.deployment, place.tip, place.number, checkId(mailbox, "mailbox"));
}
