/** Says to colleagues of the unit that this tip is open here, and shows who else has it open; it must never say what was read. */
import { icon, make, toast } from "./dom";
import { OPEN_NOW, type OpenNow } from "./live";
import { openAssignDialog } from "./queue_assign";
import { post } from "./server";

/** The server forgets who was silent for longer than two minutes. */
const BEAT_MS = 60_000;

class TipCompany extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    this.setAttribute("role", "status");
    void this.#beat();
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener(OPEN_NOW, this.#others);
    window.addEventListener("pagehide", this.#leave);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
    document.removeEventListener(OPEN_NOW, this.#others);
    window.removeEventListener("pagehide", this.#leave);
    this.#leave();
  }

  get #tip(): string {
    return this.dataset["tip"] ?? "";
  }

  async #beat(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    try {
      const { others } = (await post(`/tips/${this.#tip}/open`)) as unknown as { others: readonly string[] };
      this.#show(others);
    } catch {
      // The next beat says it again.
    }
  }

  readonly #seen = (): void => void this.#beat();

  readonly #others = (event: Event): void => {
    this.#show((event as CustomEvent<OpenNow>).detail[this.#tip] ?? []);
  };

  readonly #leave = (): void => {
    const body = "{}";
    void fetch(`/tips/${this.#tip}/left`, { method: "POST", body, keepalive: true, credentials: "same-origin", headers: { "content-type": "application/json" } }).catch(() => undefined);
  };

  #show(names: readonly string[]): void {
    const sentence = names.length === 0 ? "" : `${names.join(", ")} cũng đang xem tin này.`;
    if (this.textContent === sentence) return;
    this.replaceChildren(...(sentence === "" ? [] : [icon("eye"), make("span", {}, sentence)]));
  }
}

customElements.define("tip-company", TipCompany);

// The tip's page offers the act; what is asked and done is the same as in the queue.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-assign]") : null;
  const view = button?.closest<HTMLElement>("tip-view") ?? null;
  if (button === null || view === null) return;
  void openAssignDialog([view.dataset["tip"] ?? ""], button.dataset["number"] ?? "", async ({ refused }, name) => {
    toast(refused[0]?.error ?? `Đã giao cho ${name}`);
    return Promise.resolve();
  });
});
