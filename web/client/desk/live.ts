/** Asks the server every few seconds what moved in the queue; it must never carry content or move the focus. */
import { getObject, Unreachable, Refused } from "./server";

const VISIBLE_MS = 3000;
const HIDDEN_MS = 20_000;
const RETRY_MS = 8000;

/** One thing that moved: the tip and how (arrived, held, viewed, claimed, unclaimed, assigned, status, reply, note, addition). */
export interface Change {
  readonly tip: string;
  readonly kind: string;
}

/** Tips that colleagues have open, with their names. */
export type OpenNow = Readonly<Record<string, readonly string[]>>;

/** The event on the document that carries an `OpenNow` after each asking. */
export const OPEN_NOW = "tinbao:open-now";

/** Polls while its page is there. */
export class LiveChanges {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #cut = false;

  /** `changed` hears of changes (an empty list: load afresh), `connected` of the connection's state. */
  constructor(
    private last: number,
    private readonly changed: (changes: readonly Change[]) => void,
    private readonly connected: (yes: boolean) => void,
  ) {
    document.addEventListener("visibilitychange", this.#wake);
    window.addEventListener("online", this.#wake);
    this.#later(VISIBLE_MS);
  }

  /** Ask now. */
  readonly retry = (): void => this.#wake();

  /** Stop; the page goes. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#wake);
    window.removeEventListener("online", this.#wake);
  }

  readonly #wake = (): void => {
    if (document.visibilityState === "visible") this.#later(0);
  };

  #later(wait: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    try {
      const answer = (await getObject(`/changes?since=${this.last}`)) as unknown as { last: number; gap: boolean; changes: (Change & { seq: number })[]; open: OpenNow };
      if (this.#stopped) return;
      document.dispatchEvent(new CustomEvent<OpenNow>(OPEN_NOW, { detail: answer.open }));
      const newest = answer.changes.at(-1)?.seq ?? answer.last;
      this.last = answer.gap ? answer.last : newest;
      this.#say(true);
      if (answer.gap) this.changed([]);
      else if (answer.changes.length > 0) this.changed(answer.changes);
      this.#later(document.visibilityState === "visible" ? VISIBLE_MS : HIDDEN_MS);
    } catch (failure) {
      if (this.#stopped) return;
      if (failure instanceof Unreachable || failure instanceof Refused) this.#say(false);
      this.#later(RETRY_MS);
    }
  }

  #say(yes: boolean): void {
    if (yes !== this.#cut) return;
    this.#cut = !yes;
    this.connected(yes);
  }
}
