/**
 * Finds out whether a colleague's public key is the colleague's: by the code on paper, by digits read aloud, or by what
 * this officer checked before. It must never take a key, nor whose it is, on the server's word.
 * Source: docs/sealed-tip-spec.md, section 14.
 */
import { checkedKeyTag, checkedKeyTagVerifies } from "../sealing/checked_keys";
import { fromHex, type Bytes } from "../sealing/bytes";
import { fingerprintMatches } from "../sealing/fingerprints";
import { joiningTagVerifies, type Joining } from "../sealing/joining";
import { readCode } from "../sealing/receipts";
import { Said } from "./act_dialog";
import { deploymentId, keyStore, stretch } from "./key";
import { idOf } from "./page_facts";
import { fromBase64 } from "./server";

/** A colleague as the unit's page names them; bytes in base64. `check` is `paper`, `digits` or `known`. */
export interface Colleague {
  readonly officer: string;
  readonly name: string;
  readonly queue: string;
  readonly check: string;
  readonly publicKey: Bytes;
  readonly tag: Bytes;
  readonly known: Bytes;
}

/** Return the colleague whom an element of the page stands for. */
export function colleagueOf({ dataset }: HTMLElement): Colleague {
  const { officer = "", name = "", queue = "", check = "", key = "", tag = "", known = "" } = dataset;
  return { officer, name, queue, check, publicKey: fromBase64(key), tag: fromBase64(tag), known: fromBase64(known) };
}

/**
 * What came of an earlier comparison: `known` if it was of exactly this key under exactly this name, `changed` if what
 * the server kept of it doesn't fit what it shows now, `never` if it kept nothing.
 */
export type Standing = "known" | "changed" | "never";

/** Say what this officer knows of the colleague's key and name from before. Throws `KeyLocked`. */
export async function standingOf(colleague: Colleague): Promise<Standing> {
  if (colleague.known.length === 0) return "never";
  const right = await (await keyStore()).withSeed((seed) =>
    checkedKeyTagVerifies(checker(), seed, joiningOf(colleague), colleague.name, colleague.publicKey, colleague.known),
  );
  return right ? "known" : "changed";
}

/** What is said of a colleague whose name or key isn't the one that was compared. */
export function changedSince({ name }: Colleague): string {
  return `Tên hoặc khóa của ${name} không còn như lúc anh/chị đối chiếu. Gọi trực tiếp ${name}, nghe đọc rồi gõ lại ba mươi số. Nếu không ai xin đổi tên hay đổi khóa, báo chỉ huy.`;
}

/** Throw `Said` unless the code typed from paper is the one that the joiner's browser tied its key to. */
export async function checkPaper(colleague: Colleague, typed: string): Promise<void> {
  const code = readCode(typed);
  if (code === null) throw new Said("Chưa đúng mã. Xem lại từng nhóm bốn số trên phiếu.");
  if (!(await joiningTagVerifies(joiningOf(colleague), code, colleague.publicKey, colleague.tag, stretch))) {
    throw new Said("Mã không khớp với khóa này. Không cấp khóa: có thể khóa đã bị tráo. Mời lại người này bằng phiếu mới và báo chỉ huy.");
  }
}

/** Throw `Said` unless the thirty digits typed are those of the colleague's key. */
export async function checkDigits(colleague: Colleague, typed: string): Promise<void> {
  if (!(await fingerprintMatches(typed, "officer", colleague.publicKey))) {
    throw new Said(`Số của ${colleague.name} chưa khớp. Đọc lại từng nhóm năm số; nếu vẫn khác, đừng cấp và báo chỉ huy.`);
  }
}

/** Return the tag by which this officer will know the key again under this name. Throws `KeyLocked`. */
export async function remembering(colleague: Colleague): Promise<Bytes> {
  return (await keyStore()).withSeed((seed) => checkedKeyTag(checker(), seed, joiningOf(colleague), colleague.name, colleague.publicKey));
}

/** Return the id that a colleague's wraps are bound to. */
export function officerId(colleague: Colleague): Bytes {
  return fromHex(colleague.officer) ?? new Uint8Array();
}

function joiningOf(colleague: Colleague): Joining {
  return { deployment: deploymentId(), queue: colleague.queue, officer: officerId(colleague) };
}

function checker(): Bytes {
  return idOf(document.body.dataset["officer"]);
}
