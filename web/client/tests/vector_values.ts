/** Reads the values of the vector files as their README says; it must never guess a value that it doesn't know. */
import { concat, fromHex, toHex, type Bytes } from "../sealing/bytes";
import { sha256 } from "../sealing/derivation";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Runs a call of the table by its name. */
export type Caller = (call: string, inputs: JsonObject) => Promise<unknown>;

/** The named arguments of one case, read as what the function wants. */
export class Inputs {
  constructor(
    readonly raw: JsonObject,
    private readonly material: JsonObject,
    private readonly run: Caller,
  ) {}

  /** The arguments of an argument that is an object. */
  object(name: string): Inputs {
    return new Inputs(asObject(this.value(name)), this.material, this.run);
  }

  /** The same for every member of a list. */
  objects(name: string): Inputs[] {
    return this.list(name).map((member) => new Inputs(asObject(member), this.material, this.run));
  }

  list(name: string): readonly Json[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw new Error(`the vector's ${name} isn't a list`);
    return value as readonly Json[];
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== "string") throw new Error(`the vector's ${name} isn't text`);
    return value;
  }

  number(name: string): number {
    const value = this.value(name);
    if (typeof value !== "number") throw new Error(`the vector's ${name} isn't a number`);
    return value;
  }

  bytes(name: string): Promise<Bytes> {
    return this.bytesOf(this.value(name));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.raw, name);
  }

  value(name: string): Json {
    const value = this.raw[name];
    if (value === undefined) throw new Error(`the vector lacks ${name}`);
    return value;
  }

  /** Return a byte argument (B in the README). */
  async bytesOf(value: Json): Promise<Bytes> {
    if (typeof value === "string") return hexBytes(value);
    const form = new Inputs(asObject(value), this.material, this.run);
    if (form.has("repeat")) {
      const unit = await form.bytes("repeat");
      const repeated = new Uint8Array(unit.length * form.number("times"));
      for (let at = 0; at < repeated.length; at += unit.length) repeated.set(unit, at);
      return repeated;
    }
    if (form.has("join")) return concat(...(await Promise.all(form.list("join").map((part) => this.bytesOf(part)))));
    if (form.has("slice")) {
      const [source = null, from = null, to = null] = form.list("slice");
      return (await this.bytesOf(source)).slice(Number(from), to === null ? undefined : Number(to));
    }
    if (form.has("flip")) {
      const [source = null, bit = null] = form.list("flip");
      return flipped(await this.bytesOf(source), Number(bit));
    }
    if (form.has("from")) {
      const entry = this.material[form.text("from")];
      if (entry === undefined) throw new Error("the vector names material that isn't there");
      return this.bytesOf(entry);
    }
    const returned = await this.run(form.text("call"), asObject(form.value("in")));
    if (!(returned instanceof Uint8Array)) throw new Error("a nested call didn't return bytes");
    return concat(returned);
  }

  /** Return a source that gives out `random` from the front, and says whether all of it was used. */
  async random(): Promise<{ draw: (length: number) => Bytes; left: () => number }> {
    const stream = await this.bytes("random");
    let at = 0;
    const draw = (length: number): Bytes => {
      if (at + length > stream.length) throw new Error("the vector's random bytes are used up");
      at += length;
      return stream.slice(at - length, at);
    };
    return { draw, left: () => stream.length - at };
  }
}

/** Return what a function returned in the form of `out`: bytes as hex, maps and objects as plain JSON. */
export function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
  }
  return (value ?? null) as Json;
}

/** Whether what came out is what the case says. */
export async function isExpected(result: unknown, expected: Json): Promise<boolean> {
  if (result instanceof Uint8Array && typeof expected === "object" && expected !== null && "sha256" in expected) {
    return toHex(await sha256(result)) === expected["sha256"];
  }
  return sorted(plain(result)) === sorted(expected);
}

export function asObject(value: Json): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
  return value as JsonObject;
}

/** Return JSON with its keys in order, so that two equal values read the same. */
function sorted(value: Json): string {
  return JSON.stringify(value, (_name, entry: Json) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([left], [right]) => (left < right ? -1 : 1)))
      : entry,
  );
}

function hexBytes(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error("the vector's bytes aren't hex");
  return bytes;
}

function flipped(bytes: Bytes, bit: number): Bytes {
  const place = bit < 0 ? 8 * bytes.length + bit : bit;
  bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7));
  return bytes;
}
