/**
 * Seals the part keys of tips in hand again, from former epochs of the own queue's key to the current one; it must never
 * seal to an epoch whose entry doesn't verify, nor stop at a key that doesn't open: the others would stay open to who has
 * left. What is done is done: it goes on wherever it was interrupted.
 */
import { equalBytes } from "../sealing/bytes";
import { DirectoryRefused, Malformed, WrongKeyOrPlace } from "../sealing/errors";
import type { Role } from "../sealing/parts";
import { trustedQueue } from "./directory";
import { queueSeeds, withQueue } from "./key";
import { rewrapParts, type RewrappedPart, type WrappedPart } from "./rewrapping";
import { fromBase64, getObject, post, toBase64 } from "./server";

const GOING = "tinbao-rewrapping";

interface Answer {
  readonly epoch: number;
  readonly left: number;
  readonly province: string;
  readonly province_entry: string;
  readonly queue_entry: string;
  readonly wraps: readonly { tip: string; role: Role; number: number; epoch: number; key: string }[];
}

/** Whether this tab was at it when the page was left or loaded again. */
export function wasRewrapping(): boolean {
  return sessionStorage.getItem(GOING) === "yes";
}

/**
 * Seal everything again that waits; `told` hears how many are done and left. Return how many don't open in this browser
 * and stay as they were. Throws what stops it, `KeyLocked` too.
 */
export async function rewrapFormer(queue: string, told: (done: number, left: number) => void): Promise<number> {
  sessionStorage.setItem(GOING, "yes");
  let done = 0;
  let shut = 0;
  for (;;) {
    // What doesn't open stays, and so comes first again: it is left out by its number.
    const answer = (await getObject(`/unit/former-wraps?skip=${shut}`)) as unknown as Answer;
    told(done, answer.left - shut);
    if (answer.wraps.length === 0) break;
    const before = shut;
    const wraps = await sealedAgain(queue, answer, (ready) => told(done + ready, answer.left - before - ready));
    shut += answer.wraps.length - wraps.length;
    if (wraps.length === 0) continue;
    const taken = await post("/unit/former-wraps", { epoch: answer.epoch, wraps });
    done += wraps.length;
    // Nothing taken and nothing less to do: another browser is at the same ones, or they can't be replaced.
    if (taken["replaced"] === 0 && Number(taken["left"]) >= answer.left) throw new Error("Chưa niêm phong lại được. Tải lại trang rồi thử lại.");
  }
  sessionStorage.removeItem(GOING);
  return shut;
}

async function sealedAgain(queue: string, answer: Answer, ready: (count: number) => void): Promise<object[]> {
  const offered = { province: answer.province, provinceEntry: fromBase64(answer.province_entry), queueEntry: fromBase64(answer.queue_entry) };
  const entry = await trustedQueue(offered, queue);
  const own = (await queueSeeds()).find((row) => row.queue === queue && row.epoch === answer.epoch);
  if (entry.epoch !== answer.epoch || own === undefined || !equalBytes(own.publicKey, entry.publicKey)) {
    throw new DirectoryRefused("the directory certifies another key for this queue");
  }
  const target = { queue, epoch: entry.epoch, publicKey: entry.publicKey };
  const parts: readonly WrappedPart[] = answer.wraps.map(({ key, ...part }) => ({ ...part, sealedKey: fromBase64(key) }));
  const made: object[] = [];
  for (const epoch of new Set(parts.map((part) => part.epoch))) {
    const some = parts.filter((part) => part.epoch === epoch);
    await withQueue(queue, epoch, async (seed) => {
      for (const part of some) {
        const again = await opened(() => rewrapParts([part], { queue, epoch, seed }, target));
        made.push(...again.map(({ tip, role, number, sealedKey }) => ({ tip, role, number, epoch, key: toBase64(sealedKey) })));
        ready(made.length);
      }
    });
  }
  return made;
}

/** A key that doesn't open is nobody's reason to leave the others. */
async function opened(rewrap: () => Promise<readonly RewrappedPart[]>): Promise<readonly RewrappedPart[]> {
  try {
    return await rewrap();
  } catch (failure) {
    if (failure instanceof WrongKeyOrPlace || failure instanceof Malformed) return [];
    throw failure;
  }
}
