/**
 * Turns a public key into thirty digits that two people can compare by phone; it must never be shortened further.
 * Source: docs/sealed-tip-spec.md, section 13.
 */
import { equalBytes, toHex } from "./bytes";
import { context } from "./contexts";
import { shortHash } from "./derivation";

export type KeyKind = "root" | "province" | "queue" | "officer" | "recovery";

/** Return six groups of five digits; about 99 bits, so no other key with the same digits can be made. */
export async function fingerprint(kind: KeyKind, publicKey: Uint8Array): Promise<string> {
  const number = BigInt(`0x${toHex(await shortHash(context("fingerprint", kind, publicKey)))}`) % 10n ** 30n;
  return (number.toString().padStart(30, "0").match(/.{5}/g) ?? []).join(" ");
}

/** Tell whether what was typed (white space and dashes ignored) is this key's fingerprint. */
export async function fingerprintMatches(typed: string, kind: KeyKind, publicKey: Uint8Array): Promise<boolean> {
  const digits = (text: string): Uint8Array => new TextEncoder().encode(text.replace(/[\s-]+/g, ""));
  return equalBytes(digits(typed), digits(await fingerprint(kind, publicKey)));
}
