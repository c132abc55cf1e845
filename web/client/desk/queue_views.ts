/** An officer's saved lists of the queue: a name for filters and an order, nothing else. */
import { shown } from "./act_dialog";
import { dialogBusy, guardEscape } from "./dialog_guard";
import { icon, make, showError, toast } from "./dom";
import { sentence } from "./failure_words";
import { post } from "./server";

/** Ask for a name and keep the list; `kept` is called afterwards. */
export function openSaveDialog(choices: string, kept: () => Promise<void>): void {
  const opener = document.activeElement;
  const input = make("input", { class: "input", id: "view-name", maxlength: "40", autocomplete: "off", "aria-describedby": "view-help view-error" }) as HTMLInputElement;
  const error = make("p", { class: "error", id: "view-error", role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
  const submit = make("button", { class: "button button-primary", type: "submit" }, icon("bookmark"), make("span", {}, "Lưu danh sách")) as HTMLButtonElement;
  const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
  const form = make("form", { novalidate: "" },
    make("div", { class: "dialog-head" }, make("h2", { id: "view-title" }, "Lưu danh sách đang xem")),
    make("div", { class: "dialog-body" }, make("div", { class: "field" }, make("label", { for: "view-name" }, "Tên danh sách"), input, error, make("p", { class: "help", id: "view-help" }, "Lưu mục, bộ lọc và thứ tự. Chỉ mình thấy danh sách này."))),
    make("div", { class: "dialog-foot" }, later, submit),
  );
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "view-title" }, form) as HTMLDialogElement;
  later.addEventListener("click", () => dialog.close());
  guardEscape(dialog, () => input.value.trim() !== "");
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener instanceof HTMLElement) opener.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === "") return showError(error, "Đặt tên cho danh sách.");
    const done = dialogBusy(dialog, submit, "Đang lưu");
    post("/queue/views", { name: input.value, choices })
      .then(async () => {
        dialog.close();
        toast("Đã lưu danh sách");
        await shown(kept);
      })
      .catch((failure: unknown) => showError(error, sentence(failure)))
      .finally(done);
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Delete a saved list. */
export async function forgetView(view: string): Promise<void> {
  await post(`/queue/views/${view}/forget`);
  toast("Đã xóa danh sách");
}
