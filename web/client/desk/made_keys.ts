/**
 * Remembers in this browser which queue keys it made itself, so that whoever reads digits to the province reads those of
 * the right key; it must never hold a seed, nor take the server's key for the one that was made here.
 */
import { toHex } from "../sealing/bytes";
import { fingerprint } from "../sealing/fingerprints";
import { deploymentId } from "./page_facts";

/** Note the key that was just made: its thirty digits, which are public. */
export async function rememberMade(queue: string, epoch: number, publicKey: Uint8Array): Promise<void> {
  localStorage.setItem(nameOf(queue, epoch), await fingerprint("queue", publicKey));
}

/** Return the digits of the key that this browser made for a queue's epoch, or null if it didn't make one. */
export function madeHere(queue: string, epoch: number): string | null {
  return localStorage.getItem(nameOf(queue, epoch));
}

function nameOf(queue: string, epoch: number): string {
  return `tinbao-made-${toHex(deploymentId())}-${queue}-${epoch}`;
}
