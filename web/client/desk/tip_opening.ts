/**
 * Fetches a tip's sealed parts, opens them and checks them against the manifest; it must never hold one part back
 * because another is broken, nor call a tip whole that it couldn't check.
 */
import { isFromTheResident } from "../sealing/additions";
import { wipe, type Bytes } from "../sealing/bytes";
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
  /** Additions only: whether a code of the manifest signed it. */
  readonly fromTheResident?: boolean;
}

/** What the manifest says about the report. */
export interface SealCheck {
  readonly manifest: Manifest | null;
  readonly findings: ManifestFindings | null;
  /** Some part couldn't be fetched, so nothing can be said about the whole. */
  readonly incomplete: boolean;
}

type Opened = (part: OpenedPart) => void;

/** One page's opening of one tip; it remembers what was opened, so that only new parts are fetched later. */
export class TipOpening {
  readonly #done = new Map<string, OpenedPart>();
  #check: SealCheck = { manifest: null, findings: null, incomplete: true };

  /** The manifest's word, once `open` has returned. */
  get check(): SealCheck {
    return this.#check;
  }

  /** Open what isn't open yet; calls `opened` for each part as it is ready. Throws what `withQueue` throws. */
  async open(facts: Facts, opened: Opened): Promise<void> {
    const fresh = facts.parts.filter((part) => !this.#done.has(nameOf(part)));
    const bodies = new Map(fresh.map((part) => [part, fetched(facts, part)]));
    for (const epoch of new Set(fresh.map((part) => part.epoch))) {
      const ofEpoch = fresh.filter((part) => part.epoch === epoch);
      await withQueue(facts.queue, epoch, async (seed) => {
        // The manifest first: an addition is judged by the keys that stand in it.
        await Promise.all(ofEpoch.filter((part) => part.role === "manifest").map((part) => this.#open(facts, part, bodies, seed, opened)));
        this.#readManifest(facts);
        await Promise.all(ofEpoch.filter((part) => part.role !== "manifest").map((part) => this.#open(facts, part, bodies, seed, opened)));
      });
    }
    this.#judge(facts);
  }

  /** Forget every opened word (the key was locked). */
  forget(): void {
    for (const { content } of this.#done.values()) if (content !== undefined) wipe(content.body);
    this.#done.clear();
    this.#check = { manifest: null, findings: null, incomplete: true };
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
        const { manifest } = this.#check;
        const signed = manifest !== null && part.signature !== undefined && (await isFromTheResident(manifest, place, sealed, part.signature));
        return { facts: part, content, hash, fromTheResident: signed };
      } finally {
        wipe(key);
      }
    } catch (failure) {
      if (failure instanceof KeyLocked) throw failure;
      return { facts: part, why: reasonOf(failure), ...(hash === undefined ? {} : { hash }) };
    }
  }

  #readManifest(facts: Facts): void {
    const newest = [...this.#done.values()]
      .filter((part) => part.facts.role === "manifest" && facts.parts.some((offered) => nameOf(offered) === nameOf(part.facts)))
      .sort((left, right) => right.facts.number - left.facts.number)[0];
    try {
      const manifest = newest?.content === undefined ? null : readManifest(newest.content);
      this.#check = { ...this.#check, manifest };
    } catch {
      this.#check = { ...this.#check, manifest: null };
    }
  }

  #judge(facts: Facts): void {
    this.#readManifest(facts);
    const { manifest } = this.#check;
    const reports = facts.parts.filter((part) => part.role === "report").map((part) => this.#done.get(nameOf(part)));
    const unfetched = reports.some((part) => part !== undefined && part.hash === undefined && part.why === UNREACHED);
    const hashes = new Map<number, Bytes>();
    for (const part of reports) if (part?.hash !== undefined) hashes.set(part.facts.number, part.hash);
    const findings = manifest === null ? null : checkManifest(manifest, hashes, facts.receipts);
    this.#check = { manifest, findings, incomplete: unfetched };
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
  const body = getBytes(`/tips/${facts.tip}/parts/${part.role}/${part.number}`);
  body.catch(() => undefined);
  return body;
}

/** Name a part within its tip. */
export function nameOf(part: { readonly role: string; readonly number: number }): string {
  return `${part.role}-${part.number}`;
}
