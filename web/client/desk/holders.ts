/** Says to which queue keys an officer's words may be sealed; it must never take another unit's key on the server's word. */
import { equalBytes, fromHex } from "../sealing/bytes";
import { DirectoryTrust } from "../sealing/directory_trust";
import { DirectoryRefused } from "../sealing/errors";
import type { QueueKey } from "../sealing/parts";
import { deploymentId, queueSeeds } from "./key";
import type { Facts, Holder } from "./tip_facts";

const ROLES: Readonly<Record<string, string>> = { c: "commune", d: "duty_desk", i: "inspectorate" };

/**
 * Return the keys of every queue that holds the tip. The own queue's key is the one whose seed this browser has; other
 * queues' keys must stand in directory entries that verify under the root. Throws `DirectoryRefused`.
 */
export async function trustedHolders(facts: Facts): Promise<readonly QueueKey[]> {
  const own = await queueSeeds();
  return Promise.all(
    facts.holders.map((holder) => own.find((row) => row.queue === holder.queue && row.epoch === holder.epoch) ?? certified(holder)),
  );
}

async function certified(holder: Holder): Promise<QueueKey> {
  const { province, provinceEntry, queueEntry } = holder;
  const root = fromHex(document.body.dataset["root"] ?? "");
  if (province === undefined || provinceEntry === undefined || queueEntry === undefined || root === null) {
    throw new DirectoryRefused("a queue that holds this tip has no directory entry");
  }
  const trust = new DirectoryTrust(deploymentId(), root, Math.floor(Date.now() / 1000));
  const role = ROLES[holder.queue.charAt(0)] ?? "";
  const entry = await trust.queue(queueEntry, await trust.province(provinceEntry, province), holder.queue, role);
  if (entry.epoch !== holder.epoch || !equalBytes(entry.publicKey, holder.publicKey)) {
    throw new DirectoryRefused("the directory certifies another key for this queue");
  }
  return { queue: holder.queue, epoch: entry.epoch, publicKey: entry.publicKey };
}
