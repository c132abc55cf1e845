/** The duty rota's page: the chief says who is on a shift, for one day or for every week. */
import { busy, icon, make, showError, toast } from "./dom";
import { getPage, post } from "./server";
import { replaceOnceLetGo } from "./swapping";

class DutyPage extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-slot]") : null;
    if (button !== null) this.#ask(button);
  };

  #ask(opener: HTMLElement): void {
    const { slot = "", day = "", on = "", title = "", weekday = "" } = opener.dataset;
    const officers = JSON.parse(this.dataset["officers"] ?? "{}") as Record<string, string>;
    const chosen = new Set(on.split(" "));
    const boxes = Object.entries(officers).map(([id, name]) => {
      const box = make("input", { type: "checkbox", name: "officer", value: id }) as HTMLInputElement;
      box.checked = chosen.has(id);
      return make("label", { class: "choice" }, box, make("span", {}, name));
    });
    const every = make("input", { type: "radio", name: "scope", value: "week" }) as HTMLInputElement;
    const once = make("input", { type: "radio", name: "scope", value: "day" }) as HTMLInputElement;
    once.checked = true;
    const error = make("p", { class: "error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
    const submit = make("button", { class: "button button-primary", type: "submit" }, icon("calendar-days"), make("span", {}, "Xếp ca trực")) as HTMLButtonElement;
    const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
    const form = make("form", { novalidate: "", autocomplete: "off" },
      make("div", { class: "dialog-head" }, make("h2", { id: "slot-title" }, `Ca ${title.toLowerCase()}`)),
      make("div", { class: "dialog-body" },
        make("fieldset", {}, make("legend", { class: "label" }, "Ai trực ca này"), ...boxes),
        make("fieldset", {}, make("legend", { class: "label" }, "Áp dụng"),
          make("label", { class: "choice" }, once, make("span", {}, make("b", {}, "Chỉ ngày này"), make("span", { class: "meta" }, "Đổi ca, trực thay. Không chọn ai thì theo lịch hằng tuần."))),
          make("label", { class: "choice" }, every, make("span", {}, make("b", {}, `Mọi tuần vào ${weekday}`), make("span", { class: "meta" }, "Lịch hằng tuần của đơn vị. Ngày đã xếp riêng vẫn giữ.")))),
        error,
      ),
      make("div", { class: "dialog-foot" }, later, submit),
    );
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "slot-title" }, form) as HTMLDialogElement;
    later.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      document.getElementById(opener.id)?.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const names = [...form.querySelectorAll<HTMLInputElement>("input[name=officer]:checked")].map((box) => box.value);
      const done = busy(submit, "Đang xếp");
      post("/unit/duty", { day, shift: slot, officers: names, scope: every.checked ? "week" : "day" })
        .then(async () => {
          await replaceOnceLetGo(await getPage(window.location.pathname + window.location.search), ["duty"]);
          dialog.close();
          toast("Đã xếp ca trực");
        })
        .catch((failure: unknown) => showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại."))
        .finally(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  }
}

customElements.define("duty-page", DutyPage);
