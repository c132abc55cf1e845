/**
 * Fetches a tip's sealed parts, opens them and checks them against the manifest; it must never hold one part back
 * because another is broken, nor call a tip whole that it couldn't check.
 */
import { isFromTheResident } from "../sealing/additions";
import { toHex, wipe, type Bytes } from "../sealing/bytes";
import { Damaged, KeyLocked, Malformed, SealingUnavailable, WrongKeyOrPlace } from "../sealing/errors";
import type { Content } from "../sealing/frames";
import { checkManifest, readManifest, type Manifest, type ManifestFindings } from "../sealing/manifest";
import { openPart, partHash, unwrapPartKey } from "../sealing/parts";
import { withQueue } from "./key";
import { getBytes, Refused, Unreachable } from "./server";
import { placeOf, type Facts, type PartFacts } from "./tip_facts";

/** A part after the attempt: its content, or one sentence that says why it stays shut. */
export interface OpenedPart {
  readonly facts: PartFacts;
  readonly content?: Content;
  readonly why?: string;
  /** Part hash over the bytes that came; absent when none came. */
  readonly hash?: Bytes;
  /** Additions only: whether a code of the manifest signed it; absent while the manifest can't be relied on. */
  readonly fromTheResident?: boolean;
}

/** What the manifest says about the report. */
export interface SealCheck {
  readonly manifest: Manifest | null;
  /** Names these very manifest bytes: what was confirmed about them holds for no others. */
  readonly manifestName: string;
  readonly findings: ManifestFindings | null;
  /** Whether parts of the report opened, and the manifest has the bond of all of them. */
  readonly bonded: boolean;
  /** Some part couldn't be fetched, so nothing can be said about the whole. */
  readonly incomplete: boolean;
}

const UNCHECKED: SealCheck = { manifest: null, manifestName: "", findings: null, bonded: false, incomplete: true };

type Opened = (part: OpenedPart) => void;

/** One page's opening of one tip; it remembers what was opened, so that only new parts are fetched later. */
export class TipOpening {
  readonly #done = new Map<string, OpenedPart>();
  #check: SealCheck = UNCHECKED;

  /** The manifest's word, once `open` has returned. */
  get check(): SealCheck {
    return this.#check;
  }

  /** Open what isn't open yet; calls `opened` for each part as it is ready. Throws what `withQueue` throws. */
  async open(facts: Facts, opened: Opened): Promise<void> {
    const fresh = facts.parts.filter((part) => !this.#done.has(nameOf(part)));
    const bodies = new Map(fresh.map((part) => [part, fetched(facts, part)]));
    const epochs = [...new Set(fresh.map((part) => part.epoch))].sort((left, right) => left - right);
    for (const epoch of epochs) {
      const ofEpoch = fresh.filter((part) => part.epoch === epoch);
      await withQueue(facts.queue, epoch, async (seed) => {
        const open = (part: PartFacts): Promise<void> => this.#open(facts, part, bodies, seed, opened);
        await Promise.all(ofEpoch.filter((part) => part.role !== "addition").map(open));
        // Additions last: they are judged by keys of a manifest that the report's parts bear out.
        this.#judge(facts);
        await Promise.all(ofEpoch.filter((part) => part.role === "addition").map(open));
      });
    }
    this.#judge(facts);
  }

  /** What was opened so far, for a print; in no order. */
  get parts(): readonly OpenedPart[] {
    return [...this.#done.values()];
  }

  /** Of these parts the ones that have opened. */
  opened(facts: Facts): readonly PartFacts[] {
    return facts.parts.filter((part) => this.#done.get(nameOf(part))?.content !== undefined);
  }

  /** Of these parts the ones whose bytes came and that don't open. */
  shut(facts: Facts): readonly PartFacts[] {
    return facts.parts.filter((part) => {
      const done = this.#done.get(nameOf(part));
      return done?.hash !== undefined && done.content === undefined;
    });
  }

  /** Forget every opened word (the key was locked). */
  forget(): void {
    for (const { content } of this.#done.values()) if (content !== undefined) wipe(content.body);
    this.#done.clear();
    this.#check = UNCHECKED;
  }

  async #open(facts: Facts, part: PartFacts, bodies: ReadonlyMap<PartFacts, Promise<Bytes>>, seed: Bytes, opened: Opened): Promise<void> {
    const result = await this.#attempt(facts, part, bodies.get(part), seed);
    this.#done.set(nameOf(part), result);
    opened(result);
  }

  async #attempt(facts: Facts, part: PartFacts, body: Promise<Bytes> | undefined, seed: Bytes): Promise<OpenedPart> {
    const place = placeOf(facts.tip, part.role, part.number);
    let hash: Bytes | undefined;
    try {
      const sealed = (await body) ?? new Uint8Array();
      hash = await partHash(sealed);
      const key = await unwrapPartKey(place, part.sealedKey, facts.queue, part.epoch, seed);
      try {
        const content = await openPart(place, key, sealed);
        if (part.role !== "addition") return { facts: part, content, hash };
        const { manifest, bonded } = this.#check;
        if (manifest === null || !bonded) return { facts: part, content, hash };
        const signed = part.signature !== undefined && (await isFromTheResident(manifest, place, sealed, part.signature));
        return { facts: part, content, hash, fromTheResident: signed };
      } finally {
        wipe(key);
      }
    } catch (failure) {
      if (failure instanceof KeyLocked) throw failure;
      return { facts: part, why: reasonOf(failure), ...(hash === undefined ? {} : { hash }) };
    }
  }

  #newestManifest(facts: Facts): OpenedPart | undefined {
    return [...this.#done.values()]
      .filter((part) => part.facts.role === "manifest" && facts.parts.some((offered) => nameOf(offered) === nameOf(part.facts)))
      .sort((left, right) => right.facts.number - left.facts.number)[0];
  }

  #judge(facts: Facts): void {
    const newest = this.#newestManifest(facts);
    const manifest = readable(newest?.content);
    const hashes = new Map<number, Bytes>();
    const bonds = new Map<number, string>();
    let incomplete = false;
    for (const offered of facts.parts.filter((part) => part.role === "report")) {
      const part = this.#done.get(nameOf(offered));
      if (part?.hash !== undefined) hashes.set(offered.number, part.hash);
      if (part?.content?.bond !== undefined) bonds.set(offered.number, part.content.bond);
      if (part?.hash === undefined && part?.why === UNREACHED) incomplete = true;
    }
    const findings = manifest === null ? null : checkManifest(manifest, hashes, facts.receipts, bonds);
    const bonded = bonds.size > 0 && findings?.foreign.length === 0;
    this.#check = { manifest, manifestName: toHex(newest?.hash ?? new Uint8Array()), findings, bonded, incomplete };
  }
}

function readable(content: Content | undefined): Manifest | null {
  try {
    return content === undefined ? null : readManifest(content);
  } catch {
    return null;
  }
}

const UNREACHED = "Chưa tải được mục này. Kiểm tra mạng rồi tải lại trang.";

/** Say in one sentence why a part stays shut. */
function reasonOf(failure: unknown): string {
  if (failure instanceof WrongKeyOrPlace) return "Không mở được: khóa không khớp. Mục này bị đổi chỗ hoặc niêm phong cho nơi khác.";
  if (failure instanceof Damaged) return "Không mở được: mục này đã hỏng hoặc bị sửa sau khi gửi.";
  if (failure instanceof Malformed) return "Không mở được: mục này không đúng định dạng niêm phong.";
  if (failure instanceof SealingUnavailable) return "Trình duyệt này không mở được. Dùng bản mới của Chrome, Edge, Firefox hoặc Safari.";
  if (failure instanceof Refused) return "Không mở được: máy chủ không còn giữ mục này.";
  if (failure instanceof Unreachable) return UNREACHED;
  return "Không mở được: có lỗi trong trình duyệt. Tải lại trang.";
}

function fetched(facts: Facts, part: PartFacts): Promise<Bytes> {
  const body = getBytes(`${facts.at ?? `/tips/${facts.tip}`}/parts/${part.role}/${part.number}`);
  body.catch(() => undefined);
  return body;
}

/** Name a part within its tip. */
export function nameOf(part: { readonly role: string; readonly number: number }): string {
  return `${part.role}-${part.number}`;
}
