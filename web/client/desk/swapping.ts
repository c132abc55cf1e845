/** Replaces parts of a page by their newer selves, keeping focus and place; it must never touch opened content. */
import htmx from "htmx.org";
import { untilLetGo } from "./pressing";

/**
 * Replace each of these elements (by id) with the one of a freshly fetched page of our own.
 *
 * While a link that was followed waits for its page nothing is replaced: taken out with its surroundings, the link would
 * no longer know what to put where. Should that page fail to come, the replacement is made after all.
 */
export function replaceFrom(fresh: Document, ids: readonly string[]): void {
  const followed = document.querySelector(".htmx-request");
  if (followed === null) {
    replaceNow(fresh, ids);
    return;
  }
  const ended = (event: Event): void => {
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) return;
    // After the events that follow this one: they rise from the link through what is replaced here.
    setTimeout(() => replaceNow(fresh, ids));
  };
  followed.addEventListener("htmx:afterRequest", ended, { once: true });
}

/** The same once nothing inside them is being pressed any more; resolves when it is done. */
export async function replaceOnceLetGo(fresh: Document, ids: readonly string[]): Promise<void> {
  await untilLetGo(...ids);
  replaceFrom(fresh, ids);
}

function replaceNow(fresh: Document, ids: readonly string[]): void {
  const focused = document.activeElement;
  const focusId = focused?.id ?? "";
  const before = focused?.getBoundingClientRect().top ?? 0;
  for (const id of ids) {
    const [old, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (old === null || next === null) continue;
    const node = document.importNode(next, true);
    old.replaceWith(node);
    htmx.process(node);
  }
  if (focusId === "" || focused?.isConnected === true) return;
  const again = document.getElementById(focusId);
  if (again === null) return;
  again.focus({ preventScroll: true });
  window.scrollBy(0, again.getBoundingClientRect().top - before);
}
