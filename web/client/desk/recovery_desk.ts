/** Takes the answer of a recovery from a file to the server; it must never read more of it than its text, and holds no key. */
import { find, showError, toast } from "./dom";
import { getPage, post } from "./server";
import { replaceOnceLetGo } from "./swapping";

const LARGEST_FILE = 900_000;

class RecoveryDesk extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", (event) => {
      const input = event.target;
      if (input instanceof HTMLInputElement && input.dataset["answer"] !== undefined) void this.#take(input);
    });
  }

  async #take(input: HTMLInputElement): Promise<void> {
    const error = find("#recovery-error", this);
    const { answer: unit = "", name = "" } = input.dataset;
    const file = input.files?.[0];
    showError(error, "");
    if (file === undefined) return;
    try {
      const text = file.size > LARGEST_FILE ? "" : await file.text();
      await post(`/province/recovery/${unit}`, { answer: text });
      toast(`Đã nạp khóa cho ${name}`);
      await replaceOnceLetGo(await getPage("/province/recovery"), ["recovery"]);
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Tải lại trang rồi thử lại.");
      error.scrollIntoView({ block: "center" });
    } finally {
      input.value = "";
    }
  }
}

customElements.define("recovery-desk", RecoveryDesk);
