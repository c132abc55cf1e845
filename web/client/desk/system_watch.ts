/** Asks every minute whether the service lives, and says above every page what has fallen silent. */
import { icon, make } from "./dom";
import { untilLetGo } from "./pressing";
import { getObject } from "./server";

const EVERY_MS = 60_000;

class SystemWatch extends HTMLElement {
  #timer: number | undefined;

  connectedCallback(): void {
    void this.#look();
    this.#timer = window.setInterval(() => void this.#look(), EVERY_MS);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    let banners: readonly string[];
    try {
      banners = (await getObject("/system/now"))["banners"] as readonly string[];
    } catch {
      // The desk itself can't be reached: each page says that where it matters.
      return;
    }
    // They move what is below.
    await untilLetGo("main");
    const before = [...this.querySelectorAll("p")].map((line) => line.textContent);
    if (before.length === banners.length && banners.every((line, at) => line === before[at])) return;
    this.replaceChildren(
      ...banners.map((sentence) => make("div", { class: "banner banner-over" }, icon("circle-alert"), make("p", {}, sentence), make("a", { href: "/system" }, "Xem tình trạng"))),
    );
    this.hidden = banners.length === 0;
  }
}

customElements.define("system-watch", SystemWatch);
