/** The page of the own second factors: adds and gives up passkeys; it must never do either without being asked twice. */
import { busy, find, icon, make, showError, toast } from "./dom";
import { newPasskey, NoPasskey, passkeysKnown } from "./passkey_device";
import { getPage, post, Refused, Unreachable } from "./server";
import { replaceFrom } from "./swapping";

class MySecurity extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    const add = this.querySelector<HTMLButtonElement>("[data-add]");
    if (add === null || passkeysKnown()) return;
    add.disabled = true;
    this.#fail("Trình duyệt này chưa có khóa truy cập. Dùng Chrome, Edge, Firefox hoặc Safari bản mới.");
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (button?.dataset["add"] !== undefined) this.#askToAdd(button);
    else if (button?.dataset["remove"] !== undefined) this.#askToRemove(button);
  };

  #askToAdd(opener: HTMLElement): void {
    const name = make("input", { class: "input", id: "passkey-name", maxlength: "60", autocomplete: "off", "aria-describedby": "passkey-name-help" }) as HTMLInputElement;
    const code = make("input", { class: "input mono", id: "passkey-code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6", "aria-describedby": "passkey-code-help" }) as HTMLInputElement;
    const fields = [
      make("div", { class: "field" }, make("label", { for: "passkey-name" }, "Đặt tên cho thiết bị"), name, make("p", { class: "help", id: "passkey-name-help" }, "Như: máy bàn cơ quan, điện thoại của tôi")),
      make("div", { class: "field" }, make("label", { for: "passkey-code" }, "Mã sáu số đang hiện"), code, make("p", { class: "help", id: "passkey-code-help" }, "Vừa đăng nhập bằng mã này thì chờ mã kế tiếp")),
    ];
    this.#dialog(opener, "Thêm khóa truy cập", fields, "plus", "Thêm khóa truy cập", async () => {
      if (name.value.trim() === "") throw new Mistake("Đặt một tên, để sau này biết khóa nào của máy nào.", name);
      if (!/^[0-9]{6}$/.test(code.value)) throw new Mistake("Điền đủ sáu chữ số.", code);
      const made = await newPasskey(await post("/security/passkeys/options"));
      await post("/security/passkeys", { ...made, name: name.value, totp: code.value });
      return "Đã thêm khóa truy cập";
    });
  }

  #askToRemove(opener: HTMLElement): void {
    const { remove = "", name = "" } = opener.dataset;
    const said = [
      make("ul", { class: "consequences" },
        make("li", {}, icon("circle-alert"), make("span", {}, `Từ lúc này không đăng nhập được bằng khóa của ${name}.`)),
        make("li", {}, icon("circle-check"), make("span", {}, "Mã sáu số và các khóa khác vẫn dùng được."))),
    ];
    this.#dialog(opener, `Bỏ khóa truy cập ${name}?`, said, "trash-2", "Bỏ khóa này", async () => {
      await post("/security/passkeys/remove", { passkey: remove });
      return "Đã bỏ khóa truy cập";
    });
  }

  #dialog(opener: HTMLElement, title: string, body: HTMLElement[], mark: string, act: string, work: () => Promise<string>): void {
    const error = make("p", { class: "error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    const submit = make("button", { class: `button ${mark === "trash-2" ? "button-danger" : "button-primary"}`, type: "submit" }, icon(mark), make("span", {}, act)) as HTMLButtonElement;
    const form = make("form", { novalidate: "", autocomplete: "off" },
      make("div", { class: "dialog-head" }, make("h2", { id: "passkey-title" }, title)),
      make("div", { class: "dialog-body" }, ...body, error),
      make("div", { class: "dialog-foot" }, later, submit),
    );
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "passkey-title" }, form) as HTMLDialogElement;
    later.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#work(dialog, submit, error, work);
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  async #work(dialog: HTMLDialogElement, submit: HTMLButtonElement, error: HTMLElement, work: () => Promise<string>): Promise<void> {
    const done = busy(submit, "Đang làm");
    showError(error, "");
    try {
      const sentence = await work();
      dialog.close();
      toast(sentence);
      replaceFrom(await getPage("/security"), ["security"]);
    } catch (failure) {
      showError(error, sentenceFor(failure));
      if (failure instanceof Mistake) failure.place.focus();
    } finally {
      done();
    }
  }

  #fail(sentence: string): void {
    showError(find("#passkey-error", this), sentence);
  }
}

/** Something the person can put right in a field. */
class Mistake extends Error {
  constructor(
    sentence: string,
    readonly place: HTMLElement,
  ) {
    super(sentence);
  }
}

function sentenceFor(failure: unknown): string {
  if (failure instanceof Mistake || failure instanceof Refused || failure instanceof Unreachable) return failure.message;
  if (failure instanceof NoPasskey) return "Thiết bị chưa tạo khóa. Bấm lại rồi xác nhận trên thiết bị.";
  if (failure instanceof DOMException) return "Thiết bị này đã có khóa truy cập của anh/chị.";
  return "Có lỗi trong trình duyệt. Tải lại trang rồi thử lại.";
}

customElements.define("my-security", MySecurity);
