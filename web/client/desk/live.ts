/** Asks the server every few seconds what moved in the queue; it must never carry content or move the focus. */
import { getObject } from "./server";

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

/**
 * Has a page show what changed. `afresh`: whatever the changes say, everything is to be loaded. Gives false where it
 * can't be shown now (a menu is open), and throws where the page can't be loaded.
 */
export type Follow = (changes: readonly Change[], afresh: boolean) => Promise<boolean>;

/** Polls while its page is there; what the page couldn't show is owed, and told again until it could. */
export class LiveChanges {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #cut = false;
  /** Changes that were heard of and aren't shown yet: the server won't tell of them again. */
  #owed = false;
  /** The newest telling alone says whether anything is still owed. */
  #telling = 0;
  #underWay = false;

  /** `changed` shows what changed, `connected` hears of the connection's state: of the asking and of the page's own loading. */
  constructor(
    private last: number,
    private readonly changed: Follow,
    private readonly connected: (yes: boolean) => void,
  ) {
    document.addEventListener("visibilitychange", this.#wake);
    window.addEventListener("online", this.#wake);
    this.#later(VISIBLE_MS);
  }

  /** Ask now. */
  readonly retry = (): void => this.#wake();

  /** What kept the page from showing changes has gone: show them now, if there are any. */
  catchUp(): void {
    if (this.#owed && !this.#underWay) void this.follow();
  }

  /** Have the page loaded afresh; what fails is owed. */
  follow(): Promise<void> {
    return this.#tell([], true);
  }

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
      const changes = answer.gap ? [] : answer.changes;
      this.last = changes.at(-1)?.seq ?? answer.last;
      const behind = this.#owed || this.#cut;
      if (answer.gap || changes.length > 0 || (behind && !this.#underWay)) void this.#tell(changes, answer.gap || behind);
      this.#later(document.visibilityState === "visible" ? VISIBLE_MS : HIDDEN_MS);
    } catch {
      if (this.#stopped) return;
      this.#say(false);
      this.#later(RETRY_MS);
    }
  }

  /** The connection counts as there once the page has followed: a list that is behind is never called live. */
  async #tell(changes: readonly Change[], afresh: boolean): Promise<void> {
    if (this.#stopped) return;
    const telling = ++this.#telling;
    this.#owed = this.#underWay = true;
    const shown = await this.changed(changes, afresh).catch(() => "not loaded" as const);
    if (this.#stopped || telling !== this.#telling) return;
    this.#underWay = false;
    this.#owed = shown !== true;
    this.#say(shown !== "not loaded");
  }

  #say(yes: boolean): void {
    if (yes !== this.#cut) return;
    this.#cut = !yes;
    this.connected(yes);
  }
}
