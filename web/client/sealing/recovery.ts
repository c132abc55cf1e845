/**
 * Brings a recovery seed back from its holders' shares; it must never hand out a seed whose checksum or public key is
 * wrong. Source: docs/sealed-tip-spec.md, section 15.
 */
import { combine, split } from "shamir-secret-sharing";
import { concat, equalBytes, wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { KEY_BYTES, sha256 } from "./derivation";
import { Malformed, WrongKeyOrPlace } from "./errors";
import { checkPublicKey, publicKeyOf } from "./hybrid_keys";

/** One holder's share of a recovery key; `mark` (4 bytes) says of which key, `share` (37 bytes) is secret. */
export interface RecoveryShare {
  readonly mark: Bytes;
  readonly share: Bytes;
}

const CHECKSUM_BYTES = 4;
const SHARE_BYTES = KEY_BYTES + CHECKSUM_BYTES + 1;
const VERSION = 1;
const MARK_BYTES = 4;
const TYPING_BYTES = 3;
const LETTERS = 72;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** The digits that the alphabet leaves out, since they are taken for these letters. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { "0": "O", "1": "I", "8": "B" };

/** Return a recovery seed's shares with its checksum inside; any `need` of them give it back. */
export async function splitRecovery(
  deployment: Uint8Array,
  seed: Uint8Array,
  shares: number,
  need: number,
): Promise<readonly RecoveryShare[]> {
  const secret = concat(seed, await checksum(deployment, seed));
  const mark = await keyMark(await publicKeyOf(seed));
  const made = await split(secret, shares, need);
  wipe(secret);
  return made.map((share) => ({ mark, share: concat(share) }));
}

/**
 * Return the recovery seed. Throws `Malformed` for too few shares or the same one twice, and `WrongKeyOrPlace` where they
 * are of another key, of another installation, not enough, or not what was written down.
 */
export async function combineRecovery(
  deployment: Uint8Array,
  shares: readonly RecoveryShare[],
  recoveryPublicKey: Uint8Array,
): Promise<Bytes> {
  const mark = await keyMark(recoveryPublicKey);
  if (!shares.every((share) => equalBytes(share.mark, mark))) throw new WrongKeyOrPlace("a share of another recovery key");
  const places = shares.map(({ share }) => share[share.length - 1] ?? 0);
  const good = shares.length >= 2 && new Set(places).size === places.length && !places.includes(0);
  if (!good || !shares.every(({ share }) => share.length === SHARE_BYTES)) {
    throw new Malformed("two or more shares of one secret are needed, each of another holder");
  }
  const secret = await combine(shares.map(({ share }) => share));
  const seed = concat(secret.subarray(0, KEY_BYTES));
  const right = equalBytes(secret.subarray(KEY_BYTES), await checksum(deployment, seed));
  wipe(secret);
  if (!right) throw new WrongKeyOrPlace("the shares don't give a recovery key");
  if (!equalBytes(await publicKeyOf(seed), recoveryPublicKey)) throw new WrongKeyOrPlace("the shares give another recovery key");
  return seed;
}

/** Return the 4 bytes by which a share says of which recovery key it is. */
export async function keyMark(recoveryPublicKey: Uint8Array): Promise<Bytes> {
  return (await sha256(context("recovery-mark", checkPublicKey(recoveryPublicKey)))).slice(0, MARK_BYTES);
}

/** Return a share as it is written on paper: eighteen groups of four letters and digits. */
export async function showShare({ mark, share }: RecoveryShare): Promise<string> {
  const body = concat(Uint8Array.of(VERSION), mark, share);
  const letters = toBase32(concat(body, await typingCheck(body)));
  return (letters.match(/.{4}/g) ?? []).join(" ");
}

/** Return the share that was typed, or null for one mistyped; spaces, dashes, dots and small letters are all right. */
export async function readShare(typed: string): Promise<RecoveryShare | null> {
  const letters = typed
    .replace(/[\s\-.–—]+/g, "")
    .toUpperCase()
    .replace(/[018]/g, (digit) => LOOK_ALIKES[digit] ?? digit);
  const data = letters.length === LETTERS ? fromBase32(letters) : null;
  if (data === null) return null;
  const body = data.slice(0, -TYPING_BYTES);
  if (body[0] !== VERSION || !equalBytes(data.slice(-TYPING_BYTES), await typingCheck(body))) return null;
  return { mark: body.slice(1, 1 + MARK_BYTES), share: body.slice(1 + MARK_BYTES) };
}

async function checksum(deployment: Uint8Array, seed: Uint8Array): Promise<Bytes> {
  if (seed.length !== KEY_BYTES) throw new Malformed("a recovery seed has 32 bytes");
  return (await sha256(context("recovery-checksum", checkId(deployment, "deployment"), seed))).slice(0, CHECKSUM_BYTES);
}

/** For slips of hand and eye alone: it is no secret and proves nothing. */
async function typingCheck(body: Uint8Array): Promise<Bytes> {
  return (await sha256(context("recovery-share", body))).slice(0, TYPING_BYTES);
}

/** Return bytes, a multiple of five, in the alphabet of RFC 4648, section 6. */
function toBase32(bytes: Uint8Array): string {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31] ?? "";
  }
  return text;
}

function fromBase32(letters: string): Bytes | null {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
  }
  return Uint8Array.from(bytes);
}
