/** The beats' page: the chief keeps the list of hamlets, who has which, and who looks after which category. */
import { shown } from "./act_dialog";
import { dialogBusy, guardEscape } from "./dialog_guard";
import { announce, busy, find, icon, make, showError, toast } from "./dom";
import { sentence } from "./failure_words";
import { getPage, post } from "./server";
import { replaceOnceLetGo } from "./swapping";

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
    else if (remove !== undefined) void this.#remove(remove, name, button);
  };

  readonly #change = (event: Event): void => {
    const select = event.target instanceof HTMLSelectElement ? event.target : null;
    const beat = select?.dataset["give"];
    if (select !== null && beat !== undefined) void this.#give(beat, select);
  };

  async #remove(beat: string, name: string, button: HTMLButtonElement): Promise<void> {
    const done = busy(button);
    await this.#post("/unit/beats/remove", { beats: [beat] }, `Đã xóa ${name}`);
    done();
  }

  /** Give a hamlet; a choice that isn't known to be kept doesn't stay in its field as if it were. */
  async #give(beat: string, select: HTMLSelectElement): Promise<void> {
    const officer = select.value || null;
    const kept = await this.#post("/unit/beats/give", { beats: [beat], officer }, "Đã lưu người phụ trách");
    if (kept) for (const option of select.options) option.defaultSelected = option.value === (officer ?? "");
    else select.selectedIndex = Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
  }

  /** Do it, and show the page as it is now where that comes. Whether it is known to be done. */
  async #post(path: string, body: object, said: string): Promise<boolean> {
    let done = true;
    try {
      await post(path, body);
      toast(said);
    } catch (failure) {
      done = false;
      announce(sentence(failure), true);
      toast(sentence(failure));
    }
    await shown(() => this.#load());
    return done;
  }

  async #load(): Promise<void> {
    await replaceOnceLetGo(await getPage("/unit/beats"), ["beats"]);
  }

  #add(commune: string, opener: HTMLElement): void {
    const text = make("textarea", { class: "input", id: "hamlet-names", rows: "6", maxlength: "9000", "aria-describedby": "hamlet-help" }) as HTMLTextAreaElement;
    const field = make("div", { class: "field" }, make("label", { for: "hamlet-names" }, "Tên thôn, bản, tổ dân phố"), text, make("p", { class: "help", id: "hamlet-help" }, "Mỗi dòng một tên. Dán cả danh sách cũng được; tên đã có thì bỏ qua."));
    const typed = (): boolean => text.value.trim() !== "";
    this.#dialog(opener, ["Thêm thôn, bản", opener.dataset["place"] ?? ""].filter((part) => part !== "").join(", "), "Thêm vào danh sách", [field], typed, async () => {
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
    this.#dialog(opener, `Loại tin ${opener.dataset["name"] ?? ""} phụ trách`, "Lưu loại tin", [fieldset], () => false, async () => {
      const categories = [...fieldset.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
      await post("/unit/beats/categories", { officer, categories });
      return "Đã lưu loại tin";
    });
  }

  #dialog(opener: HTMLElement, title: string, act: string, body: readonly HTMLElement[], typed: () => boolean, send: () => Promise<string>): void {
    const error = make("p", { class: "error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const submit = make("button", { class: "button button-primary", type: "submit" }, icon("check"), make("span", {}, act)) as HTMLButtonElement;
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    const form = make("form", { novalidate: "", autocomplete: "off" }, make("div", { class: "dialog-head" }, make("h2", { id: "beats-dialog" }, title)), make("div", { class: "dialog-body" }, ...body, error), make("div", { class: "dialog-foot" }, later, submit));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "beats-dialog" }, form) as HTMLDialogElement;
    later.addEventListener("click", () => dialog.close());
    guardEscape(dialog, typed);
    dialog.addEventListener("close", () => {
      dialog.remove();
      document.getElementById(opener.id)?.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const done = dialogBusy(dialog, submit, "Đang lưu");
      send()
        .then(async (said) => {
          await shown(() => this.#load());
          dialog.close();
          toast(said);
        })
        .catch((failure: unknown) => showError(error, sentence(failure)))
        .finally(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define("beats-page", BeatsPage);
