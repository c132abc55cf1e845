/** The page on which a browser must refuse what the vector files can't spell; every answer is the refusal's name. */
import { sealBody } from "../sealing/bodies";
import { concat } from "../sealing/bytes";
import { context, textBytes } from "../sealing/contexts";
import { derive, newKey, stretchForOfficer, type Stretch } from "../sealing/derivation";
import { signEntry } from "../sealing/directory";
import { DirectoryTrust } from "../sealing/directory_trust";
import { checkPublicKey, publicKeyOf } from "../sealing/hybrid_keys";
import { openKeyFile } from "../sealing/key_files";
import { sign, signingPublicKeyOf, verifies } from "../sealing/signatures";

const deployment = new Uint8Array(16).fill(1);

/** A stand-in for Argon2id, since what is refused here comes after it. */
const stretch: Stretch = ({ salt }) => Promise.resolve(concat(salt, salt));

/** Return the name of the error that `act` throws, or "accepted". */
async function refusal(act: () => unknown): Promise<string> {
  try {
    await act();
    return "accepted";
  } catch (error) {
    return (error as Error).name;
  }
}

/** Each of the two coefficients in three bytes of a public key, set to the modulus. */
async function keyOverTheModulus(which: "first" | "second"): Promise<string> {
  const key = await publicKeyOf(newKey());
  const [low = 0, middle = 0] = key;
  if (which === "first") key.set([3329 & 255, (middle & 0xf0) | (3329 >> 8)], 0);
  else key.set([low, (middle & 0x0f) | ((3329 & 15) << 4), 3329 >> 4], 0);
  return refusal(() => checkPublicKey(key));
}

/** A key file whose box opens but holds the seed of another public key. */
async function keyFileOfAnotherSeed(): Promise<string> {
  const [publicKey, salt] = [await signingPublicKeyOf(newKey()), new Uint8Array(16).fill(4)];
  const root = await stretchForOfficer(stretch, textBytes("nam tu"), salt);
  const wrapKey = await derive(root, context("key-file-wrap", deployment));
  const box = await sealBody(wrapKey, context("key-file", deployment, "root", "", publicKey), newKey());
  return refusal(() => openKeyFile({ kind: "root", holder: "", deployment, publicKey, salt, box }, "nam tu", stretch));
}

/** An entry that the root signed although it names another issuer. */
async function entryOfAnotherIssuer(): Promise<string> {
  const rootSeed = newKey();
  const entry = {
    kind: "province",
    deployment,
    serial: 1,
    epoch: 0,
    validFrom: 0,
    notAfter: 100,
    province: "14",
    queue: "",
    role: "",
    holder: new Uint8Array(),
    publicKey: await signingPublicKeyOf(newKey()),
  } as const;
  const signed = (await signEntry(entry, newKey())).slice(0, -64);
  const data = concat(signed, await sign(rootSeed, context("directory-entry", signed)));
  const trust = new DirectoryTrust(deployment, await signingPublicKeyOf(rootSeed), 50);
  return refusal(() => trust.province(data, "14"));
}

/** A signature checked by a browser that doesn't know Ed25519. */
async function signatureWithoutEd25519(): Promise<string> {
  const subtle = crypto.subtle;
  const lacking = (): Promise<never> => Promise.reject(new DOMException("", "NotSupportedError"));
  Object.defineProperty(subtle, "importKey", { value: lacking, configurable: true });
  const name = await refusal(() => verifies(new Uint8Array(32), new Uint8Array(64), new Uint8Array(1)));
  Reflect.deleteProperty(subtle, "importKey");
  return name;
}

/** Every refusal of this page, by what was tried. */
async function refusals(): Promise<Readonly<Record<string, string>>> {
  return {
    "text with an unpaired surrogate": await refusal(() => textBytes("a\ud800")),
    "a first coefficient over the modulus": await keyOverTheModulus("first"),
    "a second coefficient over the modulus": await keyOverTheModulus("second"),
    "a key file of another seed": await keyFileOfAnotherSeed(),
    "an entry of another issuer": await entryOfAnotherIssuer(),
    "a signature in a browser without Ed25519": await signatureWithoutEd25519(),
  };
}

Object.assign(globalThis, { refusals, ready: true });
