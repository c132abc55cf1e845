/** The dialog that changes a tip's status; it must never change anything before the officer saw what follows. */
import { busy, find, showError } from "./dom";
import { post } from "./server";
import type { PostedPart } from "./writing";

/** Open the dialog that the page holds; `seal` makes a note of the reason, `changed` is called once the server has taken the change. */
export function openStatusDialog(tip: string, seal: (reason: string) => Promise<PostedPart>, changed: () => Promise<void>): void {
  const dialog = find<HTMLDialogElement>("[data-status-dialog]");
  const form = find<HTMLFormElement>("form", dialog);
  const reason = find<HTMLTextAreaElement>("#reason", form);
  const error = find("#reason-error", form);
  const submit = find<HTMLButtonElement>("[data-submit]", form);
  const chosen = (): HTMLInputElement => find<HTMLInputElement>("input[name=to]:checked", form);
  const show = (): void => {
    const input = chosen();
    for (const field of form.querySelectorAll<HTMLElement>("[data-for]")) field.hidden = field.dataset["for"] !== input.value;
    find("[data-reason-kind]", form).textContent = "needsReason" in input.dataset ? "(cần ghi)" : "(không bắt buộc)";
    find("[data-resident-sees]", form).textContent = input.dataset["resident"] ?? "";
    find("[data-closing]", form).hidden = input.value !== "closed";
    find("span", submit).textContent = input.dataset["actName"] ?? "";
    showError(error, "");
  };
  const send = async (): Promise<void> => {
    const input = chosen();
    if ("needsReason" in input.dataset && reason.value.trim() === "") {
      showError(error, "Cần ghi lý do cho bước này.");
      reason.setAttribute("aria-invalid", "true");
      reason.focus();
      return;
    }
    const done = busy(submit, "Đang đổi");
    try {
      await post(`/tips/${tip}/status`, {
        to: input.value,
        reason: reason.value.trim() === "" ? null : await seal(reason.value.trim()),
        classification: input.value === "classified" ? find<HTMLSelectElement>("#classification", form).value : null,
        decision: input.value === "decided" ? find<HTMLSelectElement>("#decision", form).value : null,
      });
      dialog.close();
      await changed();
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  };
  form.onchange = show;
  form.onsubmit = (event) => {
    event.preventDefault();
    void send();
  };
  // Escape closes only while nothing was typed.
  dialog.oncancel = (event) => {
    if (reason.value.trim() !== "") event.preventDefault();
  };
  for (const button of dialog.querySelectorAll<HTMLElement>("[data-close]")) button.onclick = () => dialog.close();
  show();
  dialog.showModal();
  chosen().focus();
}
