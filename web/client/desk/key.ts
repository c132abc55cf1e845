/**
 * The officer's key in this page: unlocking it, and lending it to what opens and seals; it must never keep a seed or a
 * passphrase, nor send either.
 */
import { stretchIn } from "../sealing/argon2_worker";
import type { Bytes } from "../sealing/bytes";
import { sha256 } from "../sealing/derivation";
import { KeyLocked, Malformed, WrongKeyOrPlace } from "../sealing/errors";
import { KeyStore, type KeyState, type SealedQueueSeed } from "../sealing/key_store";
import { deriveOfficerSecrets, unwrapOfficerSeed } from "../sealing/officer_keys";
import { checkOwnKey } from "./directory";
import { deploymentId, idOf as bytesOf } from "./page_facts";
import { forgetKinds } from "./queue_memory";
import { fromBase64, getObject, post, toBase64 } from "./server";

export { deploymentId } from "./page_facts";

/** What `/key` answers: sealed things, and the directory's entries of the own queue where it has valid ones. */
interface KeyAnswer {
  readonly officer: string;
  readonly salt: string;
  readonly wrapped_seed: string;
  readonly queues: readonly { queue: string; epoch: number; public_key: string; sealed_seed: string }[];
  readonly province: string;
  readonly province_entry?: string;
  readonly queue_entry?: string;
}

/** Argon2id in a worker of its own. */
export const stretch = stretchIn(() => new Worker(new URL("./argon2_worker.js", import.meta.url), { type: "module" }));

let opened: Promise<KeyStore> | undefined;
let answer: Promise<KeyAnswer> | undefined;

/** Return this tab's key store for the officer whose page this is. */
export function keyStore(): Promise<KeyStore> {
  opened ??= KeyStore.open({
    deployment: deploymentId(),
    officer: bytesOf(document.body.dataset["officer"]),
    tab: sessionStorage,
  }).then((store) => {
    // Whichever page is shown when the lock comes.
    store.watch(({ status }) => {
      if (status === "locked") forgetKinds();
    });
    return store;
  });
  return opened;
}

/** Unwrap the officer's seed with a wrap key and keep it for this tab. Throws `WrongKeyOrPlace` for a wrong one. */
export async function unlockWith(wrapKey: Bytes): Promise<void> {
  const { officer, wrapped_seed } = await keyAnswer();
  const deployment = deploymentId();
  const seed = await unwrapOfficerSeed(wrapKey, fromBase64(wrapped_seed), deployment, bytesOf(officer));
  document.body.dataset["officer"] = officer;
  await (await keyStore()).unlock(seed);
}

/** Unlock again with the passphrase. Throws `WrongKeyOrPlace` for a wrong one. */
export async function unlockWithPassphrase(passphrase: string): Promise<void> {
  const salt = fromBase64((await keyAnswer()).salt);
  const { wrapKey } = await deriveOfficerSecrets(passphrase, salt, deploymentId(), stretch);
  await unlockWith(wrapKey);
}

/** The seeds of this officer's queue as the server keeps them, newest epoch first. */
export async function queueSeeds(): Promise<readonly SealedQueueSeed[]> {
  return (await keyAnswer()).queues.map((row) => ({
    queue: row.queue,
    epoch: row.epoch,
    sealed: fromBase64(row.sealed_seed),
    publicKey: fromBase64(row.public_key),
  }));
}

/**
 * Lend a queue's seed to `use`. Throws `KeyLocked`, `NoQueueKey` when nobody has granted this epoch's key yet,
 * `UnfitQueueKey` when what was granted isn't this queue's key, or `DirectoryRefused` when the province certified another key for this epoch (specification, section 12).
 */
export async function withQueue<T>(queue: string, epoch: number, use: (seed: Bytes) => Promise<T>): Promise<T> {
  const store = await keyStore();
  if (store.state.status === "locked") throw new KeyLocked("the key is locked");
  const isIt = (seed: SealedQueueSeed): boolean => seed.queue === queue && seed.epoch === epoch;
  let sealed = (await queueSeeds()).find(isIt);
  if (sealed === undefined) {
    answer = undefined;
    sealed = (await queueSeeds()).find(isIt);
  }
  if (sealed === undefined) throw new NoQueueKey("this queue's key hasn't been granted yet");
  const { province, province_entry, queue_entry } = await keyAnswer();
  const offered =
    province_entry === undefined || queue_entry === undefined
      ? null
      : { province, provinceEntry: fromBase64(province_entry), queueEntry: fromBase64(queue_entry) };
  await checkOwnKey(province, offered, sealed);
  try {
    return await store.withQueueSeed(sealed, use);
  } catch (failure) {
    if (isUnfit(failure) && !(await isOurs(store, sealed))) {
      await sayUnfit(sealed);
      throw new UnfitQueueKey("the seed that was sealed to this officer isn't this queue's");
    }
    throw failure;
  }
}

/** Whether the seed itself is the queue's: a part that doesn't open fails in the same way. */
async function isOurs(store: KeyStore, sealed: SealedQueueSeed): Promise<boolean> {
  try {
    await store.withQueueSeed(sealed, () => Promise.resolve());
    return true;
  } catch (failure) {
    if (isUnfit(failure)) return false;
    throw failure;
  }
}

function isUnfit(failure: unknown): boolean {
  return failure instanceof WrongKeyOrPlace || failure instanceof Malformed;
}

/** Tell the server, so that a colleague or the recovery may seal it anew; it can't see that by itself. */
async function sayUnfit(sealed: SealedQueueSeed): Promise<void> {
  answer = undefined;
  await post("/key/unfit", { epoch: sealed.epoch, digest: toBase64(await sha256(sealed.sealed)) }).catch(() => undefined);
}

/** A colleague has to grant the queue's key on the unit's page first. */
export class NoQueueKey extends Error {}

/** What was sealed to this officer isn't the queue's key; the server has been told, and it has to be granted anew. */
export class UnfitQueueKey extends NoQueueKey {}

/** Call `watcher` with every change of the key's state, until the element leaves the page. */
export async function watchKey(element: Element, watcher: (state: KeyState) => void): Promise<void> {
  const store = await keyStore();
  const stop = store.watch((state) => {
    if (element.isConnected) watcher(state);
    else queueMicrotask(() => stop());
  });
}

/** Call `watcher` now and whenever the key is locked or unlocked (not for every later lock), as `watchKey` does. */
export async function watchLock(element: Element, watcher: (locked: boolean) => void): Promise<void> {
  let was: boolean | undefined;
  await watchKey(element, ({ status }) => {
    const locked = status === "locked";
    if (locked === was) return;
    was = locked;
    watcher(locked);
  });
}

/** Forget what was fetched, for a fresh sign-in. */
export function forgetAnswer(): void {
  answer = undefined;
}

function keyAnswer(): Promise<KeyAnswer> {
  answer ??= (getObject("/key") as Promise<unknown> as Promise<KeyAnswer>).catch((error: unknown) => {
    answer = undefined;
    throw error;
  });
  return answer;
}
