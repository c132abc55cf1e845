/** Verifies the recovery key that a queue's seed is sealed to; it must never take one on the server's word. */
import type { Bytes } from "../sealing/bytes";
import { concat } from "../sealing/bytes";
import { directoryTrust, queueRole } from "./directory";

/** Return the public key of the recovery entry of a queue's level. Throws `Malformed` or `DirectoryRefused`. */
export async function trustedRecovery(entry: Uint8Array, province: string, queue: string): Promise<Bytes> {
  const level = queueRole(queue) === "inspectorate" ? "inspectorate" : "province";
  return concat((await directoryTrust().recovery(entry, province, level)).publicKey);
}
