/** Pads frames so that a size says little (Padmé, floor 1 KiB). Source: docs/sealed-tip-spec.md, section 6. */
import { Malformed } from "./errors";

export const PADDING_FLOOR = 1024;

/** Return L rounded up so that only its highest bits remain; L from 2 to 2³¹−1 bytes. */
export function padme(length: number): number {
  if (!Number.isInteger(length) || length < 2 || length > 0x7fff_ffff) throw new Malformed("a length outside the bounds");
  const exponent = 31 - Math.clz32(length);
  const kept = 32 - Math.clz32(exponent);
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** Return how long a frame of `length` used bytes is. */
export function padded(length: number): number {
  return length <= PADDING_FLOOR ? PADDING_FLOOR : padme(length);
}
