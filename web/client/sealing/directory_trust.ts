/**
 * Decides whether a directory entry may be sealed to; it must never trust a key that no chain from the root reaches
 * today. Source: docs/sealed-tip-spec.md, section 13.
 */
import { equalBytes } from "./bytes";
import { checkId, context } from "./contexts";
import { readEntry, type DirectoryEntry, type EntryKind, type SignedEntry } from "./directory";
import { DirectoryRefused, Malformed } from "./errors";
import { SIGNING_PUBLIC_KEY_BYTES, verifies } from "./signatures";

/** The newest serial (and, for a queue, epoch) that was ever accepted for a subject; nothing older is accepted again. */
export interface Seen {
  readonly serial: number;
  readonly epoch: number;
}

/** For a subject of which no entry was ever accepted. */
export const NOTHING_SEEN: Seen = { serial: 0, epoch: 0 };

/** A province's entry that `DirectoryTrust.province` has verified; nothing else makes one. */
export class CertifiedProvince {
  /** @internal */
  constructor(readonly entry: DirectoryEntry) {}
}

/** The anchor: this deployment, the root's public key (Ed25519, 32 bytes) and the time (seconds since 1970 UTC). */
export class DirectoryTrust {
  constructor(
    private readonly deployment: Uint8Array,
    private readonly rootPublicKey: Uint8Array,
    private readonly now: number,
  ) {
    checkId(deployment, "deployment");
    if (rootPublicKey.length !== SIGNING_PUBLIC_KEY_BYTES) throw new Malformed("the directory's root key has 32 bytes");
  }

  /** Return the verified entry of a province's key; throws `Malformed` or `DirectoryRefused`. */
  async province(data: Uint8Array, province: string, seen: Seen = NOTHING_SEEN): Promise<CertifiedProvince> {
    return new CertifiedProvince(await this.accept(data, "province", province, this.rootPublicKey, seen));
  }

  /** Return the verified entry of a recovery key (`province` or `inspectorate`); throws as above. */
  async recovery(data: Uint8Array, province: string, role: string, seen: Seen = NOTHING_SEEN): Promise<DirectoryEntry> {
    const entry = await this.accept(data, "recovery", province, this.rootPublicKey, seen);
    return expect(entry, entry.role === role);
  }

  /** Return the verified entry of a queue's key; throws as above. */
  async queue(
    data: Uint8Array,
    province: CertifiedProvince,
    queue: string,
    role: string,
    seen: Seen = NOTHING_SEEN,
  ): Promise<DirectoryEntry> {
    const entry = await this.acceptCertified(data, "queue", province, seen);
    return expect(entry, entry.queue === queue && entry.role === role);
  }

  /** Return the verified entry of an officer's key; throws as above. */
  async officer(
    data: Uint8Array,
    province: CertifiedProvince,
    queue: string,
    holder: Uint8Array,
    seen: Seen = NOTHING_SEEN,
  ): Promise<DirectoryEntry> {
    const entry = await this.acceptCertified(data, "officer", province, seen);
    return expect(entry, entry.queue === queue && equalBytes(entry.holder, holder));
  }

  private async acceptCertified(
    data: Uint8Array,
    kind: EntryKind,
    { entry }: CertifiedProvince,
    seen: Seen,
  ): Promise<DirectoryEntry> {
    this.checkTime(entry);
    if (entry.kind !== "province" || !equalBytes(entry.deployment, this.deployment)) {
      throw new DirectoryRefused("a queue's or officer's key needs its province's entry");
    }
    return this.accept(data, kind, entry.province, entry.publicKey, seen);
  }

  private async accept(
    data: Uint8Array,
    kind: EntryKind,
    province: string,
    signer: Uint8Array,
    seen: Seen,
  ): Promise<DirectoryEntry> {
    const read = readEntry(data);
    const { entry } = read;
    if (entry.kind !== kind || entry.province !== province || !equalBytes(entry.deployment, this.deployment)) {
      throw new DirectoryRefused("the directory entry is about something else");
    }
    await checkSignature(read, signer);
    this.checkTime(entry);
    if (entry.serial < seen.serial || entry.epoch < seen.epoch) {
      throw new DirectoryRefused("the directory entry is older than one that was seen before");
    }
    return entry;
  }

  private checkTime(entry: DirectoryEntry): void {
    if (this.now < entry.validFrom) throw new DirectoryRefused("the directory entry isn't valid yet");
    if (this.now >= entry.notAfter) throw new DirectoryRefused("the directory entry has expired");
  }
}

async function checkSignature(read: SignedEntry, signer: Uint8Array): Promise<void> {
  if (!equalBytes(read.issuer, signer)) throw new DirectoryRefused("the directory entry was issued by another key");
  if (!(await verifies(signer, read.signature, context("directory-entry", read.signed)))) {
    throw new DirectoryRefused("the directory entry's signature doesn't verify");
  }
}

function expect(entry: DirectoryEntry, matches: boolean): DirectoryEntry {
  if (!matches) throw new DirectoryRefused("the directory entry is about another queue, role or holder");
  return entry;
}
