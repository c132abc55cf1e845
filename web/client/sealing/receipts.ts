/**
 * Makes, reads and derives receipt codes; it must never do costly work for a code whose check digits are wrong.
 * Source: docs/sealed-tip-spec.md, section 8; check digits by ISO 7064 MOD 97-10.
 */
import { systemRandom, toHex, wipe, type Bytes, type Random } from "./bytes";
import { checkId, context } from "./contexts";
import { derive, shortHash, stretchForReceipt, type Stretch } from "./derivation";
import { Malformed } from "./errors";
import { publicKeyOf } from "./hybrid_keys";
import type { ReceiptKeys } from "./manifest";
import { signingPublicKeyOf } from "./signatures";

export const LOOKUP_BYTES = 16;

const NUMBERS = 10n ** 22n;
const DRAW_BELOW = 120n * NUMBERS;
const DROPPED = /[\p{White_Space}\u001c-\u001f.\u2010-\u2015\u2212-]/gu;
const CODE = /^[0-9]{24}$/;

/**
 * What a code opens: where its replies lie, the seed that opens them, the seed that signs additions, and the public
 * halves. The lookup id must never be stored or sent.
 */
export interface Receipt extends ReceiptKeys {
  readonly lookup: Bytes;
  readonly mailbox: Bytes;
  readonly replySeed: Bytes;
  readonly signingSeed: Bytes;
}

/** Return a fresh code of 24 digits without spaces. */
export function newCode(random: Random = systemRandom): string {
  let drawn = DRAW_BELOW;
  // Drawing again instead of reducing keeps every code equally likely.
  while (drawn >= DRAW_BELOW) drawn = BigInt(`0x${toHex(random(10))}`);
  const number = drawn % NUMBERS;
  const check = 98n - ((number * 100n) % 97n);
  return number.toString().padStart(22, "0") + check.toString().padStart(2, "0");
}

/** Return the code as it is shown: six groups of four digits, single spaces between them. */
export function showCode(code: string): string {
  return (checked(code).match(/.{4}/g) ?? []).join(" ");
}

/** Return the 24 digits that were typed, or null if they aren't a code (an ordinary "no": say that it can't be read). */
export function readCode(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(DROPPED, "").replace(/[oO]/g, "0");
  return isCode(digits) ? digits : null;
}

/** Return everything the code opens in this deployment; costs one light Argon2id. Throws `Malformed` for a bad code. */
export async function deriveReceipt(code: string, deployment: Uint8Array, stretch: Stretch): Promise<Receipt> {
  const salt = await shortHash(context("receipt-salt", checkId(deployment, "deployment")));
  const root = await stretchForReceipt(stretch, new TextEncoder().encode(checked(code)), salt);
  const lookup = await derive(root, context("receipt-lookup", deployment), LOOKUP_BYTES);
  const replySeed = await derive(root, context("receipt-reply", deployment));
  const signingSeed = await derive(root, context("receipt-signing", deployment));
  wipe(root);
  return {
    lookup,
    mailbox: await mailboxOf(lookup),
    replySeed,
    signingSeed,
    replyPublicKey: await publicKeyOf(replySeed),
    signingPublicKey: await signingPublicKeyOf(signingSeed),
  };
}

/** Return the 16 bytes under which a receipt's replies lie. */
export function mailboxOf(lookup: Uint8Array): Promise<Bytes> {
  return shortHash(context("mailbox", checkId(lookup, "lookup")));
}

function checked(code: string): string {
  if (!isCode(code)) throw new Malformed("not a receipt code");
  return code;
}

function isCode(digits: string): boolean {
  return CODE.test(digits) && BigInt(digits) % 97n === 1n;
}
