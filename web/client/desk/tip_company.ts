/** Says to colleagues of the unit that this tip is open here, and shows who else has it open; it must never say what was read. */
import { busy, icon, make, toast } from "./dom";
import { OPEN_NOW, type OpenNow } from "./live";
import { untilLetGo } from "./pressing";
import { offerOf, openAssignDialog } from "./queue_assign";
import type { Outcome } from "./queue_choice";
import { post } from "./server";

/** The server forgets who was silent for longer than two minutes. */
const BEAT_MS = 60_000;

class TipCompany extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;
  #shown = 0;

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
      void this.#show(others);
    } catch {
      // The next beat says it again.
    }
  }

  readonly #seen = (): void => void this.#beat();

  readonly #others = (event: Event): void => {
    void this.#show((event as CustomEvent<OpenNow>).detail[this.#tip] ?? []);
  };

  readonly #leave = (): void => {
    const body = "{}";
    void fetch(`/tips/${this.#tip}/left`, { method: "POST", body, keepalive: true, credentials: "same-origin", headers: { "content-type": "application/json" } }).catch(() => undefined);
  };

  async #show(names: readonly string[]): Promise<void> {
    const asked = ++this.#shown;
    const sentence = names.length === 0 ? "" : `${names.join(", ")} cũng đang xem tin này.`;
    // It moves what is below.
    await untilLetGo("main");
    if (asked !== this.#shown || this.textContent === sentence) return;
    this.replaceChildren(...(sentence === "" ? [] : [icon("eye"), make("span", {}, sentence)]));
  }
}

customElements.define("tip-company", TipCompany);

/** For a chief, beside a tip that nobody holds: who could get it, by place, category and load. */
class TipSuggestion extends HTMLElement {
  connectedCallback(): void {
    void this.#show();
  }

  async #show(): Promise<void> {
    try {
      const { colleagues, suggested, reason } = await offerOf(this.dataset["tip"]);
      const name = colleagues.find(({ id }) => id === suggested)?.name;
      if (name === undefined) return;
      const give = make("button", { class: "button button-secondary button-small", type: "button", "data-assign": "", "data-number": this.dataset["number"] ?? "" }, icon("user-plus"), make("span", {}, "Giao"));
      this.replaceChildren(make("p", { class: "meta" }, "Gợi ý giao ", make("b", {}, name), `: ${reason}.`), give);
    } catch {
      // Nothing is suggested then; the dialog says why it couldn't ask.
    }
  }
}

customElements.define("tip-suggestion", TipSuggestion);

// The tip's page offers the act; what is asked and done is the same as in the queue.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-assign], [data-take]") : null;
  const view = button?.closest<HTMLElement>("tip-view") ?? null;
  if (button === null || view === null) return;
  const tips = [view.dataset["tip"] ?? ""];
  if ("take" in button.dataset) void take(tips, button);
  else void openAssignDialog(tips, button.dataset["number"] ?? "", ({ refused }, name) => Promise.resolve(toast(refused[0]?.error ?? `Đã giao cho ${name}`)));
});

/** A chief takes over what a colleague holds; the page follows by itself. */
async function take(tips: readonly string[], button: HTMLButtonElement): Promise<void> {
  const done = busy(button, "Đang nhận");
  try {
    const { refused } = (await post("/queue/assign", { tips, officer: document.body.dataset["officer"] ?? "" })) as unknown as Outcome;
    toast(refused[0]?.error ?? "Đã nhận thay");
  } catch (failure) {
    toast(failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
  } finally {
    done();
  }
}
