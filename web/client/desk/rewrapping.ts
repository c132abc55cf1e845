/**
 * Seals part keys again, to another queue or to a queue's next epoch; it must never touch a body, nor seal to a key that
 * its caller hasn't verified under the root. Source: docs/sealed-tip-spec.md, sections 9 and 12.
 */
import { rewrapPartKey, type QueueKey, type Role } from "../sealing/parts";
import { placeOf } from "./tip_facts";

/** A part's key as it is wrapped now: `tip` in hex, `epoch` that of the wrap. */
export interface WrappedPart {
  readonly tip: string;
  readonly role: Role;
  readonly number: number;
  readonly epoch: number;
  readonly sealedKey: Uint8Array;
}

/** The queue and seed that open the wraps of one epoch. */
export interface OwnSeed {
  readonly queue: string;
  readonly epoch: number;
  readonly seed: Uint8Array;
}

/** The same key sealed to the target: 1,168 bytes. */
export interface RewrappedPart {
  readonly tip: string;
  readonly role: Role;
  readonly number: number;
  readonly sealedKey: Uint8Array;
}

/**
 * Return every part key sealed to `target`, in the order given. `own` opens them: all parts must be of its epoch. `done`
 * hears how many are ready. Throws `WrongKeyOrPlace` or `Malformed` for a wrap that doesn't open; then none is given.
 */
export async function rewrapParts(
  parts: readonly WrappedPart[],
  own: OwnSeed,
  target: QueueKey,
  done: (ready: number) => void = () => undefined,
): Promise<readonly RewrappedPart[]> {
  const from = { queue: own.queue, epoch: own.epoch, seed: own.seed };
  const made: RewrappedPart[] = [];
  for (const { tip, role, number, epoch, sealedKey } of parts) {
    if (epoch !== own.epoch) throw new Error("a part of another epoch");
    made.push({ tip, role, number, sealedKey: await rewrapPartKey(placeOf(tip, role, number), sealedKey, from, target) });
    done(made.length);
  }
  return made;
}
