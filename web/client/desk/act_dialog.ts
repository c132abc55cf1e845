/** A dialog that says what an act brings with it before it is done; it must never act without its own button. */
import { KeyLocked } from "../sealing/errors";
import { dialogBusy, guardEscape } from "./dialog_guard";
import { icon, make, showError } from "./dom";
import { sentence } from "./failure_words";
import { openLockDialog } from "./lock_dialog";

export { sentence } from "./failure_words";

/** One act with its dialog. `submit` does it, may throw `Said` with the sentence to show, and returns what comes after the dialog. */
export interface Act {
  readonly title: string;
  readonly body: readonly Node[];
  readonly act: string;
  readonly actIcon: string;
  readonly verb: string;
  readonly danger?: boolean;
  /** Whether something was typed: then Escape doesn't throw it away. */
  readonly typed?: () => boolean;
  readonly submit: () => Promise<(() => void) | undefined>;
  readonly opener: HTMLElement;
}

/** A sentence for the person, thrown by an act that can't be done. */
export class Said extends Error {}

let count = 0;

/** Show the dialog; it closes by itself once the act is done. Return it. */
export function openAct(act: Act): HTMLDialogElement {
  const name = `act-${++count}`;
  const error = make("p", { class: "error", id: `${name}-error`, role: "alert", hidden: "" }, icon("circle-alert"), make("span"));
  const submit = make("button", { class: `button ${act.danger === true ? "button-danger" : "button-primary"}`, type: "submit", "aria-describedby": `${name}-error` }, icon(act.actIcon), make("span", {}, act.act)) as HTMLButtonElement;
  const later = make("button", { class: "button button-secondary", type: "button" }, "Để sau");
  const form = make("form", { novalidate: "", autocomplete: "off" },
    make("div", { class: "dialog-head" }, make("h2", { id: name }, act.title)),
    make("div", { class: "dialog-body" }, ...act.body, error),
    make("div", { class: "dialog-foot" }, later, submit),
  );
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": name }, form) as HTMLDialogElement;
  later.addEventListener("click", () => dialog.close());
  // What has begun ends with this dialog open: nowhere else would its failure be read.
  guardEscape(dialog, act.typed);
  dialog.addEventListener("close", () => {
    dialog.remove();
    // An entry of a menu that has closed can't take the focus back; its menu can.
    const back = act.opener.closest("details")?.querySelector<HTMLElement>("summary") ?? act.opener;
    if (back.isConnected) back.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(act, dialog, submit, error);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function run(act: Act, dialog: HTMLDialogElement, submit: HTMLButtonElement, error: HTMLElement): Promise<void> {
  showError(error, "");
  const done = dialogBusy(dialog, submit, act.verb);
  try {
    const after = await act.submit();
    dialog.close();
    after?.();
  } catch (failure) {
    if (failure instanceof KeyLocked) openLockDialog("needed");
    else showError(error, sentence(failure));
  } finally {
    done();
  }
}

/** Show what has changed by an act that is done; a page that doesn't come now is no failure of the act. */
export function shown(reload: () => Promise<void>): Promise<void> {
  return reload().catch(() => undefined);
}

/** Return a list of what follows from an act; each line is an icon's name and a sentence. */
export function consequences(label: string, lines: readonly (readonly [string, string])[]): HTMLElement {
  return make("div", {}, make("p", { class: "label" }, label),
    make("ul", { class: "consequences" }, ...lines.map(([name, text]) => make("li", {}, icon(name), make("span", {}, text)))));
}

/** Return a field with its label, its help below, and its input. */
export function field(label: string, input: HTMLElement, help: string): HTMLElement {
  input.setAttribute("aria-describedby", `${input.id}-help`);
  return make("div", { class: "field" }, make("label", { for: input.id }, label), input, make("p", { class: "help", id: `${input.id}-help` }, help));
}
