/** Puts the page away when the key is locked, and asks for the passphrase; it must never keep what was typed. */
import { Malformed, WrongKeyOrPlace } from "../sealing/errors";
import { IDLE_MILLISECONDS } from "../sealing/key_store";
import { busy, find, icon, make, showError } from "./dom";
import { sentence } from "./failure_words";
import { unlockWithPassphrase, watchKey } from "./key";
import { NoPasskey } from "./passkey_device";
import { canUnlock, unlockWithPasskey } from "./passkey_unlock";
import { putAway } from "./put_away";
import { revealButton } from "./reveal";
import { leaveFor, post, Refused, Unreachable } from "./server";
import { signOut } from "./signing_out";

type Why = "asked" | "idle" | "needed";

const WHY: Readonly<Record<Why, string>> = {
  asked: "Tin đang mở đã được cất khỏi màn hình. Câu trả lời và ghi chú viết dở vẫn còn.",
  idle: "Không dùng trong 15 phút. Tin đang mở đã được cất khỏi màn hình. Câu trả lời và ghi chú viết dở vẫn còn.",
  needed: "Nội dung tin chỉ mở được bằng khóa của anh/chị, ngay trong trình duyệt này.",
};

const LOST = "Chữ đang gõ trong hộp thoại không giữ lại. Mở khóa rồi gõ lại.";

let current: LockDialog | undefined;
let lockedByHand = false;

/** Show the dialog. */
export function openLockDialog(why: Why): void {
  current?.open(why);
}

/** Say that the next lock is the officer's own wish. */
export function lockingByHand(): void {
  lockedByHand = true;
}

class LockDialog extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;
  #was: "locked" | "unlocked" | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    current = this;
    document.addEventListener("input", this.#typed);
    void watchKey(this, (state) => {
      if (state.status === "unlocked") this.#dialog?.close();
      else if (this.#was === "unlocked") this.open(lockedByHand ? "asked" : "idle", putAway());
      lockedByHand = false;
      this.#was = state.status;
    });
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("input", this.#typed);
  }

  /** Whoever closes this dialog may go on with what needs no key: what is typed then is left no longer than behind an open one. */
  readonly #typed = (): void => {
    clearTimeout(this.#timer);
    if (this.#was !== "locked") return;
    this.#timer = setTimeout(() => {
      if (this.#was !== "locked") return;
      for (const input of this.querySelectorAll("input")) input.value = "";
      if (putAway()) this.open("idle", true);
    }, IDLE_MILLISECONDS);
  };

  /** Ask for the passphrase, over everything; `lost`: words that were being typed are gone. */
  open(why: Why, lost = false): void {
    if (this.#dialog?.open === true) return;
    const dialog = this.#build(why, lost);
    this.#dialog = dialog;
    this.replaceChildren(dialog);
    dialog.showModal();
    find<HTMLInputElement>("input", dialog).focus();
  }

  #build(why: Why, lost: boolean): HTMLDialogElement {
    const { name = "", unit = "", initials = "" } = this.dataset;
    const input = make("input", { class: "input", id: "unlock", type: "password", name: "unlock", autocomplete: "current-password", autocapitalize: "none", spellcheck: "false", maxlength: "200", "aria-describedby": "unlock-help unlock-error" }) as HTMLInputElement;
    const error = make("p", { class: "error", id: "unlock-error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const submit = make("button", { class: "button button-primary button-large", type: "submit" }, icon("lock-open"), make("span", {}, "Mở khóa")) as HTMLButtonElement;
    const other = make("button", { class: "button button-quiet", type: "button" }, "Đăng nhập người khác");
    const form = make("form", { novalidate: "", autocomplete: "off" },
      make("div", {}, make("span", { class: "state-mark state-mark-good" }, icon("lock")), make("h2", { id: "lock-title" }, "Khóa đã đóng"), make("p", { class: "prose" }, WHY[why]), lost ? make("p", { class: "prose", "data-lost": "" }, LOST) : null),
      make("div", { class: "person" }, make("span", { class: "avatar avatar-32", "aria-hidden": "true" }, initials), make("span", {}, make("span", { class: "who-name" }, name), make("span", { class: "who-role" }, unit))),
      make("div", { class: "field" }, make("label", { for: "unlock" }, "Mật khẩu năm từ"), make("div", { class: "with-button" }, input, revealButton(input)), error, make("p", { class: "help", id: "unlock-help" }, "Cách nhau bằng dấu cách, có dấu hay không đều được")),
      submit,
      other,
    );
    void this.#offerPasskey(other, error);
    other.addEventListener("click", () => void signOut(() => post("/sign-out"), leaveFor));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#unlock(input, error, submit);
    });
    const dialog = make("dialog", { class: "lock-dialog", "aria-labelledby": "lock-title" }, form) as HTMLDialogElement;
    dialog.addEventListener("close", () => {
      input.value = "";
      this.replaceChildren();
    });
    return dialog;
  }

  /** Offer a passkey beside the words, where one may unlock. */
  async #offerPasskey(before: HTMLElement, error: HTMLElement): Promise<void> {
    if (!(await canUnlock().catch(() => false))) return;
    const button = make("button", { class: "button button-secondary button-large", type: "button", "data-unlock-passkey": "" }, icon("fingerprint-pattern"), make("span", {}, "Mở bằng khóa truy cập")) as HTMLButtonElement;
    button.addEventListener("click", () => {
      const done = busy(button, "Đang mở");
      showError(error, "");
      unlockWithPasskey()
        .catch((failure: unknown) => {
          showError(error, whyPasskeyFailed(failure));
        })
        .finally(done);
    });
    before.before(button);
  }

  async #unlock(input: HTMLInputElement, error: HTMLElement, submit: HTMLButtonElement): Promise<void> {
    showError(error, "");
    input.removeAttribute("aria-invalid");
    const done = busy(submit, "Đang mở");
    try {
      await unlockWithPassphrase(input.value);
    } catch (failure) {
      const wrong = failure instanceof WrongKeyOrPlace || failure instanceof Malformed;
      showError(error, wrong ? "Chưa khớp. Xem lại mật khẩu năm từ." : sentence(failure));
      input.setAttribute("aria-invalid", "true");
      input.focus();
    } finally {
      done();
    }
  }
}

function whyPasskeyFailed(failure: unknown): string {
  if (failure instanceof NoPasskey) return "Chưa có chữ ký của khóa truy cập. Bấm lại, hoặc gõ mật khẩu năm từ.";
  if (failure instanceof Unreachable || failure instanceof Refused) return failure.message;
  return "Khóa truy cập này không mở được. Gõ mật khẩu năm từ.";
}

customElements.define("lock-dialog", LockDialog);
