/**
 * Builds the context that binds every ciphertext to what it is and where it belongs; it must never accept an
 * ambiguous field. Source: docs/sealed-tip-spec.md, sections 1 and 2.
 */
import { bigEndian, concat, type Bytes } from "./bytes";
import { Malformed } from "./errors";

/** Length of the random identifiers: deployment, tip, officer. */
export const ID_BYTES = 16;

/** A context's field: bytes as they stand, text as UTF-8 NFC, an integer as u32. */
export type Field = Uint8Array | string | number;

const PREFIX = "tinbao/v1/";
const LABEL = /^[a-z0-9-]{1,40}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Return `"tinbao/v1/" ‖ label ‖ 0x00 ‖ (u16 length ‖ bytes)*`; throws `Malformed` outside the specification. */
export function context(label: string, ...fields: readonly Field[]): Bytes {
  if (!LABEL.test(label)) throw new Malformed("a context label has 1 to 40 characters of a-z, 0-9 and -");
  const pieces: Bytes[] = [new TextEncoder().encode(`${PREFIX}${label}\0`)];
  for (const field of fields) pieces.push(lengthPrefixed(fieldBytes(field)));
  return concat(...pieces);
}

/** Return `lp16(data)`: its length as u16, then itself; throws `Malformed` for more than 65,535 bytes. */
export function lengthPrefixed(data: Uint8Array): Bytes {
  if (data.length > 0xffff) throw new Malformed("a field is longer than 65,535 bytes");
  return concat(bigEndian(data.length, 2), data);
}

/** Return text as UTF-8 in form NFC; throws `Malformed` for an unpaired surrogate. */
export function textBytes(text: string): Bytes {
  if (!isWellFormed(text)) throw new Malformed("text holds an unpaired surrogate");
  return new TextEncoder().encode(text.normalize("NFC"));
}

/** Return the text of UTF-8 bytes exactly as it stands; throws `Malformed` when they aren't UTF-8. */
export function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
}

/** Whether text holds no unpaired surrogate. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** Return `value` if it has the 16 bytes of an identifier; `what` names it in the refusal. */
export function checkId(value: Uint8Array, what: string): Uint8Array {
  if (value.length !== ID_BYTES) throw new Malformed(`the ${what} id has ${ID_BYTES} bytes`);
  return value;
}

/** Return the field as bytes. */
function fieldBytes(field: Field): Uint8Array {
  if (typeof field === "string") return textBytes(field);
  if (typeof field === "number") return u32(field);
  return field;
}

/** Return an integer as four bytes; throws `Malformed` outside 0 … 2³²−1. */
export function u32(value: number): Bytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw new Malformed("an integer is outside u32");
  return bigEndian(value, 4);
}
