/**
 * Takes what was typed, what stands in dialogs and what waits to be printed off the page the moment the key is locked; it
 * must never leave a typed word behind the lock, nor touch what keeps its words sealed by itself (composers) or never
 * sealed any (warnings to the public).
 */
import { dropSheet } from "./print_sheet";

const KEEPS_ITSELF = "lock-dialog, [data-composer], campaign-editor";
const TYPED = "textarea, input[type=search], input[type=password]";
const TYPED_IN_A_DIALOG = "textarea, input:not([type]), input[type=text], input[type=search], input[type=password]";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Put everything away; return whether words were lost by it, so that the officer can be told. */
export function putAway(): boolean {
  let lost = false;
  for (const dialog of document.querySelectorAll("dialog")) {
    if (dialog.closest("lock-dialog") !== null) continue;
    lost = empty(dialog.querySelectorAll<Field>(TYPED_IN_A_DIALOG)) || lost;
    if (dialog.open) dialog.close();
    // Those of a page's template are opened again later; the others are made for one use, and may show what is secret.
    if (dialog.parentElement === document.body) dialog.remove();
  }
  const outside = [...document.querySelectorAll<Field>(TYPED)].filter((field) => field.closest(KEEPS_ITSELF) === null);
  lost = empty(outside) || lost;
  dropSheet();
  return lost;
}

function empty(fields: Iterable<Field>): boolean {
  let lost = false;
  for (const field of fields) {
    lost ||= field.value.trim() !== "" && !field.matches("input[type=search], input[type=password]");
    field.value = "";
    // What a field goes back to when its form is reset.
    field.defaultValue = "";
  }
  return lost;
}
