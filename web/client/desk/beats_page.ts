/** The beats' page: the chief keeps the list of hamlets, who has which, and who looks after which category. */
import { announce, busy, find, icon, make, showError, toast } from "./dom";
import { getPage, post } from "./server";
import { replaceFrom } from "./swapping";

class BeatsPage extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
    this.addEventListener("change", this.#change);
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-add], [data-remove], [data-kinds]") : null;
    if (button === null) return;
    const { add, remove, kinds, name = "" } = button.dataset;
    if (add !== undefined) this.#add(add, button);
    else if (kinds !== undefined) this.#kinds(kinds, button);
    else if (remove !== undefined) void this.#post("/unit/beats/remove", { beats: [remove] }, `Đã xóa ${name}`);
  };

  readonly #change = (event: Event): void => {
    const select = event.target instanceof HTMLSelectElement ? event.target : null;
    const beat = select?.dataset["give"];
    if (select !== null && beat !== undefined) void this.#post("/unit/beats/give", { beats: [beat], officer: select.value || null }, "Đã lưu người phụ trách");
  };

  async #post(path: string, body: object, sentence: string): Promise<void> {
    try {
      await post(path, body);
      toast(sentence);
    } catch (failure) {
      announce(failure instanceof Error ? failure.message : "", true);
      toast(failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    }
    await this.#load();
  }

  async #load(): Promise<void> {
    replaceFrom(await getPage("/unit/beats"), ["beats"]);
  }

  #add(commune: string, opener: HTMLElement): void {
    const text = make("textarea", { class: "input", id: "hamlet-names", rows: "6", maxlength: "9000", "aria-describedby": "hamlet-help" }) as HTMLTextAreaElement;
    const field = make("div", { class: "field" }, make("label", { for: "hamlet-names" }, "Tên thôn, bản, tổ dân phố"), text, make("p", { class: "help", id: "hamlet-help" }, "Mỗi dòng một tên. Dán cả danh sách cũng được; tên đã có thì bỏ qua."));
    this.#dialog(opener, ["Thêm thôn, bản", opener.dataset["place"] ?? ""].filter((part) => part !== "").join(", "), "Thêm vào danh sách", [field], async () => {
      const names = text.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
      if (names.length === 0) throw new Error("Viết ít nhất một tên.");
      await post("/unit/beats/add", { commune, names });
      return "Đã thêm vào danh sách";
    });
  }

  #kinds(officer: string, opener: HTMLElement): void {
    const chosen = new Set((opener.dataset["on"] ?? "").split(" "));
    const boxes = document.importNode(find<HTMLTemplateElement>("[data-categories]", this).content, true);
    const fieldset = make("fieldset", { class: "two-columns" }, make("legend", { class: "label" }, "Loại tin"), boxes);
    for (const box of fieldset.querySelectorAll<HTMLInputElement>("input")) box.checked = chosen.has(box.value);
    this.#dialog(opener, `Loại tin ${opener.dataset["name"] ?? ""} phụ trách`, "Lưu loại tin", [fieldset], async () => {
      const categories = [...fieldset.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
      await post("/unit/beats/categories", { officer, categories });
      return "Đã lưu loại tin";
    });
  }

  #dialog(opener: HTMLElement, title: string, act: string, body: readonly HTMLElement[], send: () => Promise<string>): void {
    const error = make("p", { class: "error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const submit = make("button", { class: "button button-primary", type: "submit" }, icon("check"), make("span", {}, act)) as HTMLButtonElement;
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    const form = make("form", { novalidate: "", autocomplete: "off" }, make("div", { class: "dialog-head" }, make("h2", { id: "beats-dialog" }, title)), make("div", { class: "dialog-body" }, ...body, error), make("div", { class: "dialog-foot" }, later, submit));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "beats-dialog" }, form) as HTMLDialogElement;
    later.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      document.getElementById(opener.id)?.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const done = busy(submit, "Đang lưu");
      send()
        .then(async (sentence) => {
          await this.#load();
          dialog.close();
          toast(sentence);
        })
        .catch((failure: unknown) => showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại."))
        .finally(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define("beats-page", BeatsPage);
