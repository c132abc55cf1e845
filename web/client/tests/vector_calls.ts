/** Names the function behind each call of the vectors' README; it must never leave a call of a browser out. */
import shippedList from "../../../sealing/words.vi.txt";
import { signAddition, verifyAddition } from "../sealing/additions";
import { openBody, sealBody } from "../sealing/bodies";
import { toHex, type Bytes } from "../sealing/bytes";
import { checkedKeyTag, checkedKeyTagVerifies } from "../sealing/checked_keys";
import { context, type Field } from "../sealing/contexts";
import type { Stretch } from "../sealing/derivation";
import { fingerprint, fingerprintMatches, type KeyKind } from "../sealing/fingerprints";
import { buildFrame, locationContent, readFrame, readLocation, type Content, type MediaKind } from "../sealing/frames";
import { checkPublicKey, openKey, publicKeyOf, sealKey } from "../sealing/hybrid_keys";
import { joiningTag, joiningTagVerifies, type Joining } from "../sealing/joining";
import { makeKeyFile, openKeyFile, readKeyFile, type KeyFileKind } from "../sealing/key_files";
import { checkManifest, manifestContent, readManifest, type Manifest, type ReceiptKeys } from "../sealing/manifest";
import { deriveOfficerSecrets, normaliseName, unwrapOfficerSeed, wrapOfficerSeed } from "../sealing/officer_keys";
import { padded, padme } from "../sealing/padding";
import { openPart, partHash, sealPart, unwrapPartKey, type Place, type Role } from "../sealing/parts";
import { generatePassphrase, normalisePassphrase, readWords } from "../sealing/passphrases";
import { checkQueueSeed, openQueueSeed, openQueueSeedForRecovery, type QueueEpoch } from "../sealing/queue_keys";
import { deriveReceipt, newCode, readCode, showCode } from "../sealing/receipts";
import { combineRecovery, readShare, type RecoveryShare } from "../sealing/recovery";
import { openReplyKey } from "../sealing/replies";
import { directoryCalls } from "./vector_directory_calls";
import { asObject, type Inputs } from "./vector_values";

/** One function of the table. */
export type Call = (inputs: Inputs, stretch: Stretch) => unknown;

/** Every call that a browser knows, by its name in the vector files. */
export const CALLS: Readonly<Record<string, Call>> = {
  context: async (i) => context(i.text("label"), ...(await Promise.all(i.objects("fields").map(fieldOf)))),
  padme: (i) => padme(i.number("length")),
  padded: (i) => padded(i.number("length")),
  public_key_of: async (i) => publicKeyOf(await i.bytes("seed")),
  check_public_key: async (i) => checkPublicKey(await i.bytes("public_key")),
  seal_key: async (i) => sealKey(await i.bytes("key"), await i.bytes("public_key"), await i.bytes("info")),
  open_key: async (i) => openKey(await i.bytes("sealed"), await i.bytes("seed"), await i.bytes("info")),
  seal_body: (i) =>
    drawing(i, async (draw) => sealBody(await i.bytes("key"), await i.bytes("ctx"), await i.bytes("plaintext"), draw)),
  open_body: async (i) => openBody(await i.bytes("key"), await i.bytes("ctx"), await i.bytes("sealed")),
  build_frame: async (i) => buildFrame(await contentOf(i.object("content"))),
  read_frame: async (i) => readFrame(await i.bytes("frame")),
  location_content: (i) => locationContent(i.number("latitude"), i.number("longitude")),
  read_location: async (i) => {
    const { latitude, longitude } = readLocation(await contentOf(i.object("content")));
    return [latitude, longitude];
  },
  seal_part: (i) =>
    drawing(i, async (draw) => {
      const content = await contentOf(i.object("content"));
      return sealPart(await placeOf(i), await i.bytes("key"), content, draw);
    }),
  open_part: async (i) => openPart(await placeOf(i), await i.bytes("key"), await i.bytes("sealed")),
  part_hash: async (i) => partHash(await i.bytes("sealed")),
  unwrap_part_key: async (i) => {
    const [sealed, seed] = [await i.bytes("sealed_key"), await i.bytes("queue_seed")];
    return unwrapPartKey(await placeOf(i), sealed, i.text("queue"), i.number("epoch"), seed);
  },
  new_code: (i) => drawing(i, (draw) => Promise.resolve(newCode(draw))),
  show_code: (i) => showCode(i.text("code")),
  read_code: (i) => readCode(i.text("typed")),
  derive_receipt: async (i, stretch) => {
    const receipt = await deriveReceipt(i.text("code"), await i.bytes("deployment"), stretch);
    const { lookup, mailbox, replySeed, signingSeed, replyPublicKey, signingPublicKey } = receipt;
    return {
      lookup,
      mailbox,
      reply_seed: replySeed,
      signing_seed: signingSeed,
      reply_public_key: replyPublicKey,
      signing_public_key: signingPublicKey,
    };
  },
  normalise_passphrase: (i) => normalisePassphrase(i.text("typed")),
  generate_passphrase: (i) => drawing(i, (draw) => Promise.resolve(generatePassphrase(readWords(shippedList), draw))),
  manifest_content: async (i) => manifestContent(await manifestOf(i.object("manifest"))),
  read_manifest: async (i) => manifestOut(readManifest(await contentOf(i.object("content")))),
  check_manifest: async (i) => {
    const receipts = await Promise.all(i.objects("offered_receipts").map(receiptOf));
    const manifest = await manifestOf(i.object("manifest"));
    const bonds = new Map(i.list("opened_bonds").map((row) => row as readonly [number, string]));
    const { agrees: _, ...findings } = checkManifest(manifest, await hashesOf(i, "offered_hashes"), receipts, bonds);
    return findings;
  },
  sign_addition: async (i) => signAddition(await i.bytes("signing_seed"), await placeOf(i), await i.bytes("sealed_part")),
  verify_addition: async (i) => {
    const [key, sealed, signature] = [i.bytes("signing_public_key"), i.bytes("sealed_part"), i.bytes("signature")];
    return verifyAddition(await key, await placeOf(i), await sealed, await signature);
  },
  open_reply_key: async (i) => {
    const [sealed, mailbox, seed] = [i.bytes("sealed_key"), i.bytes("mailbox"), i.bytes("reply_seed")];
    return openReplyKey(await placeOf(i), await sealed, await mailbox, await seed);
  },
  open_queue_seed: async (i) =>
    openQueueSeed(await epochOf(i), await i.bytes("sealed"), await i.bytes("officer"), await i.bytes("officer_seed")),
  open_queue_seed_for_recovery: async (i) =>
    openQueueSeedForRecovery(await epochOf(i), await i.bytes("sealed"), await i.bytes("recovery_seed")),
  check_queue_seed: async (i) => checkQueueSeed(await i.bytes("seed"), await i.bytes("certified_public_key")),
  normalise_name: (i) => normaliseName(i.text("name")),
  derive_officer_secrets: async (i, stretch) => {
    const [salt, deployment] = [await i.bytes("salt"), await i.bytes("deployment")];
    const { proof, wrapKey } = await deriveOfficerSecrets(i.text("passphrase"), salt, deployment, stretch);
    return { proof, wrap_key: wrapKey };
  },
  wrap_officer_seed: (i) =>
    drawing(i, async (draw) => {
      const [wrapKey, seed] = [await i.bytes("wrap_key"), await i.bytes("seed")];
      return wrapOfficerSeed(wrapKey, seed, await i.bytes("deployment"), await i.bytes("officer"), draw);
    }),
  unwrap_officer_seed: async (i) => {
    const [wrapKey, wrapped] = [await i.bytes("wrap_key"), await i.bytes("wrapped")];
    return unwrapOfficerSeed(wrapKey, wrapped, await i.bytes("deployment"), await i.bytes("officer"));
  },
  fingerprint: async (i) => fingerprint(i.text("kind") as KeyKind, await i.bytes("public_key")),
  fingerprint_matches: async (i) =>
    fingerprintMatches(i.text("typed"), i.text("kind") as KeyKind, await i.bytes("public_key")),
  make_key_file: (i, stretch) =>
    drawing(i, async (draw) => {
      const [kind, holder, phrase] = [i.text("kind") as KeyFileKind, i.text("holder"), i.text("passphrase")];
      return makeKeyFile(kind, holder, await i.bytes("deployment"), await i.bytes("seed"), phrase, stretch, draw);
    }),
  open_key_file: (i, stretch) => openKeyFile(readKeyFile(i.text("text")), i.text("passphrase"), stretch),
  read_share: async (i) => {
    const read = await readShare(i.text("typed"));
    return read === null ? null : { mark: read.mark, share: read.share };
  },
  combine_recovery: async (i) => {
    const read = await Promise.all(i.list("shares").map((typed) => readShare(String(typed))));
    const shares = read.filter((share): share is RecoveryShare => share !== null);
    return combineRecovery(await i.bytes("deployment"), shares, await i.bytes("recovery_public_key"));
  },
  joining_tag: async (i, stretch) =>
    joiningTag(await joiningOf(i), i.text("code"), await i.bytes("officer_public_key"), stretch),
  joining_tag_verifies: async (i, stretch) => {
    const [key, tag] = [await i.bytes("officer_public_key"), await i.bytes("tag")];
    return joiningTagVerifies(await joiningOf(i), i.text("code"), key, tag, stretch);
  },
  checked_key_tag: async (i) => checkedKeyTag(...(await checkingOf(i))),
  checked_key_tag_verifies: async (i) => checkedKeyTagVerifies(...(await checkingOf(i)), await i.bytes("tag")),
  ...directoryCalls,
};

/** Run a function that draws random bytes; a case uses up all that it brings. */
async function drawing<T>(inputs: Inputs, act: (draw: (length: number) => Bytes) => Promise<T>): Promise<T> {
  const { draw, left } = await inputs.random();
  const result = await act(draw);
  if (left() > 0) throw new Error("random bytes of the vector were left over");
  return result;
}

async function fieldOf(field: Inputs): Promise<Field> {
  if (field.has("text")) return field.text("text");
  return field.has("u32") ? field.number("u32") : field.bytes("bytes");
}

async function placeOf(inputs: Inputs): Promise<Place> {
  const place = inputs.object("place");
  const [deployment, tip] = [await place.bytes("deployment"), await place.bytes("tip")];
  return { deployment, tip, number: place.number("number"), role: place.text("role") as Role };
}

async function epochOf(inputs: Inputs): Promise<QueueEpoch> {
  const place = inputs.object("place");
  return { deployment: await place.bytes("deployment"), queue: place.text("queue"), epoch: place.number("epoch") };
}

async function checkingOf(inputs: Inputs): Promise<readonly [Bytes, Bytes, Joining, string, Bytes]> {
  const [checker, seed] = [await inputs.bytes("checker"), await inputs.bytes("checker_seed")];
  return [checker, seed, await joiningOf(inputs, "colleague"), inputs.text("colleague_name"), await inputs.bytes("colleague_public_key")];
}

async function joiningOf(inputs: Inputs, name = "joining"): Promise<Joining> {
  const joining = inputs.object(name);
  const [deployment, officer] = [await joining.bytes("deployment"), await joining.bytes("officer")];
  return { deployment, queue: joining.text("queue"), officer };
}

async function contentOf(content: Inputs): Promise<Content> {
  const { kind, body: _, ...rest } = content.raw;
  return { ...(rest as Partial<Content>), kind: kind as MediaKind, body: await content.bytes("body") };
}

async function receiptOf(receipt: Inputs): Promise<ReceiptKeys> {
  const replyPublicKey = await receipt.bytes("reply_public_key");
  const signingPublicKey = await receipt.bytes("signing_public_key");
  return { mailbox: await receipt.bytes("mailbox"), replyPublicKey, signingPublicKey };
}

async function manifestOf(manifest: Inputs): Promise<Manifest> {
  const receipts = await Promise.all(manifest.objects("receipts").map(receiptOf));
  return { bond: manifest.text("bond"), partHashes: await hashesOf(manifest, "part_hashes"), receipts };
}

async function hashesOf(inputs: Inputs, name: string): Promise<ReadonlyMap<number, Uint8Array>> {
  const hashes = new Map<number, Uint8Array>();
  for (const row of inputs.list(name)) {
    const [number = null, hash = null] = Array.isArray(row) ? row : [asObject(row)];
    hashes.set(Number(number), await inputs.bytesOf(hash));
  }
  return hashes;
}

function manifestOut(manifest: Manifest): unknown {
  return {
    bond: manifest.bond,
    part_hashes: [...manifest.partHashes].map(([number, hash]) => [number, toHex(hash)]),
    receipts: manifest.receipts.map(({ mailbox, replyPublicKey, signingPublicKey }) => ({
      mailbox,
      reply_public_key: replyPublicKey,
      signing_public_key: signingPublicKey,
    })),
  };
}
