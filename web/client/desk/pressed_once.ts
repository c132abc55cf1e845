/** Keeps a button that is at work from being pressed again, by a key held down too; it must never hold up any other button. */

const BUSY = "button[aria-busy=true]";

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener(
  "click",
  (event) => {
    if (event.target instanceof Element && event.target.closest(BUSY) !== null) stop(event);
  },
  { capture: true },
);

// Enter in a field sends a form without its button being pressed.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target instanceof HTMLFormElement && event.target.querySelector(`${BUSY}[type=submit]`) !== null) stop(event);
  },
  { capture: true },
);
