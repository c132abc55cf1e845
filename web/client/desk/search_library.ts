/**
 * Fetches the sealed texts of the own queue, opens them and keeps them to be searched; it must never keep a word once the
 * key is locked, nor tell the server what is searched for.
 */
import { wipe } from "../sealing/bytes";
import { KeyLocked } from "../sealing/errors";
import { readText } from "../sealing/frames";
import { openPart, unwrapPartKey, type Role } from "../sealing/parts";
import { NoQueueKey, withQueue } from "./key";
import { TextIndex, type OpenedText } from "./search_index";
import { fromBase64, getObject, post } from "./server";
import { placeOf } from "./tip_facts";

/** A tip as the server lists it: metadata. */
export interface ListedTip {
  readonly tip: string;
  readonly number: number;
  readonly category: string;
  readonly status: string;
  readonly when: string;
  readonly arrived: string;
  readonly closed: boolean;
  readonly opened: boolean;
  readonly version: number;
}

interface SealedText {
  readonly role: Role;
  readonly number: number;
  readonly epoch: number;
  readonly key: string;
  readonly body: string;
}

const AT_ONCE = 100;

/** What this tab has opened to search; it lives as long as the key is unlocked. */
export class SearchLibrary {
  #index = new TextIndex();
  #listed = new Map<string, ListedTip>();
  #versions = new Map<string, string>();
  #time = 0;

  /** The words. */
  get index(): TextIndex {
    return this.#index;
  }

  /** Metadata of a tip. */
  about(tip: string): ListedTip | undefined {
    return this.#listed.get(tip);
  }

  /** Forget everything at once (the key was locked). */
  forget(): void {
    this.#time++;
    this.#index = new TextIndex();
    this.#listed = new Map();
    this.#versions = new Map();
  }

  /** Read what is new or has changed; tells `progress` how many tips are done of how many. Throws what opening throws. */
  async refresh(progress: (done: number, all: number) => void): Promise<void> {
    const time = ++this.#time;
    const { queue, tips } = await everyTip();
    if (time !== this.#time) return;
    this.#listed = new Map(tips.map((each) => [each.tip, each]));
    for (const tip of [...this.#versions.keys()].filter((known) => !this.#listed.has(known))) {
      this.#index.remove(tip);
      this.#versions.delete(tip);
    }
    const changed = tips.filter((each) => this.#versions.get(each.tip) !== versionOf(each));
    let done = tips.length - changed.length;
    progress(done, tips.length);
    for (let start = 0; start < changed.length; start += AT_ONCE) {
      const some = changed.slice(start, start + AT_ONCE);
      const opened = await openedTexts(queue, some);
      if (time !== this.#time) return;
      for (const each of some) {
        this.#index.put(each.tip, `${each.number} ${each.category}`, opened.get(each.tip) ?? []);
        this.#versions.set(each.tip, versionOf(each));
      }
      done += some.length;
      progress(done, tips.length);
    }
  }
}

/** Changes with every part, and when the tip is opened for the first time. */
function versionOf({ version, opened }: ListedTip): string {
  return `${version} ${String(opened)}`;
}

async function everyTip(): Promise<{ readonly queue: string; readonly tips: readonly ListedTip[] }> {
  const tips: ListedTip[] = [];
  let queue = "";
  let before: number | null = null;
  do {
    const page = await getObject(before === null ? "/search/tips" : `/search/tips?before=${before}`);
    queue = page["queue"] as string;
    tips.push(...(page["tips"] as ListedTip[]));
    before = page["before"] as number | null;
  } while (before !== null);
  return { queue, tips };
}

async function openedTexts(queue: string, tips: readonly ListedTip[]): Promise<Map<string, OpenedText[]>> {
  const readable = tips.filter((each) => each.opened).map(({ tip }) => tip);
  if (readable.length === 0) return new Map();
  const answer = await post("/search/texts", { tips: readable });
  const sealed = Object.entries(answer["tips"] as Record<string, SealedText[]>).flatMap(([tip, texts]) => texts.map((text) => ({ tip, text })));
  const opened = new Map<string, OpenedText[]>();
  for (const epoch of new Set(sealed.map(({ text }) => text.epoch))) {
    try {
      await withQueue(queue, epoch, async (seed) => {
        for (const { tip, text } of sealed.filter((each) => each.text.epoch === epoch)) {
          const found = await openedText(queue, tip, text, seed);
          if (found !== null) opened.set(tip, [...(opened.get(tip) ?? []), found]);
        }
      });
    } catch (failure) {
      // A generation whose key this officer wasn't given: those tips are found by number and category alone.
      if (!(failure instanceof NoQueueKey) || sealed.every(({ text }) => text.epoch === epoch)) throw failure;
    }
  }
  return opened;
}

/** A text in the clear, or null for another kind of part and for one that doesn't open: its tip's page says why. */
async function openedText(queue: string, tip: string, text: SealedText, seed: Uint8Array): Promise<OpenedText | null> {
  const place = placeOf(tip, text.role, text.number);
  try {
    const key = await unwrapPartKey(place, fromBase64(text.key), queue, text.epoch, seed);
    try {
      const content = await openPart(place, key, fromBase64(text.body));
      const words = content.kind === "text" ? readText(content) : [content.name, content.caption].filter(Boolean).join("\n");
      wipe(content.body);
      return words === "" ? null : { role: text.role, text: words };
    } finally {
      wipe(key);
    }
  } catch (failure) {
    if (failure instanceof KeyLocked) throw failure;
    return null;
  }
}
