/** Knows what a finger or a key is pressing; nothing may wait for it longer than the press lasts. */

interface Press {
  readonly on: Element;
  readonly by: "pointer" | "key";
}

let press: Press | undefined;
let waiting: (() => void)[] = [];

function begin(by: Press["by"], { target }: Event): void {
  if (target instanceof Element) press = { on: target, by };
}

/** The click comes in the same turn as the letting go: what waits comes after it, unless the next press has begun. */
function end(by: Press["by"]): void {
  const ended = press;
  if (ended?.by !== by) return;
  setTimeout(() => {
    if (press !== ended) return;
    press = undefined;
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  });
}

const early = { capture: true, passive: true };
document.addEventListener("pointerdown", (event) => begin("pointer", event), early);
for (const kind of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(kind, () => end("pointer"), early);
// Enter acts as it goes down, the space bar as it comes up.
document.addEventListener("keydown", (event) => { if (event.key === " ") begin("key", event); }, early);
document.addEventListener("keyup", (event) => { if (event.key === " ") end("key"); }, early);
// The letting go may have been another window's, or a scroll bar's.
document.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && event.buttons === 0) end("pointer"); }, early);
window.addEventListener("blur", () => { if (press !== undefined) end(press.by); });

/**
 * Wait until nothing inside these elements (by id) is being pressed. A button that is made anew between its press and
 * its letting go swallows the click: whoever replaces a part of the page unasked waits here first.
 */
export async function untilLetGo(...ids: readonly string[]): Promise<void> {
  while (ids.some((id) => press?.on.closest(`#${id}`) != null)) await new Promise<void>((go) => waiting.push(go));
}
