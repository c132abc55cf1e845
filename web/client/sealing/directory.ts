/**
 * Reads directory entries, the chain from the root to a key; it must never take an entry for true, that is
 * directory_trust.ts. Source: docs/sealed-tip-spec.md, section 13.
 */
import { concat, type Bytes } from "./bytes";
import { bytesText, ID_BYTES, lengthPrefixed, textBytes } from "./contexts";
import { Malformed } from "./errors";
import { checkPublicKey } from "./hybrid_keys";
import { SIGNATURE_BYTES, SIGNING_PUBLIC_KEY_BYTES } from "./signatures";

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
const NOT_PRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const ROLES: Readonly<Record<EntryKind, readonly string[]>> = {
  province: [""],
  queue: ["commune", "duty_desk", "inspectorate"],
  officer: [""],
  recovery: ["province", "inspectorate"],
};

/** Return what `data` says, without trusting it; throws `Malformed` unless it is canonical to the last byte. */
export function readEntry(data: Uint8Array): SignedEntry {
  const signed = data.slice(0, -SIGNATURE_BYTES) as Bytes;
  if (data.length < FIXED + SIGNATURE_BYTES || !MAGIC.every((byte, at) => signed[at] === byte)) {
    throw new Malformed("not a directory entry");
  }
  const view = new DataView(signed.buffer, signed.byteOffset, signed.byteLength);
  const [province, queue, role, holder, publicKey] = readFields(signed);
  const entry: DirectoryEntry = {
    kind: kindOf(view.getUint8(4)),
    deployment: signed.slice(5, 21),
    serial: view.getUint32(21),
    epoch: view.getUint32(25),
    validFrom: seconds(view.getBigUint64(29)),
    notAfter: seconds(view.getBigUint64(37)),
    province: canonicalText(province),
    queue: canonicalText(queue),
    role: canonicalText(role),
    holder,
    publicKey,
  };
  checkEntry(entry);
  return { entry, issuer: signed.slice(45, FIXED), signed, signature: data.slice(-SIGNATURE_BYTES) as Bytes };
}

/** Throw `Malformed` for a combination that the specification doesn't list. */
function checkEntry(entry: DirectoryEntry): void {
  const { kind } = entry;
  const queueWanted = kind === "queue" || kind === "officer";
  const good =
    entry.serial >= 1 &&
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

/** Return the five fields of varying length; throws `Malformed` unless they fill the entry exactly. */
function readFields(signed: Bytes): readonly [Bytes, Bytes, Bytes, Bytes, Bytes] {
  let at = FIXED;
  const next = (): Bytes => {
    const length = ((signed[at] ?? 0) << 8) | (signed[at + 1] ?? 0);
    const field = signed.slice(at + 2, at + 2 + length);
    at += 2 + length;
    return field;
  };
  const fields = [next(), next(), next(), next(), next()] as const;
  const rebuilt = concat(signed.subarray(0, FIXED), ...fields.map(lengthPrefixed));
  if (at !== signed.length || rebuilt.length !== signed.length) throw new Malformed("a directory entry isn't canonical");
  return fields;
}

function kindOf(number: number): EntryKind {
  for (const [kind, value] of Object.entries(ENTRY_KINDS)) if (value === number) return kind as EntryKind;
  throw new Malformed("a directory entry of an unknown kind");
}

function seconds(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed("a directory entry's time is too far away");
  return Number(value);
}

/** Return the text of a field whose bytes are UTF-8 in form NFC: one meaning, one form. */
function canonicalText(field: Bytes): string {
  const text = bytesText(field);
  const again = textBytes(text);
  if (again.length !== field.length || !again.every((byte, at) => byte === field[at])) {
    throw new Malformed("a directory entry isn't canonical");
  }
  return text;
}

function isId(text: string): boolean {
  const length = textBytes(text).length;
  return length >= 1 && length <= MOST_TEXT && !NOT_PRINTABLE.test(text);
}
