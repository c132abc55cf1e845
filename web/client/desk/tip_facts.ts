/** What the server says about a tip: sealed keys and metadata; everything in it is checked before it is used. */
import type { Bytes } from "../sealing/bytes";
import { fromHex } from "../sealing/bytes";
import type { ReceiptKeys } from "../sealing/manifest";
import type { Place, QueueKey, Role } from "../sealing/parts";
import { deploymentId } from "./key";
import { fromBase64 } from "./server";

/** One sealed part as the server offers it; `hour` since 1970 UTC, `when` as it is shown. */
export interface PartFacts {
  readonly role: Role;
  readonly number: number;
  readonly size: string;
  readonly epoch: number;
  readonly sealedKey: Bytes;
  readonly hour: number;
  readonly when: string;
  readonly signature: Bytes | undefined;
  readonly author: string | undefined;
  readonly read: boolean;
  /** Notes only: the status that this note gives the reason for. */
  readonly reasonFor: string | undefined;
  /** A unit that had the tip before keeps a wrap of this part until the server hears that it has opened. */
  readonly kept: boolean;
}

/** A queue that holds the tip; other units' come with the directory entries that vouch for the key. */
export interface Holder extends QueueKey {
  readonly unit: string;
  readonly province: string | undefined;
  readonly provinceEntry: Bytes | undefined;
  readonly queueEntry: Bytes | undefined;
}

/** A tip as the server offers it. */
export interface Facts {
  readonly tip: string;
  /** Where its parts are fetched, if not at the tip's own address. */
  readonly at?: string;
  readonly queue: string;
  readonly parts: readonly PartFacts[];
  readonly receipts: readonly ReceiptKeys[];
  readonly holders: readonly Holder[];
  /** The unit that forwarded the tip here and may get it back; null where a resident sent it, or this officer may not. */
  readonly cameFrom: { readonly queue: string; readonly unit: string } | null;
  readonly nextReply: number;
  readonly nextNote: number;
  readonly viewedByMe: boolean;
}

interface RawFacts {
  tip: string;
  at?: string;
  queue: string;
  parts: { role: Role; number: number; size: string; epoch: number; key: string; hour: number; when: string; signature?: string; author?: string; read?: boolean; reasonFor?: string; kept?: boolean }[];
  receipts: { mailbox: string; reply: string; verify: string }[];
  holders: { queue: string; epoch: number; key: string; unit: string; province?: string; provinceEntry?: string; queueEntry?: string }[];
  cameFrom?: { queue: string; unit: string } | null;
  nextReply: number;
  nextNote: number;
  viewedByMe: boolean;
}

/** Return the facts that stand on a page of our own server. */
export function readFacts(text: string): Facts {
  const raw = JSON.parse(text) as RawFacts;
  return {
    ...raw,
    cameFrom: raw.cameFrom ?? null,
    parts: raw.parts.map((part) => ({
      role: part.role,
      number: part.number,
      size: part.size,
      epoch: part.epoch,
      hour: part.hour,
      when: part.when,
      sealedKey: fromBase64(part.key),
      signature: part.signature === undefined ? undefined : fromBase64(part.signature),
      author: part.author,
      read: part.read === true,
      reasonFor: part.reasonFor,
      kept: part.kept === true,
    })),
    receipts: raw.receipts.map((receipt) => ({
      mailbox: fromBase64(receipt.mailbox),
      replyPublicKey: fromBase64(receipt.reply),
      signingPublicKey: fromBase64(receipt.verify),
    })),
    holders: raw.holders.map((holder) => ({
      queue: holder.queue,
      epoch: holder.epoch,
      publicKey: fromBase64(holder.key),
      unit: holder.unit,
      province: holder.province,
      provinceEntry: holder.provinceEntry === undefined ? undefined : fromBase64(holder.provinceEntry),
      queueEntry: holder.queueEntry === undefined ? undefined : fromBase64(holder.queueEntry),
    })),
  };
}

/** Return where a part belongs, for everything that it is bound to. */
export function placeOf(tip: string, role: Role, number: number): Place {
  const id = fromHex(tip);
  if (id === null) throw new Error("the page doesn't name its tip");
  return { deployment: deploymentId(), tip: id, role, number };
}
