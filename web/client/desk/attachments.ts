/** Seals a file that an officer adds to a note and posts it; it must never post it readable, nor one that is too large. */
import { bigEndian, concat, wipe, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import type { Content, MediaKind } from "../sealing/frames";
import { partHash, sealPart, wrapPartKey } from "../sealing/parts";
import { trustedHolders } from "./holders";
import type { Noted } from "./sent_once";
import { postFile, toBase64 } from "./server";
import { placeOf, type Facts } from "./tip_facts";

/** What a file may have (bytes): as much as a resident's. */
export const MOST_FILE_BYTES = 20 * 2 ** 20;

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const MOST_NAME_BYTES = 255;

/** Post a file as an internal note with a caption (may be empty); `noted` hears of it before. Throws `Refused`, `Unreachable` or a sealing error. */
export async function sendNoteFile(facts: Facts, file: File, caption: string, noted: Noted): Promise<void> {
  const place = placeOf(facts.tip, "note", facts.nextNote);
  const [own] = await trustedHolders({ ...facts, holders: facts.holders.filter((holder) => holder.queue === facts.queue) });
  if (own === undefined) throw new Error("the own queue doesn't hold this tip");
  const key = newKey();
  try {
    const sealed = await sealPart(place, key, await contentOf(file, caption));
    const wraps = [{ queue: own.queue, epoch: own.epoch, key: toBase64(await wrapPartKey(place, key, own)) }];
    noted(place.number, await partHash(sealed));
    const head = new TextEncoder().encode(JSON.stringify({ number: place.number, wraps }));
    await postFile(`/tips/${facts.tip}/note-files`, new Blob([concat(bigEndian(head.length, 4), head), sealed]));
  } finally {
    wipe(key);
  }
}

async function contentOf(file: File, caption: string): Promise<Content> {
  const body: Bytes = new Uint8Array(await file.arrayBuffer());
  const mime = /^[\x21-\x7e]{1,127}$/.test(file.type) ? file.type : "application/octet-stream";
  return { kind: kindOf(mime), body, mime, name: shortName(file.name), ...(caption === "" ? {} : { caption }) };
}

function kindOf(mime: string): MediaKind {
  if (PICTURES.has(mime)) return "photo";
  if (mime.startsWith("audio/")) return "audio";
  return mime.startsWith("video/") ? "video" : "document";
}

/** The file's name, cut to what a head takes. */
function shortName(name: string): string {
  let short = name.normalize("NFC").replace(/\p{Surrogate}/gu, "") || "tep";
  while (new TextEncoder().encode(short).length > MOST_NAME_BYTES) short = short.slice(1);
  return short;
}
