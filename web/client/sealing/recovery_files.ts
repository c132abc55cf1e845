/**
 * Reads a recovery's request and writes its answer; it must never let a file hold an open seed.
 * Source: docs/sealed-tip-spec.md, section 15.
 */
import { equalBytes, fromHex, toHex, wipe, type Bytes } from "./bytes";
import { checkId } from "./contexts";
import { Malformed, WrongKeyOrPlace } from "./errors";
import { checkPublicKey, publicKeyOf } from "./hybrid_keys";
import { openQueueSeedForRecovery, sealQueueSeed } from "./queue_keys";

/** One epoch of the queue: its public key and its seed sealed to the recovery key. */
export interface SealedEpoch {
  readonly epoch: number;
  readonly publicKey: Bytes;
  readonly sealedSeed: Bytes;
}

/** An officer to whom the seeds may be sealed. */
export interface Candidate {
  readonly officer: Bytes;
  readonly name: string;
  readonly publicKey: Bytes;
}

/** What the offline machine is given; `level` is `province` or `inspectorate`. */
export interface RecoveryRequest {
  readonly deployment: Bytes;
  readonly queue: string;
  readonly unit: string;
  readonly province: string;
  readonly level: string;
  readonly recoveryPublicKey: Bytes;
  readonly epochs: readonly SealedEpoch[];
  readonly candidates: readonly Candidate[];
}

const REQUEST_FORMAT = "tinbao-recovery-request/1";
const ANSWER_FORMAT = "tinbao-recovery-answer/1";
const LARGEST_FILE = 1_000_000;
const MOST_ROWS = 200;
const SEALED_KEY_BYTES = 1168;

/**
 * Return the answer's text: every seed opened with the recovery key and sealed to the candidate, whose fingerprint the
 * caller has compared. Throws `Malformed` or `WrongKeyOrPlace` for a wrap that doesn't open, or opens to another key.
 */
export async function answerRequest(request: RecoveryRequest, recoverySeed: Uint8Array, candidate: Candidate): Promise<string> {
  const epochs = [];
  for (const row of request.epochs) {
    const place = { deployment: request.deployment, queue: request.queue, epoch: row.epoch };
    const seed = await openQueueSeedForRecovery(place, row.sealedSeed, recoverySeed);
    const right = equalBytes(await publicKeyOf(seed), row.publicKey);
    const sealed = right ? await sealQueueSeed(place, seed, candidate.officer, candidate.publicKey) : null;
    wipe(seed);
    if (sealed === null) throw new WrongKeyOrPlace("a queue seed of another key than the request says");
    epochs.push({ epoch: row.epoch, sealed: toHex(sealed) });
  }
  const fields = { format: ANSWER_FORMAT, deployment: toHex(request.deployment), queue: request.queue, officer: toHex(candidate.officer), epochs };
  return `${JSON.stringify(fields, null, 1)}\n`;
}

/** Return what a request says; throws `Malformed` for anything else. */
export function readRequest(text: string): RecoveryRequest {
  const fields = parsed(text);
  keysOf(fields, ["format", "deployment", "epochs", "queue", "unit", "province", "level", "recovery", "officers"]);
  const level = words(fields["level"]);
  if (fields["format"] !== REQUEST_FORMAT || !["province", "inspectorate"].includes(level)) throw new Malformed("not this file of a recovery");
  return {
    deployment: checkedId(fields["deployment"], "deployment"),
    queue: words(fields["queue"], 64),
    unit: words(fields["unit"]),
    province: words(fields["province"], 64),
    level,
    recoveryPublicKey: publicKey(fields["recovery"]),
    epochs: rows(fields["epochs"], 1).map((row) => {
      keysOf(row, ["epoch", "public", "sealed"]);
      return { epoch: number(row["epoch"]), publicKey: publicKey(row["public"]), sealedSeed: sealed(row["sealed"]) };
    }),
    candidates: rows(fields["officers"], 0).map((row) => {
      keysOf(row, ["officer", "name", "public"]);
      return { officer: checkedId(row["officer"], "officer"), name: words(row["name"]), publicKey: publicKey(row["public"]) };
    }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): Fields {
  if (text.length > LARGEST_FILE) throw new Malformed("too large for a file of a recovery");
  try {
    const found: unknown = JSON.parse(text);
    if (isFields(found)) return found;
  } catch {
    // Said below.
  }
  throw new Malformed("not a file of a recovery");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keysOf(fields: Fields, names: readonly string[]): void {
  if (Object.keys(fields).sort().join() !== [...names].sort().join()) throw new Malformed("a file of a recovery of another form");
}

function rows(value: unknown, least: number): readonly Fields[] {
  if (!Array.isArray(value) || value.length < least || value.length > MOST_ROWS || !value.every(isFields)) {
    throw new Malformed("a file of a recovery with too few, too many or other rows");
  }
  return value;
}

function words(value: unknown, most = 200): string {
  if (typeof value !== "string" || value === "" || value.length > most || /\p{C}/u.test(value)) {
    throw new Malformed("a file of a recovery with an unreadable name");
  }
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value >= 2 ** 32) throw new Malformed("epochs count from 1");
  return value;
}

function bytes(value: unknown): Bytes {
  const found = typeof value === "string" ? fromHex(value) : null;
  if (found === null || toHex(found) !== value) throw new Malformed("bytes are written in lower-case hex");
  return found;
}

function checkedId(value: unknown, what: "deployment" | "officer"): Bytes {
  const found = bytes(value);
  checkId(found, what);
  return found;
}

function publicKey(value: unknown): Bytes {
  const found = bytes(value);
  checkPublicKey(found);
  return found;
}

function sealed(value: unknown): Bytes {
  const found = bytes(value);
  if (found.length !== SEALED_KEY_BYTES) throw new Malformed("a sealed seed of another length");
  return found;
}
