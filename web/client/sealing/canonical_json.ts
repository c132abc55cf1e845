/**
 * Writes and reads the one JSON form that sealed heads and key files use; it must never accept two encodings of the
 * same thing. Source: docs/sealed-tip-spec.md, section 5.
 */
import { bytesText, isWellFormed, textBytes } from "./contexts";
import { equalBytes, type Bytes } from "./bytes";
import { Malformed } from "./errors";

export type JsonValue = string | number;
export type JsonFields = ReadonlyMap<string, JsonValue>;

/** Return the canonical UTF-8 of a flat object of texts and integers; throws `Malformed` for an unpaired surrogate. */
export function writeObject(fields: JsonFields): Bytes {
  return textBytes(encode(fields));
}

/** Return the flat object in `data`; throws `Malformed` unless `data` is its canonical encoding. */
export function readObject(data: Uint8Array): JsonFields {
  const text = bytesText(data);
  const fields = fieldsOf(parse(text));
  if (fields === null || !equalBytes(new TextEncoder().encode(encode(fields)), data)) {
    throw new Malformed("not canonical JSON of texts and integers");
  }
  return fields;
}

/** Return what the text says, or refuse without quoting it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed("not JSON");
  }
}

/** Return the fields of a flat object, or null for anything else. */
function fieldsOf(value: unknown): JsonFields | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const fields = new Map<string, JsonValue>();
  for (const [key, entry] of Object.entries(value as Record<string, unknown>)) {
    const known = typeof entry === "string" ? isWellFormed(entry) : Number.isSafeInteger(entry);
    if (!known || !isWellFormed(key)) return null;
    fields.set(key, entry as JsonValue);
  }
  return fields;
}

/** Return keys in ascending order, without white space, escaped only where JSON demands it. */
function encode(fields: JsonFields): string {
  const keys = [...fields.keys()].sort((left, right) => (left < right ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(fields.get(key))}`).join(",")}}`;
}
