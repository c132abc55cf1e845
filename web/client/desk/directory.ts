/**
 * Verifies directory entries under the root and remembers in this browser the newest it ever accepted; it must never let
 * a server bring back an older one. Source: docs/sealed-tip-spec.md, section 13.
 */
import { equalBytes, fromHex, toHex, type Bytes } from "../sealing/bytes";
import { shortHash } from "../sealing/derivation";
import type { DirectoryEntry } from "../sealing/directory";
import { DirectoryTrust, NOTHING_SEEN, type CertifiedProvince, type Seen } from "../sealing/directory_trust";
import { DirectoryRefused } from "../sealing/errors";
import type { QueueKey } from "../sealing/parts";
import { deploymentId } from "./page_facts";

/** A queue's entry and its province's, as the server gives them. */
export interface OfferedQueue {
  readonly province: string;
  readonly provinceEntry: Uint8Array;
  readonly queueEntry: Uint8Array;
}

const ROLES: Readonly<Record<string, string>> = { c: "commune", d: "duty_desk", i: "inspectorate" };

/** Return the directory's root key (Ed25519, 32 bytes), which every page names and posters print. */
export function rootKey(): Bytes {
  const root = fromHex(document.body.dataset["root"] ?? "");
  if (root === null) throw new DirectoryRefused("the page names no root");
  return root;
}

/** Return what entries are held against now. */
export function directoryTrust(): DirectoryTrust {
  return new DirectoryTrust(deploymentId(), rootKey(), Math.floor(Date.now() / 1000));
}

/** Return a province's verified entry. Throws `Malformed` or `DirectoryRefused`. */
export async function trustedProvince(province: string, entry: Uint8Array): Promise<CertifiedProvince> {
  const certified = await directoryTrust().province(entry, province, seen("province", province, ""));
  await remember(certified.entry);
  return certified;
}

/** Return the verified entry of a queue's key, never an older one than this browser saw. Throws as above. */
export async function trustedQueue(offered: OfferedQueue, queue: string): Promise<DirectoryEntry> {
  const certified = await trustedProvince(offered.province, offered.provinceEntry);
  const before = seen("queue", offered.province, queue);
  const entry = await directoryTrust().queue(offered.queueEntry, certified, queue, queueRole(queue), before);
  await remember(entry);
  return entry;
}

/**
 * Throw `DirectoryRefused` if this isn't the queue's certified key of that epoch: by the entry that is offered, or by what
 * this browser saw before. An epoch that nothing is known of passes: it may wait for its signature, or be an old one.
 */
export async function checkOwnKey(province: string, offered: OfferedQueue | null, key: QueueKey): Promise<void> {
  const entry = offered === null ? null : await trustedQueue(offered, key.queue);
  const known = kept("queue", province, key.queue);
  const right = known === undefined || known[1] !== key.epoch || known[2] === (await nameOfKey(key.publicKey));
  if (!right || (entry?.epoch === key.epoch && !equalBytes(entry.publicKey, key.publicKey))) {
    throw new DirectoryRefused("the directory certifies another key for this queue");
  }
}

/** Return the directory's role of a queue: its kind of unit. */
export function queueRole(queue: string): string {
  return ROLES[queue.charAt(0)] ?? "";
}

/** Return the newest serial and epoch that this browser accepted for a province's or a queue's key. */
export function seen(kind: "province" | "queue", province: string, queue: string): Seen {
  const known = kept(kind, province, queue);
  return known === undefined ? NOTHING_SEEN : { serial: known[0], epoch: known[1] };
}

/** Keep what was accepted, where it is newer than before. */
async function remember({ kind, province, queue, serial, epoch, publicKey }: DirectoryEntry): Promise<void> {
  if (kind !== "province" && kind !== "queue") return;
  const before = seen(kind, province, queue);
  if (serial <= before.serial) return;
  const name = await nameOfKey(publicKey);
  localStorage.setItem(place(), JSON.stringify({ ...memory(), [nameOf(kind, province, queue)]: [serial, epoch, name] }));
}

/** Serial, epoch and the start of the key's hash in hex. */
type Known = readonly [number, number, string];

function kept(kind: "province" | "queue", province: string, queue: string): Known | undefined {
  return memory()[nameOf(kind, province, queue)];
}

/** A memory that can't be read is not an empty one: whoever could spoil it could then bring old keys back. */
function memory(): Readonly<Record<string, Known>> {
  const text = localStorage.getItem(place());
  if (text === null) return {};
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null && Object.values(found).every(isKnown)) return found as Record<string, Known>;
  } catch {
    // Said below.
  }
  throw new DirectoryRefused("what this browser remembers of keys can't be read");
}

function isKnown(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [serial, epoch, name] = value as unknown[];
  return [serial, epoch].every((part) => Number.isSafeInteger(part) && Number(part) >= 0) && typeof name === "string";
}

async function nameOfKey(publicKey: Uint8Array): Promise<string> {
  return toHex(await shortHash(publicKey));
}

function place(): string {
  return `tinbao-directory-${toHex(deploymentId())}`;
}

function nameOf(kind: string, province: string, queue: string): string {
  return `${kind}/${province}/${queue}`;
}
