/**
 * Seals an officer's answer or note and posts it; it must never post it readable, nor seal an answer to a receipt that
 * the manifest doesn't name.
 */
import { wipe, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { textContent } from "../sealing/frames";
import type { Manifest } from "../sealing/manifest";
import { partHash, sealPart, wrapPartKey, type Place, type QueueKey } from "../sealing/parts";
import { sealReplyKey } from "../sealing/replies";
import { trustedHolders } from "./holders";
import type { Noted } from "./sent_once";
import { fromBase64, post, toBase64 } from "./server";
import { placeOf, type Facts } from "./tip_facts";

/** A sealed part as it is posted. */
export interface PostedPart {
  readonly number: number;
  readonly body: string;
  readonly wraps: readonly { readonly queue: string; readonly epoch: number; readonly key: string }[];
}

/** Post an answer to the resident; `noted` hears of it before. Throws `Refused`, `Unreachable` or a sealing error. */
export async function sendReply(facts: Facts, text: string, manifest: Manifest, noted: Noted): Promise<void> {
  const place = placeOf(facts.tip, "reply", facts.nextReply);
  const key = newKey();
  try {
    const sealed = await sealedFor(place, key, text, await trustedHolders(facts));
    const receipts = [];
    for (const receipt of manifest.receipts) {
      receipts.push({ mailbox: toBase64(receipt.mailbox), key: toBase64(await sealReplyKey(place, key, receipt)) });
    }
    noted(sealed.number, await partHash(fromBase64(sealed.body)));
    await post(`/tips/${facts.tip}/replies`, { ...sealed, receipts });
  } finally {
    wipe(key);
  }
}

/** Post an internal note; `noted` hears of it before. */
export async function sendNote(facts: Facts, text: string, noted: Noted): Promise<void> {
  const sealed = await sealNote(facts, text);
  noted(sealed.number, await partHash(fromBase64(sealed.body)));
  await post(`/tips/${facts.tip}/notes`, sealed);
}

/** Return a note sealed to the own queue alone, ready to be posted. */
export async function sealNote(facts: Facts, text: string): Promise<PostedPart> {
  const key = newKey();
  try {
    const own = (await trustedHolders({ ...facts, holders: facts.holders.filter((holder) => holder.queue === facts.queue) }));
    return await sealedFor(placeOf(facts.tip, "note", facts.nextNote), key, text, own);
  } finally {
    wipe(key);
  }
}

async function sealedFor(place: Place, key: Bytes, text: string, to: readonly QueueKey[]): Promise<PostedPart> {
  const body = await sealPart(place, key, textContent(text));
  const wraps = [];
  for (const holder of to) {
    wraps.push({ queue: holder.queue, epoch: holder.epoch, key: toBase64(await wrapPartKey(place, key, holder)) });
  }
  return { number: place.number, body: toBase64(body), wraps };
}
