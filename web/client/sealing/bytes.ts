/** Joins, compares and wipes byte arrays; it must never turn secret bytes into text by itself. */

/** Bytes over an ordinary buffer: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A source of n random bytes: the browser's, or fixed bytes in a test. */
export type Random = (length: number) => Bytes;

/** Random bytes of the browser's secure source. */
export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Return the arrays one after another, as a copy. */
export function concat(...pieces: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Return an integer as `size` bytes, big-endian; the caller has checked its range. */
export function bigEndian(value: number, size: number): Bytes {
  const bytes = new Uint8Array(size);
  let rest = value;
  for (let at = size - 1; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** Compare in time that depends on the length only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= (left[at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}

/** Overwrite a secret that is no longer needed; the browser may still hold copies of its own. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Return bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the bytes of an even number of hex digits, or null. */
export function fromHex(hex: string): Bytes | null {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return null;
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
