/** What this page remembers of the queue while tips are opened: its address, order and kinds; gone with the page or the lock. */
import type { MediaKind } from "../sealing/frames";

let address = "/";
let order: readonly string[] = [];
const kinds = new Map<string, ReadonlyMap<MediaKind, number>>();

/** Note which list was looked at, and its tips in order. */
export function rememberQueue(where: string, tips: readonly string[]): void {
  address = where;
  order = tips;
}

/** Return the address of the list that was looked at last. */
export function queueAddress(): string {
  return address;
}

/** Return a tip's place in that list (from 1), its neighbours and the list's length; null when it isn't there. */
export function placeInQueue(tip: string): { readonly at: number; readonly of: number; readonly before: string | undefined; readonly after: string | undefined } | null {
  const at = order.indexOf(tip);
  return at < 0 ? null : { at: at + 1, of: order.length, before: order[at - 1], after: order[at + 1] };
}

/** Note the kinds of an opened tip's parts. */
export function rememberKinds(tip: string, counts: ReadonlyMap<MediaKind, number>): void {
  kinds.set(tip, counts);
}

/** Return the kinds of a tip that was opened here. */
export function kindsOf(tip: string): ReadonlyMap<MediaKind, number> | undefined {
  return kinds.get(tip);
}

/** Forget what came out of sealed parts. */
export function forgetKinds(): void {
  kinds.clear();
}
