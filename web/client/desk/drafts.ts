/**
 * Keeps what an officer has begun to write, sealed to the officer's own queue, so that a lock or another page doesn't
 * lose it; it must never keep it readable, nor send it anywhere.
 */
import { wipe } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { readText, textContent } from "../sealing/frames";
import { openPart, sealPart, unwrapPartKey, wrapPartKey } from "../sealing/parts";
import { queueSeeds, withQueue } from "./key";
import { fromBase64, toBase64 } from "./server";
import { placeOf } from "./tip_facts";

/** No note that is sent ever has this number, so a draft can't be taken for one. */
const DRAFT_NUMBER = 0xffff_ffff;

interface Kept {
  readonly queue: string;
  readonly epoch: number;
  readonly key: string;
  readonly body: string;
}

/** Keep a draft; an empty one is forgotten. */
export async function keepDraft(tip: string, box: string, text: string): Promise<void> {
  const name = nameOf(tip, box);
  if (text.trim() === "") {
    sessionStorage.removeItem(name);
    return;
  }
  const seed = (await queueSeeds())[0];
  if (seed === undefined) return;
  const place = placeOf(tip, "note", DRAFT_NUMBER);
  const key = newKey();
  const body = await sealPart(place, key, textContent(text));
  const wrapped = await wrapPartKey(place, key, seed);
  wipe(key);
  const kept: Kept = { queue: seed.queue, epoch: seed.epoch, key: toBase64(wrapped), body: toBase64(body) };
  sessionStorage.setItem(name, JSON.stringify(kept));
}

/** Return a kept draft, or an empty text; one that no longer opens is given up. */
export async function draftOf(tip: string, box: string): Promise<string> {
  const text = sessionStorage.getItem(nameOf(tip, box));
  if (text === null) return "";
  try {
    const kept = JSON.parse(text) as Kept;
    const place = placeOf(tip, "note", DRAFT_NUMBER);
    return await withQueue(kept.queue, kept.epoch, async (seed) => {
      const key = await unwrapPartKey(place, fromBase64(kept.key), kept.queue, kept.epoch, seed);
      return readText(await openPart(place, key, fromBase64(kept.body)));
    });
  } catch {
    return "";
  }
}

/** Forget a draft: it has been sent. */
export function dropDraft(tip: string, box: string): void {
  sessionStorage.removeItem(nameOf(tip, box));
}

function nameOf(tip: string, box: string): string {
  return `tinbao-draft-${tip}-${box}`;
}
