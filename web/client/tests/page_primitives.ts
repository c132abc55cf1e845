/** The page on which a bench opens a tip's parts by the sealing core alone, one after the other: the floor of what the desk does. */
import { fromHex, type Bytes } from "../sealing/bytes";
import { readManifest, checkManifest } from "../sealing/manifest";
import { openPart, partHash, unwrapPartKey, type Role } from "../sealing/parts";

interface Given {
  readonly deployment: string;
  readonly tip: string;
  readonly queue: string;
  readonly epoch: number;
  readonly queueSeed: string;
  readonly parts: readonly { readonly role: Role; readonly number: number; readonly wrap: string; readonly file: string }[];
}

/** Fetch, unwrap, open, hash and decode every part; return the milliseconds it took. */
async function openAll(given: Given): Promise<number> {
  const [deployment, tip, seed] = [octets(given.deployment), octets(given.tip), octets(given.queueSeed)];
  const wraps = given.parts.map((part) => octets(part.wrap));
  const hashes = new Map<number, Bytes>();
  let manifest: Bytes | undefined;
  const began = performance.now();
  for (const [index, part] of given.parts.entries()) {
    const place = { deployment, tip, number: part.number, role: part.role };
    const sealed = new Uint8Array(await (await fetch(part.file)).arrayBuffer());
    const key = await unwrapPartKey(place, wraps[index] ?? new Uint8Array(), given.queue, given.epoch, seed);
    const content = await openPart(place, key, sealed);
    const hash = await partHash(sealed);
    if (part.role === "manifest") {
      manifest = hash;
      readManifest(content);
    } else hashes.set(part.number, hash);
    if (content.kind === "photo") (await createImageBitmap(new Blob([content.body]))).close();
  }
  const taken = performance.now() - began;
  if (manifest === undefined || hashes.size === 0) throw new Error("nothing was opened");
  return taken;
}

function octets(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error("not hex");
  return bytes;
}

Object.assign(globalThis, { openAll, checkManifest, ready: true });
