/**
 * Seals an officer's answer or note and posts it; it must never post it readable, nor seal an answer to a receipt that
 * the manifest doesn't name.
 */
import { wipe } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { textContent } from "../sealing/frames";
import type { Manifest } from "../sealing/manifest";
import { sealPart, wrapPartKey, type QueueKey } from "../sealing/parts";
import { sealReplyKey } from "../sealing/replies";
import { trustedHolders } from "./holders";
import { post, toBase64 } from "./server";
import { placeOf, type Facts } from "./tip_facts";

/** Post an answer to the resident. Throws `Refused`, `Unreachable` or a sealing error. */
export function sendReply(facts: Facts, text: string, manifest: Manifest): Promise<void> {
  return send(facts, "reply", text, manifest);
}

/** Post an internal note. */
export function sendNote(facts: Facts, text: string): Promise<void> {
  return send(facts, "note", text, null);
}

async function send(facts: Facts, role: "reply" | "note", text: string, manifest: Manifest | null): Promise<void> {
  const number = role === "reply" ? facts.nextReply : facts.nextNote;
  const place = placeOf(facts.tip, role, number);
  const holders: readonly QueueKey[] = await trustedHolders(facts);
  const key = newKey();
  try {
    const body = await sealPart(place, key, textContent(text));
    const wraps = [];
    for (const holder of holders) {
      wraps.push({ queue: holder.queue, epoch: holder.epoch, key: toBase64(await wrapPartKey(place, key, holder)) });
    }
    const receipts = [];
    for (const receipt of manifest?.receipts ?? []) {
      receipts.push({ mailbox: toBase64(receipt.mailbox), key: toBase64(await sealReplyKey(place, key, receipt)) });
    }
    const sealed = { number, body: toBase64(body), wraps };
    await post(`/tips/${facts.tip}/${role === "reply" ? "replies" : "notes"}`, manifest === null ? sealed : { ...sealed, receipts });
  } finally {
    wipe(key);
  }
}
