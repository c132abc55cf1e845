/** What every page of a signed-in officer does: noting use, menus, focus after a swap, signing out. */
import htmx from "htmx.org";
import { find, icon, make } from "./dom";
import { keyStore } from "./key";
import { leaveFor, post } from "./server";
import { signOut } from "./signing_out";

for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => void keyStore().then((store) => store.touch()), { passive: true });
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
  if (target.closest("[data-sign-out]") !== null) void signOut(() => post("/sign-out"), leaveFor);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (menu === null) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

// After a swap the new page's title is read, and the keyboard starts there.
document.addEventListener("htmx:afterSettle", (event) => {
  const main = event.target instanceof Element ? event.target : null;
  if (main?.id !== "main" || document.activeElement !== document.body) return;
  main.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
});

// A page that doesn't come is asked for as a whole, so that the browser says what is wrong.
document.addEventListener("htmx:responseError", (event) => {
  const { detail } = event as CustomEvent<{ pathInfo: { requestPath: string } }>;
  leaveFor(detail.pathInfo.requestPath);
});

// One that can't be asked for leaves the officer where they are, with the reason above.
let unreached: HTMLElement | undefined;
document.addEventListener("htmx:beforeRequest", () => unreached?.remove());
function sayUnreached(then: string): void {
  unreached?.remove();
  unreached = make("p", { class: "error page-error", role: "alert" }, icon("circle-alert"), make("span", {}, `Không tải được trang. Xem lại mạng rồi ${then}.`));
  find("#main").prepend(unreached);
  unreached.scrollIntoView({ block: "nearest" });
}
for (const kind of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, () => sayUnreached("bấm lần nữa"));

// Back and forward ask for the page they lead to in the same way, with the address changed already: asked for again, it comes.
document.addEventListener("htmx:historyCacheMiss", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  unreached?.remove();
  xhr.timeout = htmx.config.timeout;
  for (const kind of ["error", "timeout"]) xhr.addEventListener(kind, () => sayUnreached("tải lại trang"));
});
document.addEventListener("htmx:historyCacheMissLoadError", (event) => {
  leaveFor((event as CustomEvent<{ path: string }>).detail.path);
});

htmx.logger = () => undefined;
