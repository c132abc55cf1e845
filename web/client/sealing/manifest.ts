/**
 * Writes, reads and checks the manifest that says which parts and receipts a tip has; it must never guess around a
 * difference. Source: docs/sealed-tip-spec.md, section 7.
 */
import { concat, equalBytes, toHex, type Bytes } from "./bytes";
import { u32 } from "./contexts";
import { Malformed } from "./errors";
import type { Content } from "./frames";
import { PUBLIC_KEY_BYTES } from "./hybrid_keys";
import { SIGNING_PUBLIC_KEY_BYTES } from "./signatures";

export const MOST_RECEIPTS = 3;
const HASH = 32;
const MAILBOX = 16;
const PART = 4 + HASH;
const RECEIPT = MAILBOX + PUBLIC_KEY_BYTES + SIGNING_PUBLIC_KEY_BYTES;

/** The public side of a receipt: mailbox (16 bytes), reply public key (1,216), signing public key (32). */
export interface ReceiptKeys {
  readonly mailbox: Uint8Array;
  readonly replyPublicKey: Uint8Array;
  readonly signingPublicKey: Uint8Array;
}

/** The parts of a report (number to part hash), its valid receipts, oldest first, and the tip's bond. */
export interface Manifest {
  readonly bond: string;
  readonly partHashes: ReadonlyMap<number, Uint8Array>;
  readonly receipts: readonly ReceiptKeys[];
}

/**
 * Where the stored tip differs from its manifest: part numbers, and mailboxes of receipts swapped, dropped or added.
 * `foreign` parts opened and carry another bond than the manifest; `unopened` ones are listed and unchanged, but shut.
 * `forged`: parts opened, and the manifest has the bond of none of them.
 */
export interface ManifestFindings {
  readonly missing: readonly number[];
  readonly added: readonly number[];
  readonly changed: readonly number[];
  readonly receipts: readonly Uint8Array[];
  readonly foreign: readonly number[];
  readonly unopened: readonly number[];
  readonly forged: boolean;
  readonly agrees: boolean;
}

/** Return the manifest as content of a part with role `manifest`; throws `Malformed` outside the specification. */
export function manifestContent(manifest: Manifest): Content {
  const numbers = [...manifest.partHashes.keys()].sort((left, right) => left - right);
  const pieces: Uint8Array[] = [Uint8Array.of(1), u32(numbers.length)];
  for (const number of numbers) pieces.push(u32(number), sized(manifest.partHashes.get(number), HASH));
  pieces.push(Uint8Array.of(manifest.receipts.length));
  for (const receipt of manifest.receipts) {
    pieces.push(
      sized(receipt.mailbox, MAILBOX),
      sized(receipt.replyPublicKey, PUBLIC_KEY_BYTES),
      sized(receipt.signingPublicKey, SIGNING_PUBLIC_KEY_BYTES),
    );
  }
  const content: Content = { kind: "manifest", body: concat(...pieces), bond: manifest.bond };
  readManifest(content);
  return content;
}

/** Return the manifest in an opened part; throws `Malformed` for anything else. */
export function readManifest(content: Content): Manifest {
  const data: Bytes = content.kind === "manifest" ? content.body : new Uint8Array();
  const { bond } = content;
  if (data.length < 5 || data[0] !== 1 || bond === undefined) throw new Malformed("not a manifest of this version");
  const count = new DataView(data.buffer, data.byteOffset).getUint32(1);
  const receiptsAt = 5 + count * PART;
  if (count < 1 || data.length <= receiptsAt) throw new Malformed("a manifest is cut");
  const receiptCount = data[receiptsAt] ?? 0;
  if (receiptCount < 1 || receiptCount > MOST_RECEIPTS || data.length !== receiptsAt + 1 + receiptCount * RECEIPT) {
    throw new Malformed("a manifest's receipts don't fit");
  }
  const receipts = Array.from({ length: receiptCount }, (_, at) => readReceipt(data, receiptsAt + 1 + at * RECEIPT));
  if (new Set(receipts.map((receipt) => toHex(receipt.mailbox))).size !== receiptCount) {
    throw new Malformed("a manifest lists a receipt twice");
  }
  return { bond, partHashes: readParts(data, count), receipts };
}

/**
 * Compare what is stored with the manifest. `offeredHashes` are computed over the bytes that were fetched, never taken
 * from the server; `openedBonds` has the bond of every report part that opened.
 */
export function checkManifest(
  manifest: Manifest,
  offeredHashes: ReadonlyMap<number, Uint8Array>,
  offeredReceipts: readonly ReceiptKeys[],
  openedBonds: ReadonlyMap<number, string>,
): ManifestFindings {
  const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((left, right) => left - right);
  const listed = ascending(manifest.partHashes.keys());
  const missing = listed.filter((number) => !offeredHashes.has(number));
  const added = ascending(offeredHashes.keys()).filter((number) => !manifest.partHashes.has(number));
  const offered = listed.filter((number) => offeredHashes.has(number));
  const changed = offered.filter((number) => {
    const [ours, theirs] = [manifest.partHashes.get(number), offeredHashes.get(number)];
    return ours === undefined || theirs === undefined || !equalBytes(ours, theirs);
  });
  const foreign = ascending(openedBonds.keys()).filter((number) => openedBonds.get(number) !== manifest.bond);
  const unopened = offered.filter((number) => !changed.includes(number) && !openedBonds.has(number));
  const forged = openedBonds.size > 0 && foreign.length === openedBonds.size;
  const ours = byMailbox(manifest.receipts);
  const theirs = byMailbox(offeredReceipts);
  const receipts = [...new Map([...ours, ...theirs])]
    .filter(([mailbox]) => !sameReceipt(ours.get(mailbox), theirs.get(mailbox)))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, receipt]) => receipt.mailbox);
  const agrees = !forged && [missing, added, changed, receipts, foreign, unopened].every((found) => found.length === 0);
  return { missing, added, changed, receipts, foreign, unopened, forged, agrees };
}

function readParts(data: Bytes, count: number): ReadonlyMap<number, Uint8Array> {
  const view = new DataView(data.buffer, data.byteOffset);
  const hashes = new Map<number, Uint8Array>();
  let before = 0;
  for (let at = 5; at < 5 + count * PART; at += PART) {
    const number = view.getUint32(at);
    if (number <= before) throw new Malformed("a manifest's parts don't ascend");
    hashes.set(number, data.slice(at + 4, at + PART));
    before = number;
  }
  return hashes;
}

function readReceipt(data: Bytes, at: number): ReceiptKeys {
  const replyAt = at + MAILBOX;
  const signingAt = replyAt + PUBLIC_KEY_BYTES;
  return {
    mailbox: data.slice(at, replyAt),
    replyPublicKey: data.slice(replyAt, signingAt),
    signingPublicKey: data.slice(signingAt, at + RECEIPT),
  };
}

function byMailbox(receipts: readonly ReceiptKeys[]): ReadonlyMap<string, ReceiptKeys> {
  return new Map(receipts.map((receipt) => [toHex(receipt.mailbox), receipt]));
}

function sameReceipt(left: ReceiptKeys | undefined, right: ReceiptKeys | undefined): boolean {
  return (
    left !== undefined &&
    right !== undefined &&
    equalBytes(left.replyPublicKey, right.replyPublicKey) &&
    equalBytes(left.signingPublicKey, right.signingPublicKey)
  );
}

function sized(value: Uint8Array | undefined, length: number): Uint8Array {
  if (value?.length !== length) throw new Malformed("a manifest's field has another length");
  return value;
}
