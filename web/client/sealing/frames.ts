/**
 * Puts what a part is (its head) and its content into one padded frame, and takes them out again; it must never leave
 * a kind or name outside. Source: docs/sealed-tip-spec.md, section 5.
 */
import { bigEndian, concat, type Bytes } from "./bytes";
import { readObject, writeObject, type JsonFields, type JsonValue } from "./canonical_json";
import { bytesText, textBytes } from "./contexts";
import { Malformed } from "./errors";
import { padded } from "./padding";

/** What a part's content is. */
export const MEDIA_KINDS = [
  "text",
  "photo",
  "voice",
  "audio",
  "video",
  "video_note",
  "document",
  "location",
  "manifest",
] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/**
 * A part in the clear. `mime` 1–127 bytes, `name` 1–255 bytes, `caption` 1–4,096 characters, `seconds` of duration,
 * `width` and `height` in pixels, `amends` the number of the report part that this one replaces. `bond` is the tip's, 32
 * lower-case hex characters: report parts and manifests carry it, other parts don't.
 */
export interface Content {
  readonly kind: MediaKind;
  readonly body: Bytes;
  readonly mime?: string;
  readonly name?: string;
  readonly caption?: string;
  readonly seconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly amends?: number;
  readonly bond?: string;
}

const MAX_FRAME = 2 ** 26;
const MAX_HEAD = 4096;
const LENGTHS = 12;
const I32 = 2 ** 31 - 1;
const INTEGERS = { seconds: [0, I32], width: [1, I32], height: [1, I32], amends: [1, 2 ** 32 - 1] } as const;
const TEXTS = { mime: bytesUpTo(127), name: bytesUpTo(255), caption: charactersUpTo(4096), bond: isBond } as const;

/** Return a text as content, in form NFC. */
export function textContent(text: string, amends?: number): Content {
  return { kind: "text", body: textBytes(text), ...(amends === undefined ? {} : { amends }) };
}

/** Return the text of a text part; throws `Malformed` for anything else. */
export function readText(content: Content): string {
  if (content.kind !== "text") throw new Malformed("not a text");
  return bytesText(content.body);
}

/** Return (latitude, longitude) in degrees of a location; throws `Malformed` for anything else. */
export function readLocation(content: Content): { readonly latitude: number; readonly longitude: number } {
  const fields: JsonFields = content.kind === "location" ? readObject(content.body) : new Map();
  const latitude = fields.get("lat_e6");
  const longitude = fields.get("lon_e6");
  if (fields.size !== 2 || typeof latitude !== "number" || typeof longitude !== "number") {
    throw new Malformed("not a location");
  }
  if (Math.abs(latitude) > 90_000_000 || Math.abs(longitude) > 180_000_000) throw new Malformed("a point off the globe");
  return { latitude: latitude / 1e6, longitude: longitude / 1e6 };
}

/** Return a point (degrees, WGS 84) as content in micro-degrees; throws `Malformed` off the globe. */
export function locationContent(latitude: number, longitude: number): Content {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw new Malformed("a point off the globe");
  const micro = (degrees: number): number => Math.round(degrees * 1e6) + 0;
  const fields = new Map([["lat_e6", micro(latitude)], ["lon_e6", micro(longitude)]]);
  return { kind: "location", body: writeObject(fields) };
}

/** Return the padded frame; throws `Malformed` for a head or size outside the bounds. */
export function buildFrame(content: Content): Bytes {
  const head = writeObject(headOf(content));
  const used = LENGTHS + head.length + content.body.length;
  if (head.length > MAX_HEAD || used > MAX_FRAME) throw new Malformed("a part is over its bounds");
  const frame = new Uint8Array(padded(used));
  frame.set(concat(bigEndian(head.length, 4), bigEndian(content.body.length, 8), head));
  frame.set(content.body, LENGTHS + head.length);
  return frame;
}

/** Return what a frame holds; throws `Malformed` for any other bytes than `buildFrame` makes. */
export function readFrame(frame: Uint8Array): Content {
  if (frame.length < LENGTHS) throw new Malformed("a frame is cut");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const headLength = view.getUint32(0);
  const bodyLength = view.getBigUint64(4);
  if (headLength > MAX_HEAD || bodyLength > BigInt(frame.length)) throw new Malformed("a frame's lengths don't agree");
  const bodyStart = LENGTHS + headLength;
  const used = bodyStart + Number(bodyLength);
  if (used > frame.length || padded(used) !== frame.length) throw new Malformed("a frame's lengths don't agree");
  for (let at = used; at < frame.length; at++) {
    if (frame[at] !== 0) throw new Malformed("a frame's padding isn't empty");
  }
  const head = readObject(frame.subarray(LENGTHS, bodyStart));
  checkHead(head);
  return { ...(Object.fromEntries(head) as { kind: MediaKind }), body: frame.slice(bodyStart, used) };
}

/** Return the fields of the head that are there, checked. */
function headOf(content: Content): JsonFields {
  const head = new Map<string, JsonValue>([["kind", content.kind]]);
  for (const key of [...Object.keys(TEXTS), ...Object.keys(INTEGERS)]) {
    const value = content[key as keyof typeof TEXTS | keyof typeof INTEGERS];
    if (value !== undefined) head.set(key, value);
  }
  checkHead(head);
  return head;
}

/** Throw `Malformed` for an unknown kind, an unknown key or a value outside its bounds. */
function checkHead(head: JsonFields): void {
  if (!MEDIA_KINDS.some((kind) => kind === head.get("kind"))) throw new Malformed("a head of an unknown kind");
  for (const [key, value] of head) {
    if (key !== "kind" && !isWithinBounds(key, value)) throw new Malformed("a head's value is outside its bounds");
  }
}

/** Whether the table of the specification has this key and allows this value. */
function isWithinBounds(key: string, value: JsonValue): boolean {
  if (Object.hasOwn(INTEGERS, key)) {
    const [low, high] = INTEGERS[key as keyof typeof INTEGERS];
    return typeof value === "number" && low <= value && value <= high;
  }
  return Object.hasOwn(TEXTS, key) && typeof value === "string" && TEXTS[key as keyof typeof TEXTS](value);
}

function bytesUpTo(most: number): (text: string) => boolean {
  return (text) => text !== "" && textBytes(text).length <= most;
}

function isBond(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** Characters are Unicode code points. */
function charactersUpTo(most: number): (text: string) => boolean {
  return (text) => text !== "" && [...text].length <= most;
}
