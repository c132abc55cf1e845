/** The page on which a browser seals what Python then opens, each time with fresh randomness; all values in hex. */
import { signAddition } from "../sealing/additions";
import { stretchIn } from "../sealing/argon2_worker";
import { fromHex, toHex, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { textContent } from "../sealing/frames";
import { publicKeyOf, selfTest } from "../sealing/hybrid_keys";
import type { Manifest } from "../sealing/manifest";
import { newOfficerKey } from "../sealing/officer_keys";
import { rewrapPartKey, sealPart, wrapPartKey, type Place } from "../sealing/parts";
import { sealQueueSeed, sealQueueSeedForRecovery } from "../sealing/queue_keys";
import { deriveReceipt, newCode } from "../sealing/receipts";
import { sealNote, sealReply } from "../sealing/replies";
import { disagreements } from "./published_hpke";
import { plain } from "./vector_values";

const stretch = stretchIn(() => new Worker(new URL("./argon2_worker.js", import.meta.url), { type: "module" }));
const deployment = new Uint8Array(16).fill(1);
const tip = new Uint8Array(16).fill(2);
const officer = new Uint8Array(16).fill(3);

/** Seal a reply and a note; Python holds the queue's seed and the code's. */
async function writings(text: string, queueKeyHex: string, code: string): Promise<unknown> {
  const to = { queue: "c-03703", epoch: 7, publicKey: octets(queueKeyHex) };
  const receipt = await deriveReceipt(code, deployment, stretch);
  const manifest: Manifest = { bond: "00".repeat(16), partHashes: new Map([[1, new Uint8Array(32)]]), receipts: [receipt] };
  const reply = await sealReply({ deployment, tip, number: 4, role: "reply" }, textContent(text), to, manifest);
  const note = await sealNote({ deployment, tip, number: 5, role: "note" }, textContent(text), to);
  return plain({ reply, note });
}

/** Write an addition with a fresh code; forward its key from one queue to another. */
async function addition(text: string, nextQueueKeyHex: string): Promise<unknown> {
  const place: Place = { deployment, tip, number: 1, role: "addition" };
  const receipt = await deriveReceipt(newCode(), deployment, stretch);
  const [key, seed] = [newKey(), newKey()];
  const sealed = await sealPart(place, key, textContent(text));
  const signature = await signAddition(receipt.signingSeed, place, sealed);
  const here = { queue: "c-03703", epoch: 7, seed };
  const wrap = await wrapPartKey(place, key, { ...here, publicKey: await publicKeyOf(seed) });
  const next = { queue: "d-14", epoch: 2, publicKey: octets(nextQueueKeyHex) };
  const forwarded = await rewrapPartKey(place, wrap, here, next);
  return plain({ sealed, signature, signingPublicKey: receipt.signingPublicKey, forwarded });
}

/** Enrol an officer and make the queue's first key, as the first officer's browser does. */
async function enrolment(passphrase: string, recoveryKeyHex: string): Promise<unknown> {
  const place = { deployment, queue: "c-03703", epoch: 1 };
  const made = await newOfficerKey(passphrase, deployment, officer, stretch);
  const queueSeed = newKey();
  const forOfficer = await sealQueueSeed(place, queueSeed, officer, made.publicKey);
  const forRecovery = await sealQueueSeedForRecovery(place, queueSeed, octets(recoveryKeyHex));
  return plain({ ...made, queueKey: await publicKeyOf(queueSeed), forOfficer, forRecovery });
}

function octets(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error("not hex");
  return bytes;
}

Object.assign(globalThis, { writings, addition, enrolment, disagreements, selfTest, toHex, ready: true });
