/**
 * Remembers what was posted and not known to have arrived, so that pressing again never sends it twice; it must never
 * call a text sent that the server doesn't hold byte for byte.
 */
import { equalBytes, type Bytes } from "../sealing/bytes";
import type { OpenedPart } from "./tip_opening";

/** Told of a sealed part just before it is posted: its number and its part hash. */
export type Noted = (number: number, hash: Bytes) => void;

type Box = "reply" | "note";

interface Attempt {
  readonly text: string;
  readonly file: File | undefined;
  readonly number: number;
  readonly hash: Bytes;
}

/** The last attempt of each box whose end isn't known. */
export class SentOnce {
  readonly #attempts = new Map<Box, Attempt>();

  /** Who posts says by the answer what was sealed. */
  noting(box: Box, text: string, file: File | undefined): Noted {
    return (number, hash) => void this.#attempts.set(box, { text, file, number, hash });
  }

  /** Whether this very thing was posted before without a known end. */
  inDoubt(box: Box, text: string, file: File | undefined): boolean {
    const attempt = this.#attempts.get(box);
    return attempt !== undefined && attempt.text === text && attempt.file === file;
  }

  /** Whether what is in doubt stands among the tip's parts. */
  arrived(box: Box, parts: readonly OpenedPart[]): boolean {
    const attempt = this.#attempts.get(box);
    if (attempt === undefined) return false;
    return parts.some(({ facts, hash }) => facts.role === box && facts.number === attempt.number && hash !== undefined && equalBytes(hash, attempt.hash));
  }

  /** Its end is known. */
  settled(box: Box): void {
    this.#attempts.delete(box);
  }
}
