/** Keeps a dialog open while closing it would lose something: typed words, or the end of what has begun; it must never hold up what closes it once that has ended. */
import { busy } from "./dom";

const guards = new WeakMap<HTMLDialogElement, () => boolean>();

/** Let Escape close the dialog only while nothing is at work in it and `typed` holds nothing. */
export function guardEscape(dialog: HTMLDialogElement, typed: () => boolean = () => false): void {
  const known = guards.has(dialog);
  guards.set(dialog, typed);
  if (known) return;
  dialog.addEventListener("cancel", (event) => {
    if (guarded(dialog)) event.preventDefault();
  });
}

/** Show a dialog's button at work; until it is put back by what this returns, the buttons beside it don't close the dialog. */
export function dialogBusy(dialog: HTMLDialogElement, submit: HTMLButtonElement, verb?: string): () => void {
  const done = busy(submit, verb);
  const others = [...dialog.querySelectorAll<HTMLButtonElement>(".dialog-foot button")].filter((button) => button !== submit && !button.disabled);
  for (const button of others) button.disabled = true;
  return () => {
    for (const button of others) button.disabled = false;
    done();
  };
}

function guarded(dialog: HTMLDialogElement): boolean {
  return dialog.querySelector("button[aria-busy=true]") !== null || guards.get(dialog)?.() === true;
}

// A browser lets a page refuse to close once; a second Escape closes whatever the page says, unless the key itself is refused.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape") return;
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) {
      const here = event.target === document.body || (event.target instanceof Node && dialog.contains(event.target));
      if (here && guards.has(dialog) && guarded(dialog)) event.preventDefault();
    }
  },
  { capture: true },
);
