/** Says to which queue keys an officer's words may be sealed; it must never take a key on the server's word, nor the own queue's. */
import { equalBytes } from "../sealing/bytes";
import { DirectoryRefused } from "../sealing/errors";
import type { QueueKey } from "../sealing/parts";
import { trustedQueue } from "./directory";
import type { Facts, Holder } from "./tip_facts";

/**
 * Return the keys of every queue that holds the tip: each must stand in a directory entry that verifies under the root,
 * and be what the server says. Throws `DirectoryRefused`.
 */
export function trustedHolders(facts: Facts): Promise<readonly QueueKey[]> {
  return Promise.all(facts.holders.map(certified));
}

async function certified(holder: Holder): Promise<QueueKey> {
  const { province, provinceEntry, queueEntry } = holder;
  if (province === undefined || provinceEntry === undefined || queueEntry === undefined) {
    throw new DirectoryRefused("a queue that holds this tip has no directory entry");
  }
  const entry = await trustedQueue({ province, provinceEntry, queueEntry }, holder.queue);
  if (entry.epoch !== holder.epoch || !equalBytes(entry.publicKey, holder.publicKey)) {
    throw new DirectoryRefused("the directory certifies another key for this queue");
  }
  return { queue: holder.queue, epoch: entry.epoch, publicKey: entry.publicKey };
}
