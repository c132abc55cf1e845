/** Says to which queue keys an officer's words may be sealed; it must never take another unit's key on the server's word. */
import type { QueueKey } from "../sealing/parts";
import { queueSeeds } from "./key";
import type { Facts } from "./tip_facts";

/**
 * Return the keys of every queue that holds the tip. The own queue's key is the one whose seed this browser has; other
 * queues' keys come with their directory entries.
 */
export async function trustedHolders(facts: Facts): Promise<readonly QueueKey[]> {
  const own = await queueSeeds();
  return facts.holders.map((holder) => {
    const seed = own.find((row) => row.queue === holder.queue && row.epoch === holder.epoch);
    return { queue: holder.queue, epoch: holder.epoch, publicKey: seed?.publicKey ?? holder.publicKey };
  });
}
