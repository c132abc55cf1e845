/**
 * Makes and opens the passphrase-protected files of root, province and recovery keys; a seed must never stand in one
 * unprotected. Source: docs/sealed-tip-spec.md, section 16.
 */
import { openBody, sealBody } from "./bodies";
import { equalBytes, fromHex, systemRandom, toHex, wipe, type Bytes, type Random } from "./bytes";
import { readObject, writeObject, type JsonFields } from "./canonical_json";
import { checkId, context } from "./contexts";
import { derive, KEY_BYTES, newSalt, stretchForOfficer, type Stretch } from "./derivation";
import { Malformed, WrongKeyOrPlace } from "./errors";
import { publicKeyOf } from "./hybrid_keys";
import { normalisePassphrase } from "./passphrases";
import { signingPublicKeyOf } from "./signatures";

/** Whose seed a key file protects. */
export type KeyFileKind = "root" | "province" | "recovery";

/** What a key file shows without its passphrase; `holder` is empty (root), `14` (province) or `14/inspectorate`. */
export interface KeyFile {
  readonly kind: KeyFileKind;
  readonly holder: string;
  readonly deployment: Bytes;
  readonly publicKey: Bytes;
  readonly salt: Bytes;
  readonly box: Bytes;
}

const FORMAT = "tinbao-key-file/1";
const KEYS = ["box", "deployment", "format", "holder", "kind", "public", "salt"];

/** Return the text of a key file (one line of JSON and a newline); costs one Argon2id of 64 MiB. */
export async function makeKeyFile(
  kind: KeyFileKind,
  holder: string,
  deployment: Uint8Array,
  seed: Uint8Array,
  passphrase: string,
  stretch: Stretch,
  random: Random = systemRandom,
): Promise<string> {
  const publicKey = await publicKeyFor(kind, seed);
  const salt = newSalt(random);
  const wrapKey = await wrapKeyOf(passphrase, salt, deployment, stretch);
  const ctx = context("key-file", checkId(deployment, "deployment"), kind, holder, publicKey);
  const box = await sealBody(wrapKey, ctx, seed, random);
  wipe(wrapKey);
  const fields = new Map([
    ["format", FORMAT],
    ["kind", kind],
    ["holder", holder],
    ["deployment", toHex(deployment)],
    ["public", toHex(publicKey)],
    ["salt", toHex(salt)],
    ["box", toHex(box)],
  ]);
  return `${new TextDecoder().decode(writeObject(fields))}\n`;
}

/** Return what the file shows; throws `Malformed` for anything but a key file of this version. */
export function readKeyFile(text: string): KeyFile {
  if (!text.endsWith("\n")) throw new Malformed("a key file is one line");
  const fields = readObject(new TextEncoder().encode(text.slice(0, -1)));
  const kind = fields.get("kind");
  const holder = fields.get("holder");
  if ([...fields.keys()].sort().join() !== KEYS.join() || fields.get("format") !== FORMAT) {
    throw new Malformed("not a key file of this version");
  }
  if (typeof holder !== "string" || (kind !== "root" && kind !== "province" && kind !== "recovery")) {
    throw new Malformed("a key file that can't be read");
  }
  const deployment = bytesOf(fields, "deployment");
  checkId(deployment, "deployment");
  const [publicKey, salt, box] = [bytesOf(fields, "public"), bytesOf(fields, "salt"), bytesOf(fields, "box")];
  return { kind, holder, deployment, publicKey, salt, box };
}

/** Return the seed; throws `WrongKeyOrPlace` for a wrong passphrase or another public key. */
export async function openKeyFile(file: KeyFile, passphrase: string, stretch: Stretch): Promise<Bytes> {
  const ctx = context("key-file", file.deployment, file.kind, file.holder, file.publicKey);
  const wrapKey = await wrapKeyOf(passphrase, file.salt, file.deployment, stretch);
  const seed = await openBody(wrapKey, ctx, file.box);
  wipe(wrapKey);
  if (seed.length !== KEY_BYTES || !equalBytes(await publicKeyFor(file.kind, seed), file.publicKey)) {
    throw new WrongKeyOrPlace("the key file's public key isn't its seed's");
  }
  return seed;
}

function publicKeyFor(kind: KeyFileKind, seed: Uint8Array): Promise<Bytes> {
  return kind === "recovery" ? publicKeyOf(seed) : signingPublicKeyOf(seed);
}

async function wrapKeyOf(passphrase: string, salt: Bytes, deployment: Uint8Array, stretch: Stretch): Promise<Bytes> {
  const password = new TextEncoder().encode(normalisePassphrase(passphrase));
  const root = await stretchForOfficer(stretch, password, salt);
  return derive(root, context("key-file-wrap", checkId(deployment, "deployment")));
}

/** Return a field of lower-case hex. */
function bytesOf(fields: JsonFields, name: string): Bytes {
  const value = fields.get(name);
  const bytes = typeof value === "string" ? fromHex(value) : null;
  if (bytes === null || toHex(bytes) !== value) throw new Malformed("a key file that can't be read");
  return bytes;
}
