/** Holds the browser's HPKE library against vectors that others published; see the Python twin in tests/sealing/. */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { equalBytes, fromHex, type Bytes } from "../sealing/bytes";
import { publicKeyOf } from "../sealing/hybrid_keys";

/** One published vector, in the field names of RFC 9180; all values in hex. */
export interface PublishedVector {
  readonly kem_id: number;
  readonly skRm: string;
  readonly pkRm: string;
  readonly ikmE: string;
  readonly enc: string;
  readonly info: string;
  readonly shared_secret: string;
  readonly encryptions: readonly { readonly aad: string; readonly pt: string; readonly ct: string }[];
}

const XWING = 0x647a;

/** Return what doesn't agree; an empty list when everything does. */
export async function disagreements(vector: PublishedVector): Promise<readonly string[]> {
  return vector.kem_id === XWING ? xwing(vector) : rfc9180(vector);
}

/** X-Wing itself: the seed's public key, encapsulation from the published randomness, and decapsulation. */
async function xwing(vector: PublishedVector): Promise<readonly string[]> {
  const kem = new XWing();
  const recipientPublicKey = await kem.deserializePublicKey(octets(vector.pkRm));
  const recipientKey = await kem.deserializePrivateKey(octets(vector.skRm));
  const sealed = await kem.encap({ recipientPublicKey, ekm: octets(vector.ikmE) });
  const opened = await kem.decap({ recipientKey, enc: octets(vector.enc) });
  const shared = octets(vector.shared_secret);
  return named({
    "public key": equalBytes(await publicKeyOf(octets(vector.skRm)), octets(vector.pkRm)),
    encapsulation: equalBytes(new Uint8Array(sealed.enc), octets(vector.enc)),
    "shared secret of the sender": equalBytes(new Uint8Array(sealed.sharedSecret), shared),
    "shared secret of the recipient": equalBytes(new Uint8Array(opened), shared),
  });
}

/** The key schedule and AES-256-GCM under RFC 9180's own key exchange: every published message opens. */
async function rfc9180(vector: PublishedVector): Promise<readonly string[]> {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientKey = await suite.kem.deserializePrivateKey(octets(vector.skRm));
  const recipient = await suite.createRecipientContext({
    recipientKey,
    enc: octets(vector.enc),
    info: octets(vector.info),
  });
  const agreed: Record<string, boolean> = {};
  for (const [at, { aad, pt, ct }] of vector.encryptions.entries()) {
    const opened = await recipient.open(octets(ct), octets(aad));
    agreed[`message ${at}`] = equalBytes(new Uint8Array(opened), octets(pt));
  }
  return named(agreed);
}

function named(agreed: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(agreed).flatMap(([what, holds]) => (holds ? [] : [what]));
}

function octets(hex: string): Bytes {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error("a published vector isn't hex");
  return bytes;
}
