/** The register's page: chooses the days, and prints once the print is on record; it must never ask for more than metadata. */
import { busy, find, showError } from "./dom";
import { leaveFor, post } from "./server";

class RegisterPage extends HTMLElement {
  connectedCallback(): void {
    find<HTMLFormElement>("[data-period]", this).addEventListener("submit", (event) => {
      event.preventDefault();
      const day = (name: string): string => find<HTMLInputElement>(`[name=${name}]`, this).value;
      leaveFor(`/register?${new URLSearchParams({ from: day("from"), to: day("to") }).toString()}`);
    });
    const button = find<HTMLButtonElement>("[data-print-register]", this);
    button.addEventListener("click", () => void this.#print(button));
  }

  async #print(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    try {
      await post("/register/printed", { from_hour: Number(this.dataset["from"]), to_hour: Number(this.dataset["to"]) });
      window.print();
    } catch (failure) {
      showError(find("[data-register-error]", this), failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }
}

customElements.define("register-page", RegisterPage);
