/**
 * Keeps the key store's records in IndexedDB; it must never be given a seed that isn't sealed, or a key that can be
 * taken out. Every act opens and closes the database, so that no page holds it against another.
 */
import type { Bytes } from "./bytes";
import { SealingUnavailable } from "./errors";

/** One tab's sealed seed: nonce ‖ AES-GCM under `key`, and when it locks (milliseconds since 1970). */
export interface TabRecord {
  readonly tab: string;
  readonly owner: string;
  readonly key: CryptoKey;
  readonly sealed: Bytes;
  readonly locksAt: number;
}

const DATABASE = "tinbao-key-store";
const TABLE = "tabs";

/** Return a tab's record, or null. */
export function readRecord(tab: string): Promise<TabRecord | null> {
  return transact("readonly", async (table) => ((await done(table.get(tab))) as TabRecord | undefined) ?? null);
}

/** Write a record; `only if there` doesn't bring back one that was deleted meanwhile. */
export function writeRecord(record: TabRecord, when: "always" | "only if there" = "always"): Promise<void> {
  return transact("readwrite", async (table) => {
    if (when === "always" || (await done(table.count(record.tab))) > 0) await done(table.put(record));
  });
}

/** Delete the records that `chosen` names. */
export function deleteRecords(chosen: (record: TabRecord) => boolean): Promise<void> {
  return transact("readwrite", async (table) => {
    for (const record of (await done(table.getAll())) as TabRecord[]) {
      if (chosen(record)) await done(table.delete(record.tab));
    }
  });
}

/** Run `act` in one transaction and wait until it is written. */
async function transact<T>(mode: IDBTransactionMode, act: (table: IDBObjectStore) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(TABLE, mode, { durability: "strict" });
    const written = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(unavailable());
    });
    const result = await act(transaction.objectStore(TABLE));
    await written;
    return result;
  } finally {
    database.close();
  }
}

async function openDatabase(): Promise<IDBDatabase> {
  try {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "tab" });
    return await done(request);
  } catch {
    throw unavailable();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(unavailable());
  });
}

function unavailable(): SealingUnavailable {
  return new SealingUnavailable("this browser can't keep the key for the session; leave private mode or free some space");
}
