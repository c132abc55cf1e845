/**
 * Keeps the officer's seed for this tab's session and forgets it in time; it must never store the seed unwrapped,
 * send it, or hand it out while locked. Source: docs/sealed-tip-spec.md, section 11 (tab lock).
 *
 *   const store = await KeyStore.open({ deployment, officer, tab: sessionStorage });
 *   store.state                          { status: "locked" } or { status: "unlocked", locksAt: <ms since 1970> }
 *   store.watch((state) => …)            called at once and on every change, in every frame; returns a function that stops it
 *   await store.unlock(officerSeed)      after openWrappedSeed(); takes the seed over and wipes the array it was given
 *   store.touch()                        on the officer's own acts (pointerdown, keydown): 15 more minutes
 *   await store.withSeed((seed) => …)    the seed for the time of one call; throws KeyLocked
 *   await store.withQueueSeed(sealedQueueSeed, (queueSeed) => …)   the same for a queue's seed: one call for a whole tip
 *   await store.lock()                   `Khóa ngay`: this and every other frame and tab of the desk
 *   await store.signOut()                the same, and nothing of this session is left in the browser
 *   store.close()                        the page goes; what is unlocked stays unlocked for the next page
 *
 * What is where: IndexedDB holds, under a name that only this tab's session storage knows, a non-extractable AES-GCM
 * key and the seed sealed with it. A reload or a swapped page finds them again; a closed tab has lost the name, and
 * records nobody used for 15 minutes are deleted by whichever page opens next.
 */
import { concat, systemRandom, toHex, wipe, type Bytes } from "./bytes";
import { checkId, context } from "./contexts";
import { KEY_BYTES } from "./derivation";
import { KeyLocked, Malformed } from "./errors";
import { deleteRecords, readRecord, writeRecord, type TabRecord } from "./key_records";
import { checkQueueSeed, openQueueSeed, type QueueEpoch } from "./queue_keys";

/** Without an act of the officer for so long, the tab locks (milliseconds). */
export const IDLE_MILLISECONDS = 15 * 60 * 1000;

/** Acts closer together than this are written down once. */
const WRITE_EVERY = 5_000;
const NONCE_BYTES = 12;
const TAB_NAME = "tinbao-tab";

export type KeyState = { readonly status: "locked" } | { readonly status: "unlocked"; readonly locksAt: number };

/** The part of `sessionStorage` that is used: it lives as long as the tab. */
export interface TabMemory {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** Whose key is kept, and where. `clock` gives milliseconds since 1970. */
export interface KeyStoreParts {
  readonly deployment: Uint8Array;
  readonly officer: Uint8Array;
  readonly tab: TabMemory;
  readonly clock?: () => number;
}

/** A queue's seed as the server keeps it for this officer; `publicKey` is what the directory certifies for it. */
export interface SealedQueueSeed {
  readonly queue: string;
  readonly epoch: number;
  readonly sealed: Uint8Array;
  readonly publicKey: Uint8Array;
}

type Message = { readonly kind: "locked" } | { readonly kind: "unlocked" | "touched"; readonly tab: string };

const LOCKED: KeyState = { status: "locked" };

/** Whether a lock set for `locksAt` is still ahead; one that is too far ahead was set by a clock that has gone back. */
function isAhead(locksAt: number, now: number): boolean {
  return now < locksAt && locksAt <= now + IDLE_MILLISECONDS;
}

/** The tab's unlocked key; see the head of this file. */
export class KeyStore {
  readonly #parts: KeyStoreParts;
  readonly #owner: string;
  readonly #channel: BroadcastChannel;
  readonly #watchers = new Set<(state: KeyState) => void>();
  readonly #now: () => number;
  #state: KeyState = LOCKED;
  #writtenAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(parts: KeyStoreParts) {
    checkId(parts.deployment, "deployment");
    checkId(parts.officer, "officer");
    this.#parts = parts;
    this.#owner = `${toHex(parts.deployment)}-${toHex(parts.officer)}`;
    this.#now = parts.clock ?? Date.now;
    this.#channel = new BroadcastChannel("tinbao-key-store");
    this.#channel.onmessage = (event: MessageEvent<Message>) => void this.#hear(event.data);
  }

  /** Return the store of this officer in this tab, unlocked if the tab's session still is. */
  static async open(parts: KeyStoreParts): Promise<KeyStore> {
    const store = new KeyStore(parts);
    await deleteRecords((record) => !isAhead(record.locksAt, store.#now()));
    const record = await store.#read();
    if (record !== null) store.#become({ status: "unlocked", locksAt: record.locksAt });
    return store;
  }

  /** Whether the key is there now; a lock whose time has passed is never reported as open. */
  get state(): KeyState {
    if (this.#state.status === "unlocked" && !isAhead(this.#state.locksAt, this.#now())) void this.lock();
    return this.#state;
  }

  /** Call `watcher` now and on every change; return a function that ends it. */
  watch(watcher: (state: KeyState) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.state);
    return () => this.#watchers.delete(watcher);
  }

  /** Keep the seed for this tab's session; wipes the array it is given. */
  async unlock(officerSeed: Bytes): Promise<void> {
    if (officerSeed.length !== KEY_BYTES) throw new Malformed(`a seed has ${KEY_BYTES} bytes`);
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const nonce = systemRandom(NONCE_BYTES);
    const sealed = await crypto.subtle.encrypt(this.#parameters(nonce), key, officerSeed);
    wipe(officerSeed);
    const tab = this.#parts.tab.getItem(TAB_NAME) ?? toHex(systemRandom(16));
    this.#parts.tab.setItem(TAB_NAME, tab);
    const locksAt = this.#now() + IDLE_MILLISECONDS;
    await writeRecord({ tab, owner: this.#owner, key, sealed: concat(nonce, new Uint8Array(sealed)), locksAt });
    this.#writtenAt = this.#now();
    this.#become({ status: "unlocked", locksAt });
    this.#tell({ kind: "unlocked", tab });
  }

  /** Note an act of the officer: the lock moves away by 15 minutes. Nobody needs to wait for it. */
  async touch(): Promise<void> {
    if (this.state.status !== "unlocked") return;
    const now = this.#now();
    this.#become({ status: "unlocked", locksAt: now + IDLE_MILLISECONDS });
    if (now - this.#writtenAt < WRITE_EVERY) return;
    this.#writtenAt = now;
    await this.#postpone(now + IDLE_MILLISECONDS);
  }

  /** Give the seed to `use` and wipe it afterwards; throws `KeyLocked`. `use` must not keep it. */
  async withSeed<T>(use: (seed: Bytes) => Promise<T>): Promise<T> {
    const record = this.state.status === "unlocked" ? await this.#read() : null;
    if (record === null) {
      this.#become(LOCKED);
      throw new KeyLocked("the key is locked");
    }
    const parameters = this.#parameters(record.sealed.slice(0, NONCE_BYTES));
    const opened = await crypto.subtle.decrypt(parameters, record.key, record.sealed.slice(NONCE_BYTES));
    const seed = new Uint8Array(opened);
    try {
      return await use(seed);
    } finally {
      wipe(seed);
    }
  }

  /**
   * Give a queue's seed to `use` and wipe it afterwards. Throws `KeyLocked`, and `WrongKeyOrPlace` for a seed that
   * isn't this officer's or that the directory doesn't certify.
   */
  async withQueueSeed<T>(sealedSeed: SealedQueueSeed, use: (queueSeed: Bytes) => Promise<T>): Promise<T> {
    const { deployment, officer } = this.#parts;
    const place: QueueEpoch = { deployment, queue: sealedSeed.queue, epoch: sealedSeed.epoch };
    const queueSeed = await this.withSeed((seed) => openQueueSeed(place, sealedSeed.sealed, officer, seed));
    try {
      return await use(await checkQueueSeed(queueSeed, sealedSeed.publicKey));
    } finally {
      wipe(queueSeed);
    }
  }

  /** Lock this and every other frame and tab of the desk. */
  async lock(): Promise<void> {
    this.#become(LOCKED);
    this.#tell({ kind: "locked" });
    await deleteRecords(() => true);
  }

  /** Lock, and leave nothing of this session in the browser. */
  async signOut(): Promise<void> {
    await this.lock();
    this.#parts.tab.removeItem(TAB_NAME);
  }

  /** Stop listening; what is unlocked stays unlocked for the next page of the tab. */
  close(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#channel.close();
  }

  /** Return this tab's record if it is this officer's and still in time. */
  async #read(): Promise<TabRecord | null> {
    const tab = this.#parts.tab.getItem(TAB_NAME);
    const record = tab === null ? null : await readRecord(tab);
    return record !== null && record.owner === this.#owner && isAhead(record.locksAt, this.#now()) ? record : null;
  }

  /** Write the later lock down; a record that is gone stays gone, and this page locks too. */
  async #postpone(locksAt: number): Promise<void> {
    const record = await this.#read();
    if (record === null) return this.#become(LOCKED);
    await writeRecord({ ...record, locksAt }, "only if there");
    this.#tell({ kind: "touched", tab: record.tab });
  }

  /** Follow what another frame or tab did. */
  async #hear(message: Message): Promise<void> {
    if (message.kind === "locked") return this.#become(LOCKED);
    if (message.tab !== this.#parts.tab.getItem(TAB_NAME)) return undefined;
    const record = await this.#read();
    if (record !== null) this.#become({ status: "unlocked", locksAt: record.locksAt });
  }

  /** Take a state over, tell the watchers if it differs, and set the clock for its end. */
  #become(state: KeyState): void {
    const before = this.#state;
    this.#state = state;
    clearTimeout(this.#timer);
    if (state.status === "unlocked") {
      this.#timer = setTimeout(() => void this.#expire(), Math.max(0, state.locksAt - this.#now()));
    }
    const same = before.status === state.status && JSON.stringify(before) === JSON.stringify(state);
    if (!same) for (const watcher of this.#watchers) watcher(state);
  }

  /** The time has come here; another frame of the tab may have seen an act since. */
  async #expire(): Promise<void> {
    const record = await this.#read();
    if (record === null) await this.lock();
    else this.#become({ status: "unlocked", locksAt: record.locksAt });
  }

  #tell(message: Message): void {
    this.#channel.postMessage(message);
  }

  #parameters(iv: Bytes): AesGcmParams {
    const additionalData = context("page-lock", this.#parts.deployment, this.#parts.officer);
    return { name: "AES-GCM", iv, additionalData };
  }
}
