/** Pads frames so that a size says little (Padmé, floor 1 KiB). Source: docs/sealed-tip-spec.md, section 6. */
import { Malformed } from "./errors";

export const PADDING_FLOOR = 1024;

/** Return `length` rounded up so that only its highest bits remain; from 2 bytes on. */
export function padme(length: number): number {
  if (!Number.isSafeInteger(length) || length < 2) throw new Malformed("only lengths from 2 bytes on are padded");
  const exponent = length.toString(2).length - 1;
  const kept = exponent.toString(2).length;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** Return how long a frame of `length` used bytes is. */
export function padded(length: number): number {
  return length <= PADDING_FLOOR ? PADDING_FLOOR : padme(length);
}
