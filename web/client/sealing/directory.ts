/**
 * Reads and signs directory entries, the chain from the root to a key; it must never take an entry for true, that is
 * directory_trust.ts. Source: docs/sealed-tip-spec.md, section 13.
 */
import { bigEndian, concat, equalBytes, type Bytes } from "./bytes";
import { bytesText, context, ID_BYTES, lengthPrefixed, textBytes, u32 } from "./contexts";
import { Malformed } from "./errors";
import { checkPublicKey } from "./hybrid_keys";
import { sign, SIGNATURE_BYTES, SIGNING_PUBLIC_KEY_BYTES, signingPublicKeyOf } from "./signatures";

/** Whose key an entry certifies; the numbers are those of the format. */
export const ENTRY_KINDS = { province: 1, queue: 2, officer: 3, recovery: 4 } as const;
export type EntryKind = keyof typeof ENTRY_KINDS;

/** What a signer certifies; times are seconds since 1970 UTC, valid from `validFrom` until before `notAfter`. */
export interface DirectoryEntry {
  readonly kind: EntryKind;
  readonly deployment: Bytes;
  readonly serial: number;
  readonly epoch: number;
  readonly validFrom: number;
  readonly notAfter: number;
  readonly province: string;
  readonly queue: string;
  readonly role: string;
  readonly holder: Bytes;
  readonly publicKey: Bytes;
}

/** An entry as read: not yet verified. `signed` is what `signature` covers, `issuer` who claims to have signed. */
export interface SignedEntry {
  readonly entry: DirectoryEntry;
  readonly issuer: Bytes;
  readonly signed: Bytes;
  readonly signature: Bytes;
}

const MAGIC = Uint8Array.of(0x54, 0x42, 0x44, 0x31);
const FIXED = 77;
const MOST_TEXT = 64;
const CONTROL = /\p{Cc}/u;
const ROLES: Readonly<Record<EntryKind, readonly string[]>> = {
  province: [""],
  queue: ["commune", "duty_desk", "inspectorate"],
  officer: [""],
  recovery: ["province", "inspectorate"],
};

/** Return the entry's canonical bytes and signature; `issuerSeed` is the root's or the province's Ed25519 seed. */
export async function signEntry(entry: DirectoryEntry, issuerSeed: Uint8Array): Promise<Bytes> {
  checkEntry(entry);
  const signed = encode(entry, await signingPublicKeyOf(issuerSeed));
  return concat(signed, await sign(issuerSeed, context("directory-entry", signed)));
}

/** Return what `data` says, without trusting it; throws `Malformed` unless it is canonical to the last byte. */
export function readEntry(data: Uint8Array): SignedEntry {
  const signed = concat(data.subarray(0, -SIGNATURE_BYTES));
  if (data.length < FIXED + SIGNATURE_BYTES || !MAGIC.every((byte, at) => signed[at] === byte)) {
    throw new Malformed("not a directory entry");
  }
  const view = new DataView(signed.buffer);
  const [province, queue, role, holder, publicKey] = readFields(signed);
  const entry: DirectoryEntry = {
    kind: kindOf(view.getUint8(4)),
    deployment: signed.slice(5, 21),
    serial: view.getUint32(21),
    epoch: view.getUint32(25),
    validFrom: seconds(view.getBigUint64(29)),
    notAfter: seconds(view.getBigUint64(37)),
    province: bytesText(province),
    queue: bytesText(queue),
    role: bytesText(role),
    holder,
    publicKey,
  };
  checkEntry(entry);
  const issuer = signed.slice(45, FIXED);
  // Writing it again must give the same bytes: one meaning, one form.
  if (!equalBytes(encode(entry, issuer), signed)) throw new Malformed("a directory entry that isn't canonical");
  return { entry, issuer, signed, signature: concat(data.subarray(-SIGNATURE_BYTES)) };
}

/** Throw `Malformed` for a combination that the specification doesn't list. */
function checkEntry(entry: DirectoryEntry): void {
  const { kind } = entry;
  const queueWanted = kind === "queue" || kind === "officer";
  const good =
    entry.deployment.length === ID_BYTES &&
    entry.serial >= 1 &&
    entry.validFrom >= 0 &&
    entry.validFrom < entry.notAfter &&
    (kind === "queue" ? entry.epoch >= 1 : entry.epoch === 0) &&
    isId(entry.province) &&
    (queueWanted ? isId(entry.queue) : entry.queue === "") &&
    ROLES[kind].includes(entry.role) &&
    entry.holder.length === (kind === "officer" ? ID_BYTES : 0);
  if (!good) throw new Malformed("a directory entry of a form that doesn't exist");
  if (kind !== "province") checkPublicKey(entry.publicKey);
  else if (entry.publicKey.length !== SIGNING_PUBLIC_KEY_BYTES) throw new Malformed("a province's key has 32 bytes");
}

/** Return the five fields of varying length; what is cut shows when the entry is written again. */
function readFields(signed: Bytes): readonly [Bytes, Bytes, Bytes, Bytes, Bytes] {
  let at = FIXED;
  const next = (): Bytes => {
    const start = at + 2;
    at = start + (((signed[at] ?? 0) << 8) | (signed[at + 1] ?? 0));
    return signed.slice(start, at);
  };
  return [next(), next(), next(), next(), next()];
}

function encode(entry: DirectoryEntry, issuer: Uint8Array): Bytes {
  return concat(
    MAGIC,
    Uint8Array.of(ENTRY_KINDS[entry.kind]),
    entry.deployment,
    u32(entry.serial),
    u32(entry.epoch),
    bigEndian(entry.validFrom, 8),
    bigEndian(entry.notAfter, 8),
    issuer,
    ...[entry.province, entry.queue, entry.role].map((text) => lengthPrefixed(textBytes(text))),
    lengthPrefixed(entry.holder),
    lengthPrefixed(entry.publicKey),
  );
}

function kindOf(number: number): EntryKind {
  for (const [kind, value] of Object.entries(ENTRY_KINDS)) if (value === number) return kind as EntryKind;
  throw new Malformed("a directory entry of an unknown kind");
}

function seconds(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed("a directory entry's time is too far away");
  return Number(value);
}

function isId(text: string): boolean {
  const length = textBytes(text).length;
  return length >= 1 && length <= MOST_TEXT && !CONTROL.test(text);
}
