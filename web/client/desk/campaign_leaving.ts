/** Saves a warning before its page is left for another one of the desk, and asks where that fails; it must never let typed words go without a word. */
import { leaveFor } from "./server";

/** The question before a warning is left whose words aren't saved. */
export const UNSAVED = "Còn phần chưa lưu được. Rời trang thì mất phần đó. Vẫn rời trang?";

/** A server that answers nothing for so long is asked no longer: the officer decides. */
const PATIENCE_MS = 5000;

/** What the editor tells and does. */
interface Edited {
  readonly dirty: () => boolean;
  readonly save: () => Promise<void>;
}

/** A link that was followed, before its page is asked for. */
export interface Followed {
  readonly elt: Element;
  readonly path: string;
  readonly verb: string;
  readonly issueRequest: (confirmed: boolean) => void;
}

/** Stands between the editor and every other page, while the editor is there. */
export class CampaignLeaving {
  readonly #edited: Edited;
  #here = "";
  #asked = 0;
  #given = false;

  constructor(edited: Edited) {
    this.#edited = edited;
  }

  /** Begin to watch; give what ends it. */
  watch(): () => void {
    this.#here = window.location.href;
    document.addEventListener("htmx:confirm", this.#followed);
    document.addEventListener("htmx:historyCacheMiss", this.#back);
    window.addEventListener("beforeunload", this.#unloading);
    return () => {
      document.removeEventListener("htmx:confirm", this.#followed);
      document.removeEventListener("htmx:historyCacheMiss", this.#back);
      window.removeEventListener("beforeunload", this.#unloading);
    };
  }

  /** Whether the officer was asked and gave up what isn't saved. */
  get given(): boolean {
    return this.#given;
  }

  /** There is something new to be kept, whatever was given up before. */
  keep(): void {
    this.#given = false;
  }

  readonly #unloading = (event: Event): void => {
    if (!this.#given && this.#edited.dirty()) event.preventDefault();
  };

  readonly #followed = (event: Event): void => {
    const { elt, path, verb, issueRequest } = (event as CustomEvent<Followed>).detail;
    if (verb !== "get" || !this.#edited.dirty()) return;
    event.preventDefault();
    void this.#mayLeave().then((may) => {
      if (!may) return;
      // A link that was replaced meanwhile asks for nothing any more.
      if (elt.isConnected) issueRequest(true);
      else leaveFor(path);
    });
  };

  readonly #back = (event: Event): void => {
    const { path } = (event as CustomEvent<{ path: string }>).detail;
    if (!this.#edited.dirty()) return;
    event.preventDefault();
    void this.#mayLeave().then((may) => {
      if (may) leaveFor(path);
      // The browser has gone back already: this page takes its address again.
      else history.pushState({ htmx: true }, "", this.#here);
    });
  };

  /** Save, or have the officer give up what can't be saved. Of two presses in a row the first leads nowhere. */
  async #mayLeave(): Promise<boolean> {
    const asked = ++this.#asked;
    const saved = this.#edited.save().then(
      () => true,
      () => false,
    );
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS));
    const fine = await Promise.race([saved, late]);
    if (asked !== this.#asked) return false;
    if (fine) return true;
    this.#given = window.confirm(UNSAVED);
    return this.#given;
  }
}
