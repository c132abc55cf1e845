/** The key box of the side bar and its small button elsewhere; it must never hold the key, only show its state. */
import type { KeyState } from "../sealing/key_store";
import { icon, make } from "./dom";
import { keyStore, watchKey } from "./key";
import { lockingByHand, openLockDialog } from "./lock_dialog";

const LAST_MINUTE = 60_000;

interface Shown {
  readonly state: "open" | "soon" | "locked";
  readonly name: string;
  readonly detail: string;
  readonly act: string;
}

/** Return what to say about the key now. */
function shown(state: KeyState): Shown {
  if (state.status === "locked") {
    return { state: "locked", name: "Khóa đã đóng", detail: "Mở khóa để đọc tin", act: "Mở khóa" };
  }
  const left = Math.max(0, state.locksAt - Date.now());
  if (left <= LAST_MINUTE) {
    const seconds = Math.ceil(left / 1000);
    return { state: "soon", name: "Khóa đang mở", detail: `Tự khóa sau ${seconds} giây`, act: "Khóa ngay" };
  }
  return { state: "open", name: "Khóa đang mở", detail: `Tự khóa sau ${Math.ceil(left / 60_000)} phút`, act: "Khóa ngay" };
}

/** Lock, or ask for the passphrase. */
async function act(): Promise<void> {
  const store = await keyStore();
  if (store.state.status === "locked") openLockDialog("asked");
  else {
    lockingByHand();
    await store.lock();
  }
}

/** What both elements share: following the key and ticking. */
abstract class KeyElement extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;
  #last = "";

  connectedCallback(): void {
    void watchKey(this, (state) => this.#show(state));
    this.#timer = setInterval(() => void keyStore().then((store) => this.#show(store.state)), 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  #show(state: KeyState): void {
    const now = shown(state);
    const text = JSON.stringify(now);
    if (text === this.#last) return;
    this.#last = text;
    this.render(now);
  }

  protected abstract render(now: Shown): void;
}

/** The button is made once: the press itself counts as use, so that what the box says changes under the finger. */
class KeyBox extends KeyElement {
  readonly #state = make("span", { class: "key-state" });
  readonly #detail = make("span", { class: "meta" });
  readonly #button = make("button", { class: "button button-secondary button-small", type: "button" });

  override connectedCallback(): void {
    this.#button.onclick = () => void act();
    this.replaceChildren(this.#state, this.#detail, this.#button);
    super.connectedCallback();
  }

  protected override render(now: Shown): void {
    this.dataset["state"] = now.state;
    this.#state.replaceChildren(icon(now.state === "locked" ? "lock" : "lock-open"), now.name);
    this.#detail.textContent = now.detail;
    this.#button.replaceChildren(icon(now.state === "locked" ? "lock-open" : "lock"), now.act);
  }
}

class KeyButton extends KeyElement {
  readonly #button = make("button", { class: "key-button", type: "button" });

  override connectedCallback(): void {
    this.#button.onclick = () => void act();
    this.replaceChildren(this.#button);
    super.connectedCallback();
  }

  protected override render(now: Shown): void {
    const name = `${now.name}. ${now.detail}. ${now.act}`;
    this.#button.dataset["state"] = now.state;
    this.#button.setAttribute("aria-label", name);
    this.#button.title = name;
    this.#button.replaceChildren(icon(now.state === "locked" ? "lock" : "lock-open", 20));
  }
}

customElements.define("key-box", KeyBox);
customElements.define("key-button", KeyButton);
