/**
 * The register's page: chooses the days, and prints once the print is on record; it must never ask for more than metadata,
 * nor leave its lines on a locked page.
 */
import { busy, find, icon, make, showError } from "./dom";
import { keyStore, watchLock } from "./key";
import { openLockDialog } from "./lock_dialog";
import { getPage, leaveFor, post } from "./server";
import { untilLetGo } from "./pressing";
import { replaceFrom } from "./swapping";

class RegisterPage extends HTMLElement {
  connectedCallback(): void {
    find<HTMLFormElement>("[data-period]", this).addEventListener("submit", (event) => {
      event.preventDefault();
      const day = (name: string): string => find<HTMLInputElement>(`[name=${name}]`, this).value;
      leaveFor(`/register?${new URLSearchParams({ from: day("from"), to: day("to") }).toString()}`);
    });
    const button = find<HTMLButtonElement>("[data-print-register]", this);
    button.addEventListener("click", () => void this.#print(button));
    void watchLock(this, (locked) => {
      button.disabled = locked;
      if (locked) this.#close();
      else if (this.querySelector("[data-closed]") !== null) void this.#load();
    });
  }

  #close(): void {
    const unlock = make("button", { class: "button button-secondary button-small", type: "button" }, icon("lock-open"), "Mở khóa");
    unlock.addEventListener("click", () => openLockDialog("needed"));
    find("#register-lines", this).replaceChildren(make("div", { class: "state no-print", "data-closed": "" }, make("p", { class: "part-locked" }, icon("lock"), "Đang khóa. Sổ theo dõi đã được cất."), unlock));
  }

  async #load(): Promise<void> {
    try {
      const fresh = await getPage(window.location.pathname + window.location.search);
      await untilLetGo("register-lines");
      if (this.isConnected && (await keyStore()).state.status === "unlocked") replaceFrom(fresh, ["register-lines"]);
    } catch (failure) {
      showError(find("[data-register-error]", this), failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    }
  }

  async #print(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    try {
      await post("/register/printed", { from_hour: Number(this.dataset["from"]), to_hour: Number(this.dataset["to"]) });
      if ((await keyStore()).state.status === "unlocked") window.print();
    } catch (failure) {
      showError(find("[data-register-error]", this), failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }
}

customElements.define("register-page", RegisterPage);
