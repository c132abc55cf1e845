/**
 * Seals bytes under a 32-byte key in chunks, bound to a context; it must never release plaintext before the last
 * chunk has opened. Source: docs/sealed-tip-spec.md, section 4.
 */
import { bigEndian, concat, equalBytes, systemRandom, wipe, type Bytes, type Random } from "./bytes";
import { derive } from "./derivation";
import { Damaged, Malformed, WrongKeyOrPlace } from "./errors";

export const CHUNK_BYTES = 65_536;
export const HEADER_BYTES = 56;
export const MAX_PLAINTEXT = 2 ** 27;
export const MAX_SEALED = 2 ** 27 + 2 ** 20;

const FIXED = Uint8Array.of(0x54, 0x42, 0x53, 0x31, 0x01, 0, 0, 0);
const TAG = 16;
const SEALED_CHUNK = CHUNK_BYTES + TAG;
/** How many chunks are handed to WebCrypto at a time; bounds the memory that they need meanwhile. */
const AT_ONCE = 16;

/** Return how many bytes a body of so many plaintext bytes (≥ 1) has. */
export function sealedSize(plaintextBytes: number): number {
  return HEADER_BYTES + plaintextBytes + TAG * Math.ceil(plaintextBytes / CHUNK_BYTES);
}

/** Return header ‖ sealed chunks of `plaintext` (1 … 2²⁷ bytes); throws `Malformed` outside those bounds. */
export async function sealBody(
  key: Uint8Array,
  ctx: Uint8Array,
  plaintext: Uint8Array,
  random: Random = systemRandom,
): Promise<Bytes> {
  if (plaintext.length < 1 || plaintext.length > MAX_PLAINTEXT) {
    throw new Malformed("a body holds 1 to 134,217,728 bytes");
  }
  const salt = random(16);
  const { commitment, chunkKey } = await keysOf(key, ctx, salt);
  const header = concat(FIXED, salt, commitment);
  const sealed = new Uint8Array(sealedSize(plaintext.length));
  sealed.set(header);
  const aad = concat(header, ctx);
  await chunkwise(plaintext, CHUNK_BYTES, async (index, last, chunk) => {
    const parameters = { name: "AES-GCM", iv: nonce(index, last), additionalData: aad };
    const bytes = await crypto.subtle.encrypt(parameters, chunkKey, concat(chunk));
    sealed.set(new Uint8Array(bytes), HEADER_BYTES + index * SEALED_CHUNK);
  });
  return sealed;
}

/**
 * Return the plaintext. Throws `Malformed` for bytes that aren't a body, `WrongKeyOrPlace` for another key or
 * context, `Damaged` for changed or cut chunks.
 */
export async function openBody(key: Uint8Array, ctx: Uint8Array, sealed: Uint8Array): Promise<Bytes> {
  const chunks = sealed.subarray(HEADER_BYTES);
  checkHeader(sealed, chunks.length % SEALED_CHUNK);
  const { commitment, chunkKey } = await keysOf(key, ctx, sealed.subarray(8, 24));
  if (!equalBytes(commitment, sealed.subarray(24, HEADER_BYTES))) {
    throw new WrongKeyOrPlace("the body wasn't sealed with this key for this place");
  }
  const aad = concat(sealed.subarray(0, HEADER_BYTES), ctx);
  const plain = new Uint8Array(chunks.length - TAG * Math.ceil(chunks.length / SEALED_CHUNK));
  try {
    await chunkwise(chunks, SEALED_CHUNK, async (index, last, chunk) => {
      const parameters = { name: "AES-GCM", iv: nonce(index, last), additionalData: aad };
      const bytes = await crypto.subtle.decrypt(parameters, chunkKey, concat(chunk));
      plain.set(new Uint8Array(bytes), index * CHUNK_BYTES);
    });
  } catch {
    wipe(plain);
    throw new Damaged("a chunk of the body doesn't open");
  }
  return plain;
}

/**
 * Return a body that comes as a stream, whole; throws `Malformed` as soon as it is longer than `limit` bytes or than
 * any body may be. Nothing is opened on the way: no plaintext may be shown before the last chunk has opened.
 */
export async function readSealed(
  stream: ReadableStream<Uint8Array>,
  limit: number = MAX_SEALED,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<Bytes> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    total += step.value.length;
    if (total > Math.min(limit, MAX_SEALED)) {
      await reader.cancel();
      throw new Malformed("a body is too long");
    }
    pieces.push(step.value);
    onProgress(total);
  }
  return concat(...pieces);
}

/** Check everything that can be checked without a key; `rest` is what the last chunk has, 0 when it is full. */
function checkHeader(sealed: Uint8Array, rest: number): void {
  if (sealed.length < HEADER_BYTES + TAG + 1 || sealed.length > MAX_SEALED) {
    throw new Malformed("a body is too short or too long");
  }
  if (!FIXED.every((byte, at) => sealed[at] === byte)) throw new Malformed("a body of an unknown kind or version");
  if (rest > 0 && rest <= TAG) throw new Malformed("the last chunk of a body is empty");
}

/** Return the commitment and the chunk key of a body. */
async function keysOf(
  key: Uint8Array,
  ctx: Uint8Array,
  salt: Uint8Array,
): Promise<{ commitment: Bytes; chunkKey: CryptoKey }> {
  const okm = await derive(key, ctx, 64, salt);
  const chunkKey = await crypto.subtle.importKey("raw", okm.slice(32), "AES-GCM", false, ["encrypt", "decrypt"]);
  const commitment = okm.slice(0, 32);
  wipe(okm);
  return { commitment, chunkKey };
}

/** Run `work` over the chunks, a few at once; fails with the first that fails. */
async function chunkwise(
  data: Uint8Array,
  size: number,
  work: (index: number, last: boolean, chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const count = Math.ceil(data.length / size);
  for (let first = 0; first < count; first += AT_ONCE) {
    const batch: Promise<void>[] = [];
    for (let index = first; index < Math.min(first + AT_ONCE, count); index++) {
      batch.push(work(index, index === count - 1, data.subarray(index * size, (index + 1) * size)));
    }
    const outcomes = await Promise.allSettled(batch);
    if (outcomes.some((outcome) => outcome.status === "rejected")) throw new Damaged("a chunk failed");
  }
}

/** Return the nonce of a chunk: its number as 11 bytes, then whether it is the last. */
function nonce(index: number, last: boolean): Bytes {
  return concat(bigEndian(index, 11), Uint8Array.of(last ? 1 : 0));
}
