/**
 * Posts what an officer wrote once, however often the button is pressed for want of an answer; it must never call a text
 * sent that the server doesn't hold byte for byte, nor keep the text itself.
 */
import { equalBytes, toHex, type Bytes } from "../sealing/bytes";
import { sha256 } from "../sealing/derivation";
import { Refused, Unreachable } from "./server";
import type { OpenedPart } from "./tip_opening";

/** Told of a sealed part just before it is posted: its number and its part hash. */
export type Noted = (number: number, hash: Bytes) => void;

type Box = "reply" | "note";

interface Attempt {
  readonly name: string;
  readonly number: number;
  readonly hash: Bytes;
}

/** The last attempt of each tip's box whose end isn't known; whoever leaves the tip's page and comes back finds it here. */
const attempts = new Map<string, Attempt>();

/** What one tip's page sends. */
export class SentOnce {
  /** `refresh` loads and opens what the tip has now; `parts` gives what was opened. */
  constructor(
    private readonly refresh: () => Promise<void>,
    private readonly parts: () => readonly OpenedPart[],
  ) {}

  /** Have it posted by `post`, which seals for what the page holds then. Throws what `post` throws, and `Unreachable`. */
  async send(box: Box, text: string, file: File | undefined, post: (noted: Noted) => Promise<void>): Promise<void> {
    // The address names the tip, and is another one once the page has been left.
    const at = `${window.location.pathname} ${box}`;
    const name = await nameOf(text, file);
    if (attempts.get(at)?.name !== name || !(await this.#arrived(box, attempts.get(at)))) {
      const noted: Noted = (number, hash) => void attempts.set(at, { name, number, hash });
      try {
        await post(noted);
      } catch (failure) {
        // A colleague wrote first, or the code was renewed: load, then seal again for what holds now.
        if (!(failure instanceof Refused) || !["number_taken", "epoch_moved"].includes(failure.reason)) throw failure;
        await this.refresh();
        await post(noted);
      }
    }
    attempts.delete(at);
    // It is sent: a page that can't be loaded now follows with the next change.
    await this.refresh().catch(() => undefined);
  }

  /** Whether the attempt whose answer never came is among the tip's parts now. Throws `Unreachable` where that can't be told. */
  async #arrived(box: Box, attempt: Attempt | undefined): Promise<boolean> {
    await this.refresh();
    const there = this.parts().find(({ facts }) => facts.role === box && facts.number === attempt?.number);
    if (attempt === undefined || there === undefined) return false;
    if (there.hash === undefined) throw new Unreachable("Chưa biết lần trước đã gửi được chưa. Kiểm tra mạng, tải lại trang rồi xem có trên trang chưa.");
    return equalBytes(there.hash, attempt.hash);
  }
}

/** Tells one thing to be sent from another without keeping it. */
async function nameOf(text: string, file: File | undefined): Promise<string> {
  const about = JSON.stringify([text, file?.name, file?.size, file?.lastModified]);
  return toHex(await sha256(new TextEncoder().encode(about)));
}
