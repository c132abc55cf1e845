/**
 * Works out the fingerprints that two offices compare by phone, from keys that verify under the root; it must never show
 * digits that came ready-made from the server.
 */
import { equalBytes, type Bytes } from "../sealing/bytes";
import { fingerprint, type KeyKind } from "../sealing/fingerprints";
import { publicKeyOf } from "../sealing/hybrid_keys";
import { checkOwnKey, rootKey, trustedProvince, trustedQueue } from "./directory";
import { find, make, showError } from "./dom";
import { keyStore, watchLock } from "./key";
import { fromBase64 } from "./server";

/** A key to be shown, and what is known of it. */
interface Shown {
  readonly publicKey: Uint8Array;
  readonly mark: string;
  readonly good: boolean;
}

class KeyFingerprints extends HTMLElement {
  connectedCallback(): void {
    document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
    void this.#showAll();
    // The own key is worked out anew from the seed itself once it is unlocked.
    void watchLock(this, () => void this.#show("officer", () => this.#own()));
  }

  async #showAll(): Promise<void> {
    await this.#show("root", () => Promise.resolve({ publicKey: rootKey(), mark: "Máy này đang dùng", good: true }));
    await this.#show("province", () => this.#province());
    await this.#show("queue", () => this.#queue());
    await this.#show("officer", () => this.#own());
  }

  async #show(kind: KeyKind, work: () => Promise<Shown | null>): Promise<void> {
    const place = this.querySelector<HTMLElement>(`[data-fingerprint=${kind}]`);
    if (place === null) return;
    const [mark, digits, trouble] = [find("[data-mark]", place), find("[data-digits]", place), find("[data-trouble]", place)];
    showError(trouble, "");
    try {
      const shown = await work();
      if (shown === null) throw new Missing();
      const groups = (await fingerprint(kind, shown.publicKey)).split(" ");
      digits.replaceChildren(...groups.map((group) => make("span", {}, group)));
      mark.textContent = shown.mark;
      mark.className = shown.good ? "chip chip-good" : "chip chip-soon";
    } catch (failure) {
      digits.replaceChildren();
      const missing = failure instanceof Missing;
      mark.textContent = missing ? "Chưa có" : "Không khớp";
      mark.className = missing ? "chip" : "chip chip-over";
      if (!missing) showError(trouble, "Khóa trên máy chủ không khớp chữ ký. Đừng đọc số nào, báo Thanh tra Công an tỉnh.");
    }
  }

  async #province(): Promise<Shown | null> {
    const { province = "", entry = "" } = this.dataset;
    if (entry === "") return null;
    const certified = await trustedProvince(province, fromBase64(entry));
    return { publicKey: certified.entry.publicKey, mark: "Khóa gốc đã chứng nhận", good: true };
  }

  async #queue(): Promise<Shown | null> {
    const { province = "", entry = "", queue = "", queueEntry = "", queueKey = "", epoch = "" } = this.dataset;
    if (queueKey === "") return null;
    const publicKey = fromBase64(queueKey);
    const offered = queueEntry === "" ? null : { province, provinceEntry: fromBase64(entry), queueEntry: fromBase64(queueEntry) };
    await checkOwnKey(province, offered, { queue, epoch: Number(epoch), publicKey });
    const certified = offered === null ? null : await trustedQueue(offered, queue);
    const signed = certified?.epoch === Number(epoch);
    return { publicKey, mark: signed ? "Tỉnh đã ký" : "Chờ tỉnh ký", good: signed };
  }

  /** With the key unlocked, from its seed: then no server can have put another key here. */
  async #own(): Promise<Shown | null> {
    const { ownKey = "" } = this.dataset;
    if (ownKey === "") return null;
    const offered = fromBase64(ownKey);
    const store = await keyStore();
    if (store.state.status === "locked") return { publicKey: offered, mark: "Mở khóa để kiểm tra", good: false };
    const own: Bytes = await store.withSeed(publicKeyOf);
    if (!equalBytes(own, offered)) throw new Error("the server has another key for this officer");
    return { publicKey: own, mark: "Khóa trong máy này", good: true };
  }
}

/** There is no such key yet. */
class Missing extends Error {}

customElements.define("key-fingerprints", KeyFingerprints);
