/** The demo page's frame: theme and, on narrow screens, its two tabs; it tells the desk the theme and nothing else. */

import { byId, icon } from "./elements";

const THEME_KEY = "tinbao-theme";

function showTheme(theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  const button = byId("theme", HTMLButtonElement);
  const name = theme === "dark" ? "Giao diện sáng" : "Giao diện tối";
  button.replaceChildren(icon(theme === "dark" ? "sun" : "moon"));
  button.setAttribute("aria-label", name);
  button.title = name;
  tellDesk(theme);
}

/** The desk asks once it is there; before that its frame may still hold an empty page of another origin. */
let deskAsked = false;

function tellDesk(theme: string): void {
  const desk = document.getElementById("desk");
  if (deskAsked && desk instanceof HTMLIFrameElement) {
    desk.contentWindow?.postMessage({ theme }, new URL(desk.src).origin);
  }
}

/** Follows the device until the person chooses. */
export function wireTheme(): void {
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const current = (): string => localStorage.getItem(THEME_KEY) ?? (prefersDark.matches ? "dark" : "light");
  showTheme(current());
  prefersDark.addEventListener("change", () => showTheme(current()));
  window.addEventListener("message", (event) => {
    const desk = document.getElementById("desk");
    if (!(desk instanceof HTMLIFrameElement) || event.source !== desk.contentWindow) return;
    if (event.origin !== new URL(desk.src).origin) return;
    deskAsked = true;
    tellDesk(current());
  });
  byId("theme", HTMLButtonElement).addEventListener("click", () => {
    const theme = current() === "dark" ? "light" : "dark";
    localStorage.setItem(THEME_KEY, theme);
    showTheme(theme);
  });
}

/** Two tabs under 1024 px; above, both halves stand side by side and the tabs are gone. */
export function wireTabs(): void {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const narrow = window.matchMedia("(max-width: 1023px)");
  const select = (chosen: HTMLButtonElement, focus: boolean): void => {
    for (const tab of tabs) {
      const panel = byId(tab.getAttribute("aria-controls") ?? "", HTMLElement);
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      panel.classList.toggle("half-away", tab !== chosen);
      if (narrow.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
    if (focus) chosen.focus();
  };
  const first = tabs[0];
  if (first === undefined) return;
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab, false));
    tab.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      if (step !== 0 && next !== undefined) select(next, true);
    });
  }
  narrow.addEventListener("change", () => select(tabs.find((tab) => tab.tabIndex === 0) ?? first, false));
  select(first, false);
}
