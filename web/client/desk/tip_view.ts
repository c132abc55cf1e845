/**
 * The tip's page: opens its parts when the key is there, takes them away when it isn't, and follows what changes; it
 * must never leave an opened word on a locked page.
 */
import htmx from "htmx.org";
import { KeyLocked } from "../sealing/errors";
import type { MediaKind } from "../sealing/frames";
import { openAsideDialog } from "./aside_dialog";
import { sendNoteFile } from "./attachments";
import { printForm, printSlip, slipOf, type PrintedTip } from "./case_prints";
import { Composer } from "./composer";
import { busy, find, make, icon, toast, announce } from "./dom";
import { dropDraft } from "./drafts";
import { openForwardDialog } from "./forward_dialog";
import { NoQueueKey, UnfitQueueKey, watchLock } from "./key";
import { LiveChanges, type Change } from "./live";
import { openLockDialog } from "./lock_dialog";
import { dropSheet } from "./print_sheet";
import { untilLetGo } from "./pressing";
import { placeInQueue, queueAddress, rememberKinds } from "./queue_memory";
import { ReportView } from "./report_view";
import { sealBadge, sealExplanation } from "./seal_badge";
import { getPage, post, Refused } from "./server";
import { sendBackOffer } from "./send_back";
import { SentOnce } from "./sent_once";
import { openStatusDialog } from "./status_dialog";
import { replaceFrom } from "./swapping";
import { ThreadView } from "./thread_view";
import { readFacts, type Facts, type PartFacts } from "./tip_facts";
import { nameOf, TipOpening, type OpenedPart, type SealCheck } from "./tip_opening";
import { sealNote, sendNote, sendReply } from "./writing";

class TipView extends HTMLElement {
  #facts!: Facts;
  readonly #opening = new TipOpening();
  readonly #sent = new SentOnce(() => this.#refresh(), () => this.#opening.parts);
  #report!: ReportView;
  #thread!: ThreadView;
  #notes!: ThreadView;
  #composers: readonly Composer[] = [];
  #live: LiveChanges | undefined;
  #turn: Promise<void> = Promise.resolve();
  /** What the officer was shown about the seal, and confirmed; whatever differs from it blocks again. */
  #confirmed: string | undefined;
  #locked = true;
  /** Answers about the tip by the order in which they were asked for: one that comes late never replaces a newer one. */
  #asked = 0;
  #shown = 0;
  /** The parts were looked at with the key: what is known of the seal may be shown. */
  #checked = false;
  /** Why nothing can be opened, while that holds. */
  #because: string | undefined;
  /** The head and the side are older than the facts: what is open on the page kept them from being replaced. */
  #behind = false;
  #reached = true;
  /** The targets of a forward are being fetched; a newer head has a newer button. */
  #forwarding = false;
  /** The tip has left this queue: nothing of it may come back into the page. */
  #gone = false;

  connectedCallback(): void {
    this.#facts = readFacts(this.dataset["facts"] ?? "");
    delete this.dataset["facts"];
    this.#report = new ReportView(find("[data-report]", this));
    this.#thread = new ThreadView(find("[data-thread]", this), ["addition", "reply"], "Chưa có trao đổi nào.");
    this.#notes = new ThreadView(find("[data-notes]", this), ["note"], "Chưa có ghi chú nào.");
    this.#composers = [
      new Composer(find("[data-composer=reply]", this), this.#facts.tip, "reply", (text) => this.#send("reply", text)),
      new Composer(find("[data-composer=note]", this), this.#facts.tip, "note", (text, file) => this.#send("note", text, file)),
    ];
    this.#thread.show(this.#facts);
    this.#notes.show(this.#facts);
    this.#showPager();
    this.addEventListener("click", this.#click);
    // Neither event bubbles, and most dialogs stand outside of this element.
    document.addEventListener("close", this.#closed, { capture: true });
    document.addEventListener("toggle", this.#closed, { capture: true });
    this.#live = new LiveChanges(Number(this.dataset["last"]), this.#changed, (yes) => void this.#connected(yes));
    void watchLock(this, (locked) => {
      this.#locked = locked;
      if (this.#gone) return this.#locked ? this.#dropSlip() : undefined;
      // The words go at once, whatever is still under way; then what is under way ends, and finds the page locked.
      if (this.#locked) void this.#close();
      void this.#next(() => (this.#locked ? this.#close() : this.#open()));
    });
  }

  disconnectedCallback(): void {
    this.#live?.stop();
    document.removeEventListener("close", this.#closed, { capture: true });
    document.removeEventListener("toggle", this.#closed, { capture: true });
    this.#clear();
  }

  /** One thing after the other, whatever comes in between. */
  #next(task: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(task, task);
    return this.#turn;
  }

  async #open(): Promise<void> {
    if (this.#gone) return;
    if (this.#locked) {
      await untilLetGo("tip-view");
      return this.#close();
    }
    try {
      await this.#opening.open(this.#facts, (part) => this.#show(part));
    } catch (failure) {
      if (failure instanceof KeyLocked) return this.#close();
      return this.#closedBecause(failure);
    }
    if (this.#locked) return this.#close();
    this.#checked = true;
    this.#because = undefined;
    this.#report.arrange(this.#opening.check.findings);
    this.#showSeal();
    await this.#enableWriting();
    this.#rememberKinds();
    // What a unit that had the tip before keeps of a part goes once that very part has opened here.
    const opened = this.#opening.opened(this.#facts).filter((part) => part.kept);
    if (this.#report.anyOpen && (!this.#facts.viewedByMe || opened.length > 0)) await this.#markViewed(opened);
    await this.#offerSendBack();
  }

  #show(part: OpenedPart): void {
    if (!this.isConnected || this.#locked) return;
    if (part.facts.role === "report") this.#report.open(part);
    else if (part.facts.role === "note") this.#notes.open(part);
    else this.#thread.open(part);
  }

  async #close(): Promise<void> {
    this.#clear();
    const unlock = make("button", { class: "button button-secondary button-small", type: "button" }, icon("lock-open"), "Mở khóa");
    unlock.addEventListener("click", () => openLockDialog("needed"));
    this.#report.close("Đang khóa.", unlock);
    const offered = find("[data-send-back]", this);
    delete offered.dataset["about"];
    offered.replaceChildren();
    this.#thread.close();
    this.#notes.close();
    find("[data-seal]", this).replaceChildren(make("span", { class: "chip" }, icon("lock", 14), "Đang niêm phong"));
    await Promise.all(this.#composers.map((composer) => composer.disable()));
  }

  #clear(): void {
    this.#checked = false;
    this.#opening.forget();
    for (const view of [this.#report, this.#thread, this.#notes]) view.forget();
    document.querySelector("dialog.viewer")?.remove();
    dropSheet();
  }

  async #closedBecause(failure: unknown): Promise<void> {
    await this.#close();
    const sentence =
      failure instanceof UnfitQueueKey
        ? "Khóa được cấp cho anh/chị không phải khóa của hàng tin này nên không mở được. Máy đã báo lại: nhờ đồng nghiệp đang giữ khóa cấp lại ở trang Đơn vị, hoặc báo người quản trị của tỉnh khôi phục lại."
        : failure instanceof NoQueueKey
        ? "Anh/chị chưa được cấp khóa của hàng tin này. Nhờ đồng nghiệp đang giữ khóa mở trang Đơn vị rồi bấm Cấp khóa."
        : failure instanceof Refused
          ? failure.message
          : "Chưa mở được khóa của hàng tin. Tải lại trang; nếu vẫn vậy, báo người quản trị.";
    this.#because = sentence;
    this.#report.close(sentence);
    this.#showNotices();
  }

  /** What stands above the tip while the server can be reached; of the seal nothing, as long as it wasn't looked at. */
  #showNotices(): void {
    if (this.#because !== undefined) this.#notice("banner-over", "triangle-alert", this.#because);
    else if (this.#checked) this.#showSeal();
    else find("[data-notices]", this).replaceChildren();
  }

  #showSeal(): void {
    const { check } = this.#opening;
    find("[data-seal]", this).replaceChildren(sealBadge(check));
    const shown = nameOfCheck(check);
    const explanation = this.#confirmed === shown ? null : sealExplanation(check);
    const notices = find("[data-notices]", this);
    // Shown once: a button that is made anew under the officer's finger would swallow the click.
    const about = `${explanation === null} ${shown}`;
    if (notices.dataset["about"] === about) return;
    notices.dataset["about"] = about;
    if (explanation === null) {
      notices.replaceChildren();
      return;
    }
    const anyway = make("button", { class: "button button-danger button-small", type: "button" }, "Đã kiểm tra, vẫn trả lời");
    anyway.addEventListener("click", () => {
      this.#confirmed = shown;
      this.#showSeal();
      void this.#enableWriting();
    });
    const buttons = check.manifest === null ? [] : [anyway];
    notices.replaceChildren(explanation(...buttons));
  }

  async #enableWriting(): Promise<void> {
    const { check } = this.#opening;
    const { manifest, findings } = check;
    const confirmed = this.#confirmed === nameOfCheck(check);
    for (const composer of this.#composers) {
      if (composer.box === "note") await composer.enable();
      else if (manifest === null) composer.block("Chưa trả lời được: bảng kê niêm phong không mở được, nên chưa biết khóa của người báo.");
      else if (findings?.forged === true && !confirmed) composer.block("Bảng kê niêm phong đã bị thay, nên khóa trả lời có thể của người khác. Xác nhận ở đầu trang rồi mới trả lời.");
      else if (findings?.agrees !== true && !confirmed) composer.block("Tin không còn nguyên như lúc gửi. Xác nhận ở đầu trang rồi mới trả lời.");
      else await composer.enable();
    }
  }

  #send(box: "reply" | "note", text: string, file?: File): Promise<void> {
    const { manifest } = this.#opening.check;
    return this.#sent.send(box, text, file, async (noted) => {
      if (file !== undefined) await sendNoteFile(this.#facts, file, text, noted);
      else if (box === "note") await sendNote(this.#facts, text, noted);
      else if (manifest !== null) await sendReply(this.#facts, text, manifest, noted);
    });
  }

  async #markViewed(parts: readonly PartFacts[]): Promise<void> {
    try {
      await post(`/tips/${this.#facts.tip}/viewed`, { opened: parts.map(({ role, number }) => ({ role, number })) });
      await this.#load();
    } catch {
      // The next opening notes it again.
    }
  }

  /** Parts that don't open may open for who forwarded them: say so, and send the tip back on the officer's word. */
  async #offerSendBack(): Promise<void> {
    const place = find("[data-send-back]", this);
    const about = this.#opening.shut(this.#facts).map(nameOf).join(" ");
    if (place.dataset["about"] === about) return;
    const offer = await sendBackOffer({
      number: this.#printed.number,
      unit: this.#printed.unit,
      facts: () => this.#facts,
      shut: () => this.#opening.shut(this.#facts),
      refresh: () => this.#refresh(),
      done: (unit) => void this.#leave(`Đã chuyển trả ${unit}`, "Tin đã rời hàng của đơn vị. Đơn vị đã chuyển tới mở lại được, và cấp trên được báo."),
    }).catch(() => null);
    if (this.#locked || this.#gone) return;
    place.dataset["about"] = about;
    place.replaceChildren(...(offer === null ? [] : [offer]));
  }

  /** Load facts and side, then open what is new. */
  #refresh(): Promise<void> {
    return this.#next(async () => {
      await this.#load();
      await this.#open();
    });
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const fresh = await getPage(`/tips/${this.#facts.tip}`);
    await untilLetGo("nav", "tip-head", "tip-aside");
    const view = fresh.getElementById("tip-view");
    // What was asked for later is newer: an answer that comes after that one is dropped.
    if (view === null || !this.isConnected || asked < this.#shown) return;
    this.#shown = asked;
    this.#facts = readFacts(view.dataset["facts"] ?? "");
    this.#replaceAround(fresh);
    this.#thread.show(this.#facts);
    this.#notes.show(this.#facts);
  }

  /**
   * An open dialog or menu isn't pulled away from under the officer's finger, nor is what a dialog was opened from, where
   * the focus goes back to; both follow when it closes.
   */
  #replaceAround(fresh: Document): void {
    const usedFrom = document.activeElement?.closest("#tip-head, #tip-aside");
    const dialog = document.querySelector("dialog[open]") !== null;
    this.#behind = dialog || this.#menuIsOpen;
    replaceFrom(fresh, dialog ? ["nav"] : this.#behind ? ["nav", "tip-aside"] : ["nav", "tip-head", "tip-aside"]);
    // What had the focus is in the newer one no more: the keyboard goes on from the top of the tip.
    if (usedFrom != null && document.activeElement === document.body) this.querySelector<HTMLElement>("#tip-head h1")?.focus({ preventScroll: true });
  }

  get #menuIsOpen(): boolean {
    return this.querySelector("#tip-head details[open]") !== null;
  }

  /** Something on the page has closed: what it kept from being replaced follows. */
  readonly #closed = (): void => {
    if (this.#behind && !this.#menuIsOpen && document.querySelector("dialog[open]") === null) void this.#live?.follow();
  };

  readonly #changed = async (changes: readonly Change[], afresh: boolean): Promise<boolean> => {
    const ours = changes.filter((change) => change.tip === this.#facts.tip);
    if (!afresh && ours.length === 0) return true;
    if (ours.some((change) => change.kind === "addition")) announce("Người báo vừa gửi thêm.");
    try {
      await this.#refresh();
    } catch (failure) {
      if (!(failure instanceof Refused && failure.status === 404)) throw failure;
      // What this officer is doing in a dialog may be why it has gone: its answer says so.
      if (document.querySelector("dialog[open] [aria-busy=true]") !== null) return false;
      await this.#leave("Tin này đã rời hàng của đơn vị", "Có người vừa chuyển tin tới nơi khác. Sổ theo dõi giữ một dòng về lần chuyển này.");
    }
    return true;
  };

  /** What is said above moves all that is below, so it waits for a press too. */
  async #connected(yes: boolean): Promise<void> {
    this.#reached = yes;
    await untilLetGo("tip-view");
    if (yes !== this.#reached || this.#gone) return;
    if (yes) this.#showNotices();
    else this.#notice("", "wifi-off", "Chưa nối được máy chủ. Câu trả lời viết dở vẫn còn ở máy này, chưa gửi. Việc gấp: gọi Trực ban.");
  }

  #notice(kind: string, symbol: string, sentence: string): void {
    const notices = find("[data-notices]", this);
    delete notices.dataset["about"];
    notices.replaceChildren(make("div", { class: `banner held ${kind}`, role: "status" }, icon(symbol), make("p", {}, sentence)));
  }

  readonly #click = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act], [data-open-status], [data-open-forward], [data-open-aside], [data-print], [data-link], [data-unlink], [data-back]") : null;
    if (button === null) return;
    button.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
    if ("back" in button.dataset) button.setAttribute("href", queueAddress());
    else if ("openStatus" in button.dataset) openStatusDialog(this.#facts.tip, (reason) => sealNote(this.#facts, reason), () => this.#done("Đã đổi trạng thái"));
    else if ("openForward" in button.dataset) void this.#forward(button);
    else if ("openAside" in button.dataset) openAsideDialog(this.#printed.number, () => this.#facts, () => this.#refresh(), () => this.#done("Đã xếp lại tin"), button);
    else void this.#act(button as HTMLButtonElement);
  };

  get #printed(): PrintedTip {
    return { unit: this.dataset["unit"] ?? "", officer: this.dataset["officerName"] ?? "", number: this.dataset["number"] ?? "", facts: this.#facts };
  }

  async #forward(opener: HTMLElement): Promise<void> {
    if (this.#forwarding) return;
    this.#forwarding = true;
    const ready = busy(opener as HTMLButtonElement);
    const said = find("[data-act-said]", this);
    said.replaceChildren();
    try {
      await openForwardDialog({
        number: this.#printed.number,
        unit: this.#printed.unit,
        happeningNow: this.querySelector(".facts .chip-now") !== null,
        facts: () => this.#facts,
        refresh: () => this.#refresh(),
        done: (target, reason) => {
          const slip = slipOf(this.#printed, this, target, reason);
          const print = make("button", { class: "button button-secondary", type: "button", "data-print-slip": "" }, icon("printer"), make("span", {}, "In phiếu chuyển"));
          print.addEventListener("click", () => void printSlip(slip));
          void this.#leave(`Đã chuyển tới ${target}`, "Tin đã rời hàng của đơn vị và được khóa lại cho nơi nhận. Người báo thấy: Đã chuyển nơi xử lý.", print).then(() => (this.#locked ? this.#dropSlip() : undefined));
        },
      }, opener);
    } catch (failure) {
      said.replaceChildren(make("div", { class: "banner banner-over" }, icon("circle-alert"), make("p", {}, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.")));
    } finally {
      this.#forwarding = false;
      ready();
    }
  }

  /** The tip isn't this queue's any more: take all of it off the page, and what was being written. */
  async #leave(title: string, sentence: string, ...acts: readonly HTMLElement[]): Promise<void> {
    if (this.#gone) return;
    this.#gone = true;
    this.#live?.stop();
    await this.#close();
    for (const { box } of this.#composers) dropDraft(this.#facts.tip, box);
    const back = make("a", { class: "button button-primary", href: queueAddress() }, icon("inbox"), make("span", {}, "Về hàng tin"));
    const heading = make("h1", { tabindex: "-1" }, title);
    this.replaceChildren(make("section", { class: "card" }, make("div", { class: "state" },
      make("span", { class: "state-mark state-mark-good" }, icon("forward")), heading, make("p", {}, sentence), make("div", { class: "state-acts" }, back, ...acts))));
    heading.focus();
  }

  /** The slip says why the tip went: it is in nobody's page any more once the key is locked. */
  #dropSlip(): void {
    const button = this.querySelector("[data-print-slip]");
    button?.replaceWith(make("p", { class: "meta" }, "Khóa đã đóng nên phiếu chuyển không in được nữa. Sổ theo dõi giữ một dòng về lần chuyển này."));
  }

  async #act(button: HTMLButtonElement): Promise<void> {
    const done = busy(button, button.dataset["busy"]);
    const said = find("[data-act-said]", this);
    said.replaceChildren();
    try {
      await this.#do(button.dataset);
    } catch (failure) {
      const refused = failure instanceof Refused;
      said.replaceChildren(make("div", { class: `banner ${refused ? "" : "banner-over"}` }, icon(refused ? "info" : "circle-alert"), make("p", {}, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.")));
      // A colleague was faster: the sentence stays, and the page shows what holds now.
      if (refused) void this.#live?.follow();
    } finally {
      done();
    }
  }

  async #do({ act, link, unlink, print, done }: DOMStringMap): Promise<void> {
    const { tip } = this.#facts;
    if (print !== undefined) {
      if (this.#locked) return openLockDialog("needed");
      await printForm(this.#printed, this.#opening.parts, this);
      // The print is an event of the tip, and no change that the queue tells of.
      await this.#live?.follow();
    } else if (link !== undefined) {
      await post(`/tips/${tip}/links`, { other: link });
      await this.#done("Đã gắn tin liên quan");
    } else if (unlink !== undefined) {
      await post(`/tips/${tip}/unlinks`, { other: unlink });
      await this.#done("Đã bỏ gắn");
    } else {
      await post(`/tips/${tip}/${act ?? ""}`);
      await this.#done(done ?? (act === "claim" ? "Đã nhận tin" : "Đã trả lại hàng"));
    }
  }

  async #done(sentence: string): Promise<void> {
    toast(sentence);
    await this.#live?.follow();
    this.querySelector<HTMLElement>("#tip-head .acts button")?.focus({ preventScroll: true });
  }

  #rememberKinds(): void {
    const counts = new Map<MediaKind, number>();
    for (const kind of this.#report.kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    rememberKinds(this.#facts.tip, counts);
  }

  #showPager(): void {
    const place = placeInQueue(this.#facts.tip);
    for (const link of this.querySelectorAll("[data-back]")) link.setAttribute("href", queueAddress());
    if (place === null) return;
    const step = (to: string | undefined, symbol: string, name: string): HTMLElement =>
      to === undefined
        ? make("span", { class: "button button-secondary button-small button-icon", "aria-hidden": "true" }, icon(symbol))
        : make("a", { class: "button button-secondary button-small button-icon", href: `/tips/${to}`, "aria-label": name }, icon(symbol));
    const pager = find("[data-pager]", this);
    pager.replaceChildren(
      make("span", { class: "wide-only" }, `${place.at} trong ${place.of}`),
      step(place.before, "chevron-left", "Tin trước"),
      step(place.after, "chevron-right", "Tin sau"),
    );
    htmx.process(pager);
  }
}

/** Name what is known about a tip's seal: the manifest's bytes and what was found. */
function nameOfCheck({ manifest, manifestName, findings, incomplete }: SealCheck): string {
  return JSON.stringify([manifest === null, manifestName, findings, incomplete]);
}

customElements.define("tip-view", TipView);
