/**
 * Seals every key of a tip to another queue, after its entry has verified under the root; it must never seal to a key on
 * the server's word, nor leave a part out. Source: docs/sealed-tip-spec.md, section 9.
 */
import { wipe } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { DirectoryRefused } from "../sealing/errors";
import { textContent } from "../sealing/frames";
import { sealPart, wrapPartKey, type QueueKey } from "../sealing/parts";
import { trustedQueue } from "./directory";
import { withQueue } from "./key";
import { rewrapParts, type RewrappedPart } from "./rewrapping";
import { fromBase64, getObject, Refused, toBase64 } from "./server";
import { placeOf, type Facts, type PartFacts } from "./tip_facts";
import type { NamedUnit } from "./unit_names";
import { sealNote, type PostedPart } from "./writing";

/** A queue whose key has verified in this browser. */
export interface Target {
  readonly unit: string;
  readonly key: QueueKey;
}

/** One part's key as it is posted. */
export interface PostedKey {
  readonly role: string;
  readonly number: number;
  readonly key: string;
}

/**
 * Fetch a queue's entries and verify them; null where the server offers none. `wanted` is the unit that was asked for, by
 * its id, or what says whether a queue may be it: the server doesn't choose. Where the id is made of a place's code, only
 * that place's province may have signed; `signer` says the same where nobody was chosen (empty: not known). Throws
 * `DirectoryRefused`, `Malformed`, `Refused`.
 */
export async function fetchTarget(path: string, wanted: NamedUnit | ((queue: string) => boolean), signer = ""): Promise<Target | null> {
  const offered = (await getObject(path)) as { queue?: string; unit?: string; province?: string; provinceEntry?: string; queueEntry?: string };
  const { queue, unit, province, provinceEntry, queueEntry } = offered;
  if (queue === undefined || unit === undefined || province === undefined || provinceEntry === undefined || queueEntry === undefined) return null;
  const fits = typeof wanted === "function" ? wanted(queue) : wanted.queue === queue;
  if (!fits) throw new DirectoryRefused("the server offers another queue");
  const only = typeof wanted === "function" ? signer : wanted.province;
  if (only !== "" && only !== province) throw new DirectoryRefused("another province offers this unit's key");
  const entry = await trustedQueue({ province, provinceEntry: fromBase64(provinceEntry), queueEntry: fromBase64(queueEntry) }, queue);
  return { unit, key: { queue, epoch: entry.epoch, publicKey: entry.publicKey } };
}

/** Return every part key of the tip sealed to `target`; `ready` hears how many of how many. Throws what `withQueue` and `rewrapParts` throw. */
export async function resealAll(facts: Facts, target: QueueKey, ready: (done: number, of: number) => void = () => undefined): Promise<readonly PostedKey[]> {
  const byEpoch = new Map<number, PartFacts[]>();
  for (const part of facts.parts) byEpoch.set(part.epoch, [...(byEpoch.get(part.epoch) ?? []), part]);
  const made: RewrappedPart[] = [];
  for (const [epoch, parts] of byEpoch) {
    const before = made.length;
    const wrapped = parts.map(({ role, number, sealedKey }) => ({ tip: facts.tip, role, number, epoch, sealedKey }));
    made.push(...(await withQueue(facts.queue, epoch, (seed) => rewrapParts(wrapped, { queue: facts.queue, epoch, seed }, target, (done) => ready(before + done, facts.parts.length)))));
  }
  return made.map(({ role, number, sealedKey }) => ({ role, number, key: toBase64(sealedKey) }));
}

/** Return a note sealed to one queue that doesn't hold the tip yet: the reason of a forward. */
export async function sealNoteTo(facts: Facts, text: string, target: QueueKey): Promise<PostedPart> {
  const place = placeOf(facts.tip, "note", facts.nextNote);
  const key = newKey();
  try {
    const body = await sealPart(place, key, textContent(text));
    const wrapped = await wrapPartKey(place, key, target);
    return { number: place.number, body: toBase64(body), wraps: [{ queue: target.queue, epoch: target.epoch, key: toBase64(wrapped) }] };
  } finally {
    wipe(key);
  }
}

/** Return a note for the own queue, and its key sealed to `target` too: the reason why a tip is set aside. */
export async function sealNoteFor(facts: Facts, text: string, target: QueueKey | null): Promise<{ readonly note: PostedPart; readonly key: readonly PostedKey[] }> {
  const note = await sealNote(facts, text);
  const own = note.wraps[0];
  if (target === null || own === undefined) return { note, key: [] };
  const wrapped = { tip: facts.tip, role: "note" as const, number: note.number, epoch: own.epoch, sealedKey: fromBase64(own.key) };
  const [again] = await withQueue(facts.queue, own.epoch, (seed) => rewrapParts([wrapped], { queue: facts.queue, epoch: own.epoch, seed }, target));
  return { note, key: again === undefined ? [] : [{ role: "note", number: note.number, key: toBase64(again.sealedKey) }] };
}

const MOVED = ["parts_moved", "number_taken", "epoch_moved"];
const TRIES = 3;

/** Do `once`; where something came in between, load and seal again for what holds now. */
export async function sealedAgain(once: () => Promise<void>, refresh: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await once();
      return;
    } catch (failure) {
      if (!(failure instanceof Refused) || !MOVED.includes(failure.reason) || attempt === TRIES) throw failure;
      await refresh();
    }
  }
}
