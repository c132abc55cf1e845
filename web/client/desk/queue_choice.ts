/** Choosing several rows of the queue and what is done with them together; metadata only, and each tip for itself. */
import { busy, find, icon, make, toast } from "./dom";
import { openAssignDialog } from "./queue_assign";
import { post } from "./server";

interface Refusal {
  readonly tip: string;
  readonly error: string;
}

/** What came of an act on several tips. */
export interface Outcome {
  readonly done: readonly string[];
  readonly refused: readonly Refusal[];
}

/** The rows that are chosen in one queue page; survives its reloads, goes with the page. */
export class Choice {
  readonly #chosen = new Set<string>();
  #choosing = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly reload: () => Promise<void>,
  ) {
    root.addEventListener("change", this.#change);
    root.addEventListener("click", this.#click);
  }

  /** Put the marks back after the rows were replaced; a tip that has gone is no longer chosen. */
  restore(): void {
    const here = new Set(this.#rows().map((row) => row.dataset["tip"] ?? ""));
    for (const tip of this.#chosen) if (!here.has(tip)) this.#chosen.delete(tip);
    this.#show();
  }

  /** Choose a row, or drop it; the first one turns choosing on. */
  toggle(row: HTMLElement): void {
    const tip = row.dataset["tip"] ?? "";
    if (!this.#chosen.delete(tip)) this.#chosen.add(tip);
    this.#choosing = true;
    this.#show();
  }

  /** The chosen tips in the order of the list. */
  get tips(): readonly string[] {
    return this.#rows()
      .map((row) => row.dataset["tip"] ?? "")
      .filter((tip) => this.#chosen.has(tip));
  }

  /** Give tips to a colleague: those chosen, or the row that is current. */
  assign(current: HTMLElement | null): void {
    if (this.root.querySelector("[data-bulk-assign]") === null) return;
    const tips = this.tips.length > 0 ? this.tips : current === null ? [] : [current.dataset["tip"] ?? ""];
    if (tips.length > 0) this.#assign(tips);
  }

  /** Say one sentence where it stays until it was read. */
  tell(sentence: string): void {
    this.#say("held", [sentence]);
  }

  #rows(): readonly HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("tr[data-tip]")];
  }

  #show(): void {
    const rows = this.#rows();
    this.root.toggleAttribute("data-choosing-rows", this.#choosing);
    for (const row of rows) {
      const chosen = this.#chosen.has(row.dataset["tip"] ?? "");
      row.classList.toggle("is-chosen", chosen);
      find<HTMLInputElement>("[data-choose]", row).checked = chosen;
    }
    const all = this.root.querySelector<HTMLInputElement>("[data-choose-all]");
    if (all !== null) {
      all.checked = rows.length > 0 && this.#chosen.size === rows.length;
      all.indeterminate = this.#chosen.size > 0 && !all.checked;
    }
    this.root.querySelector("button[data-choosing]")?.setAttribute("aria-pressed", String(this.#choosing));
    find("[data-bulk]", this.root).hidden = !this.#choosing;
    find("[data-bulk-count]", this.root).textContent = this.#chosen.size === 0 ? "Chưa chọn tin nào" : `Đã chọn ${this.#chosen.size} tin`;
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-bulk-claim], [data-bulk-assign], [data-bulk-print]")) button.disabled = this.#chosen.size === 0;
  }

  #end(): void {
    this.#chosen.clear();
    this.#choosing = false;
    this.#show();
  }

  readonly #change = (event: Event): void => {
    const box = event.target instanceof HTMLInputElement ? event.target : null;
    if (box === null) return;
    if (box.matches("[data-choose-all]")) {
      for (const row of this.#rows()) {
        if (box.checked) this.#chosen.add(row.dataset["tip"] ?? "");
        else this.#chosen.delete(row.dataset["tip"] ?? "");
      }
      this.#show();
    } else if (box.matches("[data-choose]")) {
      const row = box.closest<HTMLElement>("[data-tip]");
      if (row !== null) this.toggle(row);
    }
  };

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button") : null;
    if (button === null) return;
    if (button.matches("[data-choosing]")) {
      if (this.#choosing) this.#end();
      else {
        this.#choosing = true;
        this.#show();
      }
    } else if (button.matches("[data-bulk-end]")) this.#end();
    else if (button.matches("[data-bulk-claim]")) void this.#claim(button);
    else if (button.matches("[data-bulk-assign]")) this.#assign(this.tips);
    else if (button.matches("[data-bulk-print]")) void this.#print(button);
    else if (button.matches("[data-report-close]")) find("[data-bulk-report]", this.root).hidden = true;
  };

  async #claim(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, "Đang nhận");
    try {
      await this.#report("Đã nhận", "nhận", (await post("/queue/claim", { tips: this.tips })) as unknown as Outcome);
    } catch (failure) {
      this.#say("banner-over", [failure instanceof Error ? failure.message : "Có lỗi. Thử lại."]);
    } finally {
      done();
    }
  }

  #assign(tips: readonly string[]): void {
    const number = this.#number(tips[0] ?? "");
    void openAssignDialog(tips, number, async (outcome, name) => this.#report(`Đã giao cho ${name}`, "giao", outcome));
  }

  async #report(did: string, verb: string, { done, refused }: Outcome): Promise<void> {
    const numbers = new Map(refused.map(({ tip }) => [tip, this.#number(tip)]));
    if (refused.length === 0) {
      find("[data-bulk-report]", this.root).hidden = true;
      toast(`${did} ${done.length} tin`);
      this.#end();
    } else {
      const first = done.length > 0 ? `${did} ${done.length} tin. Còn ${refused.length} tin chưa ${verb} được:` : `${refused.length} tin chưa ${verb} được:`;
      for (const tip of done) this.#chosen.delete(tip);
      this.#say("held", [first, ...refused.map(({ tip, error }) => `Số ${numbers.get(tip) ?? "?"}: ${error}`)]);
    }
    await this.reload();
  }

  /** Say what came of it, where it stays until it was read. */
  #say(kind: string, [first = "", ...more]: readonly string[]): void {
    const report = find("[data-bulk-report]", this.root);
    const close = make("button", { class: "button button-quiet button-icon button-small", type: "button", "data-report-close": "", "aria-label": "Đóng" }, icon("x"));
    report.replaceChildren(
      make("div", { class: `banner ${kind}`, role: "status" }, icon("info"), make("div", { class: "grow" }, make("p", {}, first), make("ul", {}, ...more.map((line) => make("li", {}, line)))), close),
    );
    report.hidden = false;
  }

  #number(tip: string): string {
    return this.#rows().find((row) => row.dataset["tip"] === tip)?.dataset["number"] ?? "";
  }

  async #print(button: HTMLButtonElement): Promise<void> {
    const done = busy(button);
    try {
      await post("/queue/printed", { tips: this.tips });
      window.print();
    } catch (failure) {
      this.#say("banner-over", [failure instanceof Error ? failure.message : "Có lỗi. Thử lại."]);
    } finally {
      done();
    }
  }
}
