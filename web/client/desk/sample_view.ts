/**
 * A tip of another unit that was set aside, opened for a look by the level above; it must never leave an opened word on a
 * locked page, nor let anything be written to the resident from here.
 */
import { KeyLocked } from "../sealing/errors";
import { busy, find, icon, make, showError, toast } from "./dom";
import { NoQueueKey, watchLock } from "./key";
import { openLockDialog } from "./lock_dialog";
import { ReportView } from "./report_view";
import { sealBadge } from "./seal_badge";
import { leaveFor, post } from "./server";
import { ThreadView } from "./thread_view";
import { readFacts, type Facts } from "./tip_facts";
import { TipOpening, type OpenedPart } from "./tip_opening";

class SampleView extends HTMLElement {
  #facts!: Facts;
  readonly #opening = new TipOpening();
  #report!: ReportView;
  #thread!: ThreadView;
  #notes!: ThreadView;
  #locked = true;
  #noted = false;
  #turn: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    this.#facts = readFacts(this.dataset["facts"] ?? "");
    delete this.dataset["facts"];
    this.#report = new ReportView(find("[data-report]", this));
    this.#thread = new ThreadView(find("[data-thread]", this), ["addition", "reply"], "Chưa có trao đổi nào.");
    this.#notes = new ThreadView(find("[data-notes]", this), ["note"], "Chưa có ghi chú nào.");
    this.#thread.show(this.#facts);
    this.#notes.show(this.#facts);
    this.addEventListener("click", this.#click);
    void watchLock(this, (locked) => {
      this.#locked = locked;
      if (this.#locked) this.#close();
      this.#turn = this.#turn.then(() => (this.#locked ? this.#close() : this.#open()));
    });
  }

  disconnectedCallback(): void {
    this.#clear();
  }

  async #open(): Promise<void> {
    try {
      await this.#opening.open(this.#facts, (part) => this.#show(part));
    } catch (failure) {
      if (failure instanceof KeyLocked) return this.#close();
      this.#report.close(failure instanceof NoQueueKey ? "Anh/chị chưa được cấp khóa của hàng tin này. Nhờ đồng nghiệp đang giữ khóa mở trang Đơn vị rồi bấm Cấp khóa." : "Chưa mở được. Tải lại trang.");
      return;
    }
    if (this.#locked) return this.#close();
    const { check } = this.#opening;
    this.#report.arrange(check.findings);
    find("[data-seal]", this).replaceChildren(sealBadge(check));
    for (const button of this.#buttons) button.disabled = false;
    if (!this.#noted && this.#report.anyOpen) {
      await post(`/samples/${this.#facts.tip}/viewed`).catch(() => undefined);
      this.#noted = true;
    }
  }

  #show(part: OpenedPart): void {
    if (!this.isConnected || this.#locked) return;
    if (part.facts.role === "report") this.#report.open(part);
    else if (part.facts.role === "note") this.#notes.open(part);
    else this.#thread.open(part);
  }

  #close(): void {
    this.#clear();
    const unlock = make("button", { class: "button button-secondary button-small", type: "button" }, icon("lock-open"), "Mở khóa");
    unlock.addEventListener("click", () => openLockDialog("needed"));
    this.#report.close("Đang khóa.", unlock);
    this.#thread.close();
    this.#notes.close();
    find("[data-seal]", this).replaceChildren(make("span", { class: "chip" }, icon("lock", 14), "Đang niêm phong"));
    // Nobody judges what they can't read.
    for (const button of this.#buttons) button.disabled = true;
  }

  #clear(): void {
    this.#opening.forget();
    for (const view of [this.#report, this.#thread, this.#notes]) view.forget();
    document.querySelector("dialog.viewer")?.remove();
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.querySelectorAll<HTMLButtonElement>("[data-verdict]")];
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-verdict]") : null;
    if (button !== null) void this.#judge(button);
  };

  async #judge(button: HTMLButtonElement): Promise<void> {
    const error = find("[data-verdict-error]", this);
    const verdict = button.dataset["verdict"] ?? "";
    const done = busy(button, button.dataset["busy"]);
    try {
      await post(`/samples/${this.#facts.tip}/verdict`, { verdict });
      toast(verdict === "right" ? "Đã ghi: xếp lại đúng" : "Đã mở lại tin ở đơn vị");
      leaveFor("/samples");
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }
}

customElements.define("sample-view", SampleView);
