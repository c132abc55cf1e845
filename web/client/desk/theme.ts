/** Sets light or dark before the page paints; the officer's choice stays in this browser and is never sent. */

const NAME = "tinbao-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

/** The choice that was made here, or null for what the system says. */
function chosen(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

function apply(): void {
  document.documentElement.dataset["theme"] = chosen() ?? (system.matches ? "dark" : "light");
}

/** Change to the other one and remember it. */
function change(): void {
  const next = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(NAME, next);
  } catch {
    // A browser that keeps nothing still changes for this page.
  }
  document.documentElement.dataset["theme"] = next;
}

apply();
system.addEventListener("change", apply);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-theme-switch]") !== null) change();
});

// In the demo's frame the page around it has the switch: ask for its theme, and take nothing else from it.
if (window.parent !== window) {
  window.addEventListener("message", (event) => {
    const told = event.source === window.parent ? (event.data as { theme?: unknown } | null)?.theme : null;
    if (told === "light" || told === "dark") document.documentElement.dataset["theme"] = told;
  });
  window.parent.postMessage({ wants: "theme" }, "*");
}
