/**
 * Seals one message or file and wraps its key to queues; it must never bind a part to less than its deployment, tip,
 * number and role. Source: docs/sealed-tip-spec.md, section 5.
 */
import { openBody, sealBody } from "./bodies";
import { systemRandom, wipe, type Bytes, type Random } from "./bytes";
import { checkId, context } from "./contexts";
import { sha256 } from "./derivation";
import { Malformed } from "./errors";
import { buildFrame, readFrame, type Content } from "./frames";
import { openKey, sealKey } from "./hybrid_keys";

/** Who wrote a part, for whom. */
export type Role = "report" | "addition" | "reply" | "note" | "manifest";

const BONDED: ReadonlySet<Role> = new Set(["report", "manifest"]);

/** Where a part belongs: deployment and tip (16 bytes each), its number (from 1) and its role. */
export interface Place {
  readonly deployment: Uint8Array;
  readonly tip: Uint8Array;
  readonly number: number;
  readonly role: Role;
}

/** A queue's key of one epoch, from a directory entry that has been verified. */
export interface QueueKey {
  readonly queue: string;
  readonly epoch: number;
  readonly publicKey: Uint8Array;
}

/** Return what the part's body is bound to. */
export function bodyContext(place: Place): Bytes {
  return context("part", ...fieldsOf(place));
}

/** Return what the part's key is bound to when it is wrapped to a queue's epoch. */
export function keyContext(place: Place, queue: string, epoch: number): Bytes {
  return context("part-key", ...fieldsOf(place), queue, epoch);
}

/**
 * Return the sealed part; `key` is `newKey()` and never used for a second part. Throws `Malformed` for content outside
 * its bounds, and for a report part or manifest without the tip's bond or another part with one.
 */
export async function sealPart(
  place: Place,
  key: Uint8Array,
  content: Content,
  random: Random = systemRandom,
): Promise<Bytes> {
  checkBond(place, content);
  return sealBody(key, bodyContext(place), buildFrame(content), random);
}

/** Return the part in the clear; throws `Malformed`, `WrongKeyOrPlace` or `Damaged`. */
export async function openPart(place: Place, key: Uint8Array, sealed: Uint8Array): Promise<Content> {
  const content = readFrame(await openBody(key, bodyContext(place), sealed));
  checkBond(place, content);
  return content;
}

/** Return the SHA-256 of a whole sealed part, 32 bytes, as manifest and additions name it. */
export function partHash(sealed: Uint8Array): Promise<Bytes> {
  return sha256(sealed);
}

/** Return the part's key sealed to a queue's epoch, 1,168 bytes. */
export function wrapPartKey(place: Place, key: Uint8Array, to: QueueKey): Promise<Bytes> {
  return sealKey(key, to.publicKey, keyContext(place, to.queue, to.epoch));
}

/** Return the part's key; throws `Malformed` or `WrongKeyOrPlace`. */
export function unwrapPartKey(
  place: Place,
  sealedKey: Uint8Array,
  queue: string,
  epoch: number,
  queueSeed: Uint8Array,
): Promise<Bytes> {
  return openKey(sealedKey, queueSeed, keyContext(place, queue, epoch));
}

/** Return the same part key sealed to another queue or epoch (a forward, a new epoch); the body stays as it is. */
export async function rewrapPartKey(
  place: Place,
  sealedKey: Uint8Array,
  from: { readonly queue: string; readonly epoch: number; readonly seed: Uint8Array },
  to: QueueKey,
): Promise<Bytes> {
  const key = await unwrapPartKey(place, sealedKey, from.queue, from.epoch, from.seed);
  try {
    return await wrapPartKey(place, key, to);
  } finally {
    wipe(key);
  }
}

function checkBond(place: Place, content: Content): void {
  if ((content.bond !== undefined) !== BONDED.has(place.role)) {
    throw new Malformed("report parts and manifests carry a bond, other parts don't");
  }
}

/** Return the fields that part contexts begin with, checked. */
function fieldsOf(place: Place): readonly [Uint8Array, Uint8Array, number, string] {
  if (!Number.isInteger(place.number) || place.number < 1) throw new Malformed("part numbers count from 1");
  return [checkId(place.deployment, "deployment"), checkId(place.tip, "tip"), place.number, place.role];
}
