/** The page that links an officer's own chat: shows a code once and draws its QR; it must never keep or send the code anywhere else. */
import { busy, find, showError, toast } from "./dom";
import { getPage, post } from "./server";
import { replaceOnceLetGo } from "./swapping";

const SPACE = "http://www.w3.org/2000/svg";

class ChatLink extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#click);
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button") : null;
    if (button === null) return;
    if ("make" in button.dataset) void this.#do(button, "Đang lấy mã", () => this.#make());
    if ("unlink" in button.dataset) void this.#do(button, "Đang gỡ", () => this.#unlink());
  };

  async #do(button: HTMLButtonElement, verb: string, act: () => Promise<void>): Promise<void> {
    const error = this.querySelector<HTMLElement>("[data-error]");
    const done = busy(button, verb);
    try {
      if (error !== null) showError(error, "");
      await act();
    } catch (failure) {
      if (error !== null) showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }

  async #make(): Promise<void> {
    const made = (await post("/my-chat/code")) as { code: string; link: string; squares: string[]; until: string };
    find("[data-code]", this).textContent = made.code;
    find("[data-until]", this).textContent = `Dùng được tới ${made.until}.`;
    for (const line of this.querySelectorAll<HTMLElement>("[data-with-link]")) line.hidden = made.link === "";
    for (const line of this.querySelectorAll<HTMLElement>("[data-without-link]")) line.hidden = made.link !== "";
    if (made.link !== "") find<HTMLAnchorElement>("[data-link]", this).href = made.link;
    find("[data-qr]", this).replaceChildren(...(made.squares.length > 0 ? [drawn(made.squares)] : []));
    find("[data-shown]", this).hidden = false;
  }

  async #unlink(): Promise<void> {
    await post("/my-chat/unlink");
    toast("Đã gỡ. Chat đó không nhận báo nữa.");
    await replaceOnceLetGo(await getPage("/my-chat"), ["chat-link"]);
  }
}

/** Return a QR code drawn from rows of 0 and 1, with its quiet zone. */
function drawn(rows: readonly string[]): SVGSVGElement {
  const svg = document.createElementNS(SPACE, "svg");
  const size = rows.length + 4;
  svg.setAttribute("viewBox", `-2 -2 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  const dark = rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  path.setAttribute("fill", "currentColor");
  path.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
}

customElements.define("chat-link", ChatLink);
