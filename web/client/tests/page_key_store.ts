/** The page on which the tests use the key store as the desk does; `ready` says that it can be asked. */
import { fromHex, toHex, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { KeyLocked } from "../sealing/errors";
import { publicKeyOf } from "../sealing/hybrid_keys";
import { KeyStore, type KeyState } from "../sealing/key_store";
import { sealQueueSeed } from "../sealing/queue_keys";

const deployment = new Uint8Array(16).fill(1);
const officer = new Uint8Array(16).fill(2);

/** The tests move this clock; it never runs by itself. */
const clock = { now: 1_800_000_000_000 };
const states: string[] = [];

const store = await KeyStore.open({ deployment, officer, tab: sessionStorage, clock: () => clock.now });
store.watch((state: KeyState) => states.push(state.status));

/** Return the seed in hex, or "locked". */
async function seed(): Promise<string> {
  try {
    return await store.withSeed((opened) => Promise.resolve(toHex(opened)));
  } catch (error) {
    if (error instanceof KeyLocked) return "locked";
    throw error;
  }
}

/** Unlock with a seed in hex; return what is left of the array that was handed over. */
async function unlock(hex: string): Promise<string> {
  const given = fromHex(hex) as Bytes;
  await store.unlock(given);
  return toHex(given);
}

/** Open a queue seed that was sealed to this officer; `certified` is the public key that the directory would name. */
async function queueSeed(certified: "its own" | "another"): Promise<string> {
  const place = { deployment, queue: "c-03703", epoch: 1 };
  const made = newKey();
  const officerKey = await store.withSeed((opened) => publicKeyOf(opened));
  const sealed = await sealQueueSeed(place, made, officer, officerKey);
  const publicKey = await publicKeyOf(certified === "its own" ? made : newKey());
  try {
    const opened = await store.withQueueSeed({ ...place, sealed, publicKey }, (bytes) => Promise.resolve(toHex(bytes)));
    return opened === toHex(made) ? "the queue's" : "another";
  } catch (error) {
    return (error as Error).name;
  }
}

Object.assign(globalThis, { store, clock, states, seed, unlock, queueSeed, ready: true });
