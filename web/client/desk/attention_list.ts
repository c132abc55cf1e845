/** What needs a look: puts a line away when its button is pressed; it holds metadata alone. */
import { announce, busy, toast } from "./dom";
import { post, Refused } from "./server";

class AttentionList extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#click);
  }

  readonly #click = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-seen]");
    if (button !== null) void this.#putAway(button);
  };

  async #putAway(button: HTMLButtonElement): Promise<void> {
    const done = busy(button);
    try {
      await post("/attention/seen", { key: button.dataset["seen"] ?? "" });
    } catch (error) {
      done();
      toast(error instanceof Refused ? error.message : "Chưa lưu được. Thử lại sau.");
      return;
    }
    const line = button.closest("li");
    const next = (line?.nextElementSibling ?? line?.previousElementSibling)?.querySelector<HTMLElement>("[data-seen]");
    line?.remove();
    announce("Đã cất khỏi danh sách.");
    const left = this.querySelectorAll("li").length;
    const count = this.querySelector("[data-count]");
    if (count !== null) count.textContent = String(Math.max(left, Number(count.textContent) - 1));
    if (left === 0) this.hidden = true;
    next?.focus();
  }
}

customElements.define("attention-list", AttentionList);
