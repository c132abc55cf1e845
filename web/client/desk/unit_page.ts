/** The unit's page: people and the queue's key; it must never act unasked, nor show digits of a key it wasn't told to compare. */
import { equalBytes } from "../sealing/bytes";
import { KeyLocked } from "../sealing/errors";
import { fingerprint } from "../sealing/fingerprints";
import { publicKeyOf } from "../sealing/hybrid_keys";
import { sentence } from "./act_dialog";
import { announce, busy, find, showError, toast } from "./dom";
import { rewrapFormer, wasRewrapping } from "./former_wraps";
import { openGrant } from "./granting";
import { openInvite, openInviteAgain } from "./inviting";
import { keyStore, watchLock } from "./key";
import { openDismissal, openRevocation } from "./leaving";
import { openLockDialog } from "./lock_dialog";
import { madeHere } from "./made_keys";
import { openRenewal } from "./renewing";
import { fromBase64, getPage } from "./server";
import { replaceOnceLetGo } from "./swapping";

const refresh = async (): Promise<void> => replaceOnceLetGo(await getPage(window.location.pathname), ["unit"]);

class UnitPage extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    void this.#showFingerprints();
    if (this.querySelector("[data-rewrap]") !== null && wasRewrapping()) void this.#rewrap();
  }

  async #showFingerprints(): Promise<void> {
    for (const place of this.querySelectorAll<HTMLElement>("[data-fingerprint]")) {
      const kind = place.dataset["fingerprint"] === "queue" ? "queue" : "officer";
      const digits = await fingerprint(kind, fromBase64(place.dataset["key"] ?? ""));
      const made = kind === "queue" ? madeHere(this.dataset["queue"] ?? "", Number(place.dataset["epoch"])) : null;
      place.textContent = made ?? digits;
      if (made !== null && made !== digits) this.#warn("Khóa trên máy chủ không phải khóa đã tạo ở máy này. Đừng đọc cho tỉnh, báo người quản trị của tỉnh.");
    }
    const mine = this.querySelector<HTMLElement>("[data-fingerprint=mine]");
    if (mine !== null) void watchLock(this, (locked) => void (locked ? undefined : this.#checkMine(mine)));
  }

  /** The own digits are read out to others: once the key is open they come from the own seed, not from the server. */
  async #checkMine(place: HTMLElement): Promise<void> {
    const offered = fromBase64(place.dataset["key"] ?? "");
    const own = await (await keyStore()).withSeed((seed) => publicKeyOf(seed));
    if (equalBytes(offered, own)) return;
    place.textContent = await fingerprint("officer", own);
    this.#warn("Máy chủ đưa ra một khóa khác cho anh/chị. Báo người quản trị của tỉnh.");
  }

  /** Some keys didn't open: the fresh page, which has replaced this element, still counts them, and says why. */
  #sayShut(shut: number): void {
    const words = `${shut} mục không mở được bằng khóa của anh/chị nên vẫn niêm phong bằng khóa cũ. Các mục khác đã xong. Nhờ đồng nghiệp thử trên máy của họ; nếu cũng không được, báo người quản trị của tỉnh.`;
    const box = document.querySelector<HTMLElement>("[data-rewrap]");
    if (box !== null) showError(find(".error", box), words);
    announce(words, true);
  }

  #warn(words: string): void {
    const warning = find("[data-key-warning]", this);
    showError(warning, words);
    announce(words, true);
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    if (button === null) return;
    button.closest("details")?.removeAttribute("open");
    const acts: Readonly<Record<string, () => void>> = {
      grant: () => void openGrant(button, refresh),
      invite: () => openInvite(button, refresh),
      again: () => openInviteAgain(button, refresh),
      revoke: () => openRevocation(button, refresh),
      dismiss: () => openDismissal(button, refresh),
      renew: () => void openRenewal(button, this, refresh),
      rewrap: () => void this.#rewrap(),
    };
    acts[button.dataset["act"] ?? ""]?.();
  };

  async #rewrap(): Promise<void> {
    const box = find("[data-rewrap]", this);
    const button = find<HTMLButtonElement>("button", box);
    const bar = find<HTMLProgressElement>("progress", box);
    const count = find("[data-rewrap-count]", box);
    const error = find(".error", box);
    if (button.getAttribute("aria-busy") === "true") return;
    showError(error, "");
    const done = busy(button, "Đang niêm phong lại");
    find("[data-rewrap-bar]", box).hidden = false;
    try {
      const shut = await rewrapFormer(this.dataset["queue"] ?? "", (ready, left) => {
        bar.max = Math.max(1, ready + left);
        bar.value = ready;
        count.textContent = `${ready}/${ready + left} mục`;
      });
      announce("Đã niêm phong lại xong");
      await refresh();
      if (shut === 0) toast("Đã niêm phong lại các tin đang mở");
      else this.#sayShut(shut);
    } catch (failure) {
      if (failure instanceof KeyLocked) openLockDialog("needed");
      else showError(error, sentence(failure));
    } finally {
      done();
    }
  }
}

customElements.define("unit-page", UnitPage);
