/** The dialog that changes a tip's status; it must never change anything before the officer saw what follows. */
import { KeyLocked } from "../sealing/errors";
import { shown } from "./act_dialog";
import { dayField } from "./day_field";
import { writeDay } from "./day_words";
import { dialogBusy, guardEscape } from "./dialog_guard";
import { find, showError } from "./dom";
import { sentence } from "./failure_words";
import { openLockDialog } from "./lock_dialog";
import { post } from "./server";
import type { PostedPart } from "./writing";

const REASON_KINDS: Readonly<Record<string, string>> = { required: "(cần ghi)", optional: "(không bắt buộc)" };

/** Open the dialog that the page holds; `seal` makes a note of the reason, `changed` is called once the server has taken the change. */
export function openStatusDialog(tip: string, seal: (reason: string) => Promise<PostedPart>, changed: () => Promise<void>): void {
  const dialog = find<HTMLDialogElement>("[data-status-dialog]");
  const form = find<HTMLFormElement>("form", dialog);
  const reason = find<HTMLTextAreaElement>("#reason", form);
  const until = form.querySelector("#until") === null ? null : dayField("until", form);
  const error = find("#reason-error", form);
  const failed = find("#status-error", form);
  const submit = find<HTMLButtonElement>("[data-submit]", form);
  const chosen = (): HTMLInputElement => find<HTMLInputElement>("input[name=to]:checked", form);
  const grounds = (): HTMLSelectElement | null => form.querySelector<HTMLSelectElement>(`#ground-${chosen().value}`);
  const written = (): string => (chosen().dataset["reason"] === "none" ? "" : reason.value.trim());
  const show = (): void => {
    const input = chosen();
    for (const field of form.querySelectorAll<HTMLElement>("[data-for]")) field.hidden = field.dataset["for"] !== input.value;
    find("[data-reason-field]", form).hidden = input.dataset["reason"] === "none";
    find("[data-reason-kind]", form).textContent = REASON_KINDS[input.dataset["reason"] ?? ""] ?? "";
    find("[data-resident-sees]", form).textContent = input.dataset["resident"] ?? "";
    find("span", submit).textContent = input.dataset["actName"] ?? "";
    showError(error, "");
    showError(failed, "");
    reason.removeAttribute("aria-invalid");
  };
  /** The end of an extension: offered as late as the law allows, to be set to what the decision says. */
  const showUntil = (): void => {
    const option = form.querySelector<HTMLSelectElement>("#ground-extended")?.selectedOptions[0];
    if (until === null || option === undefined) return;
    const last = option.dataset["last"] ?? "";
    until.limit(option.dataset["first"] ?? "", last);
    until.value = last;
    find("[data-until-last]", form).textContent = writeDay(last);
    showError(find("#until-error", form), "");
  };
  const send = async (): Promise<void> => {
    const input = chosen();
    const extending = input.value === "extended" && until !== null;
    if (extending && !until.fits) {
      showError(find("#until-error", form), "Chọn ngày sau hạn hiện nay và không quá ngày luật cho.");
      until.focus();
      return;
    }
    if (input.dataset["reason"] === "required" && written() === "") {
      showError(error, "Cần ghi lý do cho bước này.");
      reason.setAttribute("aria-invalid", "true");
      reason.focus();
      return;
    }
    const done = dialogBusy(dialog, submit, "Đang đổi");
    try {
      await post(`/tips/${tip}/status`, {
        to: input.value,
        reason: written() === "" ? null : await seal(written()),
        classification: input.value === "classified" ? find<HTMLSelectElement>("#classification", form).value : null,
        decision: input.value === "decided" ? find<HTMLSelectElement>("#decision", form).value : null,
        ground: grounds()?.value ?? null,
        until: extending ? until.value : null,
      });
      dialog.close();
      await shown(changed);
    } catch (failure) {
      if (failure instanceof KeyLocked) openLockDialog("needed");
      else showError(failed, sentence(failure));
    } finally {
      done();
    }
  };
  form.onchange = (event) => {
    if (event.target instanceof Element && event.target.id === "until") return;
    show();
    if (event.target instanceof Element && event.target.id === "ground-extended") showUntil();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void send();
  };
  // Escape closes only while nothing was typed and nothing is on its way.
  guardEscape(dialog, () => reason.value.trim() !== "");
  for (const button of dialog.querySelectorAll<HTMLElement>("[data-close]")) button.onclick = () => dialog.close();
  show();
  showUntil();
  dialog.showModal();
  chosen().focus();
}
