/**
 * Lets a passkey unlock the officer's key in this tab, in the passphrase's stead; it must never send what the passkey
 * answered, nor unlock for another officer. It works within a session alone: signing in asks for the five words.
 */
import { concat, toHex, wipe, type Bytes } from "../sealing/bytes";
import { sha256 } from "../sealing/derivation";
import { unlockQuestion, unwrapForPasskey, wrapForPasskey, type PasskeyPlace } from "../sealing/passkey_unlock";
import { deploymentId, keyStore } from "./key";
import { idOf } from "./page_facts";
import { NoPasskey, passkeysKnown } from "./passkey_device";
import { fromBase64, getObject, post, toBase64 } from "./server";

const ANSWER_BYTES = 32;

/** One of the officer's passkeys; `wrapped` where it may unlock. */
interface OwnPasskey {
  readonly credential: Bytes;
  readonly wrapped: Bytes | undefined;
}

interface Own {
  readonly host: string;
  readonly passkeys: readonly OwnPasskey[];
}

/** This passkey can't work out what a seed could be wrapped under. Nothing is broken: the five words still unlock. */
export class NoUnlocking extends Error {}

/** Whether some passkey of this officer's may unlock here. */
export async function canUnlock(): Promise<boolean> {
  if (!passkeysKnown()) return false;
  return (await own()).passkeys.some((one) => one.wrapped !== undefined);
}

/** Unlock with whichever passkey answers. Throws `NoPasskey`, `NoUnlocking` or `WrongKeyOrPlace`. */
export async function unlockWithPasskey(): Promise<void> {
  const { host, passkeys } = await own();
  const usable = passkeys.filter((one) => one.wrapped !== undefined);
  const { credential, answer } = await asked(host, usable);
  const name = toHex(credential);
  const wrapped = usable.find((one) => toHex(one.credential) === name)?.wrapped;
  if (wrapped === undefined) throw new NoUnlocking();
  const seed = await unwrapForPasskey(placeOf(credential), answer, wrapped);
  wipe(answer);
  await (await keyStore()).unlock(seed);
}

/** Let one passkey (named as the page names it) unlock from now on; the key has to be unlocked. Throws as above, and `KeyLocked`. */
export async function allowUnlocking(shortId: string): Promise<void> {
  const { host, passkeys } = await own();
  const named = await Promise.all(passkeys.map(async (one) => ({ one, name: toHex((await sha256(one.credential)).slice(0, 16)) })));
  const chosen = named.find(({ name }) => name === shortId)?.one;
  if (chosen === undefined) throw new NoUnlocking();
  const { credential, answer } = await asked(host, [chosen]);
  const wrapped = await (await keyStore()).withSeed((seed) => wrapForPasskey(placeOf(credential), answer, seed));
  wipe(answer);
  await post("/security/passkeys/unlocking", { passkey: shortId, wrapped_seed: toBase64(wrapped) });
}

async function own(): Promise<Own> {
  const found = (await getObject("/key/passkeys")) as { host?: string; passkeys?: { credential: string; wrapped_seed?: string }[] };
  return {
    host: found.host ?? "",
    passkeys: (found.passkeys ?? []).map(({ credential, wrapped_seed }) => ({
      credential: fromBase64(credential),
      wrapped: wrapped_seed === undefined ? undefined : fromBase64(wrapped_seed),
    })),
  };
}

/** Ask the device; its answer never leaves this page, so the challenge has nobody to convince. */
async function asked(host: string, among: readonly OwnPasskey[]): Promise<{ readonly credential: Bytes; readonly answer: Bytes }> {
  const first = await unlockQuestion(deploymentId(), officerId());
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    rpId: host,
    allowCredentials: among.map(({ credential }) => ({ type: "public-key", id: concat(credential) })),
    userVerification: "required",
    extensions: { prf: { eval: { first } } },
  };
  let made: Credential | null;
  try {
    made = await navigator.credentials.get({ publicKey });
  } catch {
    throw new NoPasskey();
  }
  if (!(made instanceof PublicKeyCredential)) throw new NoPasskey();
  const result = made.getClientExtensionResults().prf?.results?.first;
  const answer = result === undefined ? new Uint8Array() : new Uint8Array(result as ArrayBuffer);
  if (answer.length !== ANSWER_BYTES) throw new NoUnlocking();
  return { credential: concat(new Uint8Array(made.rawId)), answer };
}

function placeOf(credential: Bytes): PasskeyPlace {
  return { deployment: deploymentId(), officer: officerId(), credential };
}

function officerId(): Bytes {
  return idOf(document.body.dataset["officer"]);
}

