/** The queue's page: follows what arrives without moving focus or place, and takes the keyboard; metadata only. */
import { announce, busy, find, icon, make, toast } from "./dom";
import { queueSeeds, watchLock } from "./key";
import { LiveChanges, OPEN_NOW, type Change, type OpenNow } from "./live";
import { kindName } from "./part_view";
import { untilLetGo } from "./pressing";
import { Choice } from "./queue_choice";
import { kindsOf, rememberQueue } from "./queue_memory";
import { getPage, post } from "./server";
import { forgetView, openSaveDialog } from "./queue_views";
import { replaceFrom } from "./swapping";

const ANNOUNCE_EVERY_MS = 30_000;
/** Further down than this the list counts as scrolled: new tips wait behind a bar instead of moving it. */
const SCROLLED_PX = 120;

/** As many kinds as fit the column. */
const MOST_KINDS = 2;

let announcedAt = 0;

class QueueLive extends HTMLElement {
  #live: LiveChanges | undefined;
  #waiting = new Set<string>();
  #given = new Set<string>();
  #loadedAt = new Date();
  #choice!: Choice;
  #cut = false;
  /** Lists by the order in which they were asked for: one that comes late never replaces a newer one. */
  #asked = 0;
  #shown = 0;
  #locked = true;
  /** The server's own cells under the kinds that were drawn over them. */
  readonly #sealedCells = new Map<Element, readonly Node[]>();

  connectedCallback(): void {
    this.#choice = new Choice(this, () => this.#follow());
    rememberQueue(window.location.pathname + window.location.search, this.#tips());
    this.#showTab();
    this.#live = new LiveChanges(Number(this.dataset["last"]), this.#changed, (yes) => this.#connected(yes));
    this.addEventListener("click", this.#click);
    // A menu that has closed no longer keeps the list from following; the event doesn't bubble.
    this.addEventListener("toggle", this.#toggled, { capture: true });
    document.addEventListener(OPEN_NOW, this.#openNow);
    void watchLock(this, (locked) => {
      this.#locked = locked;
      // Fetched ahead, so that the first tip opens without waiting for it.
      if (!locked) void queueSeeds().catch(() => undefined);
      if (locked) this.#hideKinds();
      else this.#showKinds();
    });
  }

  /** Bring the current tab into a strip that is wider than a phone. */
  #showTab(): void {
    const tab = this.querySelector<HTMLElement>(".tabs [aria-current]");
    const strip = tab?.parentElement;
    if (tab && strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }

  disconnectedCallback(): void {
    this.#live?.stop();
    document.removeEventListener(OPEN_NOW, this.#openNow);
  }

  /** Which rows colleagues have open now. */
  readonly #openNow = (event: Event): void => {
    const { detail } = event as CustomEvent<OpenNow>;
    for (const row of this.querySelectorAll<HTMLElement>("tr[data-tip]")) {
      const names = detail[row.dataset["tip"] ?? ""] ?? [];
      const sign = find("[data-open-by]", row);
      const sentence = `${names.join(", ")} đang xem`;
      sign.hidden = names.length === 0;
      if (names.length > 0) find("span", sign).textContent = sentence;
      sign.title = sentence;
    }
  };

  #tips(): readonly string[] {
    return [...this.querySelectorAll<HTMLElement>("[data-tip]")].map((row) => row.dataset["tip"] ?? "");
  }

  get #menuIsOpen(): boolean {
    return this.querySelector("details[open]") !== null;
  }

  readonly #toggled = (): void => {
    if (!this.#menuIsOpen) this.#live?.catchUp();
  };

  readonly #changed = async (changes: readonly Change[], afresh: boolean): Promise<boolean> => {
    const known = new Set(this.#tips());
    for (const change of changes) if (change.kind === "assigned") this.#given.add(change.tip);
    for (const change of changes) if (change.kind === "arrived" && !known.has(change.tip)) this.#waiting.add(change.tip);
    if (afresh || this.#waiting.size === 0 || window.scrollY <= SCROLLED_PX) return this.#load();
    this.#showBar();
    return true;
  };

  #showBar(): void {
    const bar = find<HTMLButtonElement>("[data-arrivals]", this);
    bar.textContent = `${this.#waiting.size} tin mới`;
    bar.hidden = false;
    this.#announce(this.#waiting.size);
  }

  /** Load the list now; what fails is said, and made up for. */
  async #follow(): Promise<void> {
    await this.#live?.follow();
  }

  /** Give false where an open menu would be pulled away from under the officer's finger. Throws what `getPage` throws. */
  async #load(): Promise<boolean> {
    if (this.#menuIsOpen) return false;
    const address = window.location.pathname + window.location.search;
    const asked = ++this.#asked;
    const given = new Set(this.#given);
    const fresh = await getPage(address);
    await untilLetGo("nav", "queue-body");
    const stillHere = this.isConnected && window.location.pathname + window.location.search === address;
    if (!stillHere || asked < this.#shown) return true;
    if (this.#menuIsOpen) return false;
    this.#shown = asked;
    const before = new Set(this.#tips());
    const last = fresh.getElementById("queue")?.getAttribute("data-last") ?? "0";
    this.#waiting.clear();
    this.#replaceInside(fresh, last);
    const arrived = [...this.querySelectorAll<HTMLElement>("[data-tip]")].filter((row) => !before.has(row.dataset["tip"] ?? ""));
    for (const row of arrived) row.classList.add("is-new");
    this.#sayGiven(given);
    if (arrived.some((row) => row.querySelector(".chip-now") !== null)) announce("Có tin đang xảy ra.", true);
    else this.#announce(arrived.length);
    rememberQueue(address, this.#tips());
    this.#loadedAt = new Date();
    return true;
  }

  /** The element itself stays, with its polling; what it holds is replaced. */
  #replaceInside(fresh: Document, last: string): void {
    replaceFrom(fresh, ["nav", "queue-body"]);
    this.dataset["last"] = last;
    for (const cell of this.#sealedCells.keys()) if (!cell.isConnected) this.#sealedCells.delete(cell);
    this.#showKinds();
    // The newer banner is hidden; whether the line is back is said by the one who asks.
    if (this.#cut) this.#connected(false);
    this.#choice.restore();
  }

  /** What the chief has just given to this officer, of what was given before the list was asked for. */
  #sayGiven(given: ReadonlySet<string>): void {
    const mine = [...this.querySelectorAll<HTMLElement>("tr[data-tip]")].filter((row) => given.has(row.dataset["tip"] ?? "") && row.querySelector(".is-mine") !== null);
    for (const tip of given) this.#given.delete(tip);
    for (const row of mine) row.classList.add("is-new");
    if (mine.length > 0) announce(`Vừa được giao tin số ${mine.map((row) => row.dataset["number"]).join(", ")}.`);
  }

  #announce(count: number): void {
    if (count === 0 || Date.now() - announcedAt < ANNOUNCE_EVERY_MS) return;
    announcedAt = Date.now();
    announce(`${count} tin mới`);
  }

  #connected(yes: boolean): void {
    this.#cut = !yes;
    for (const live of this.querySelectorAll<HTMLElement>("[data-live]")) {
      live.dataset["state"] = yes ? "on" : "cut";
      find("span", live).textContent = yes ? (live.classList.contains("wide-only") ? "Trực tiếp, tin mới tự hiện" : "Trực tiếp") : "Mất kết nối";
    }
    const banner = find("[data-cut]", this);
    banner.hidden = yes;
    const time = this.#loadedAt.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
    find("[data-cut-time]", banner).textContent = time;
  }

  /** A count per kind for tips that this browser has opened; the server doesn't know kinds. */
  #showKinds(): void {
    if (this.#locked) return;
    for (const row of this.querySelectorAll<HTMLElement>("[data-tip]")) {
      const kinds = kindsOf(row.dataset["tip"] ?? "");
      const cell = row.querySelector("[data-parts]");
      if (kinds === undefined || kinds.size === 0 || cell === null) continue;
      const shown = [...kinds].slice(0, MOST_KINDS).map(([kind, count]) => {
        const [symbol, name] = kindName(kind);
        return make("span", { title: name }, icon(symbol, 14), make("span", { class: "sr" }, `${name}: `), String(count));
      });
      const rest = [...kinds].slice(MOST_KINDS).reduce((sum, [, count]) => sum + count, 0);
      if (!this.#sealedCells.has(cell)) this.#sealedCells.set(cell, [...cell.childNodes]);
      cell.replaceChildren(...shown, ...(rest === 0 ? [] : [make("span", { title: `${rest} mục loại khác` }, `+${rest}`)]));
    }
  }

  /** What came out of sealed parts leaves the screen with the lock; the server's own count comes back. */
  #hideKinds(): void {
    for (const [cell, nodes] of this.#sealedCells) cell.replaceChildren(...nodes);
    this.#sealedCells.clear();
  }

  readonly #click = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-arrivals]") != null) {
      window.scrollTo({ top: 0 });
      void this.#follow();
    } else if (target?.closest("[data-retry]") != null) {
      this.#live?.retry();
    } else {
      const held = target?.closest<HTMLButtonElement>("[data-open-held]") ?? null;
      if (held !== null) void this.#openHeld(held);
      const view = target?.closest<HTMLElement>("[data-save-view], [data-forget-view]") ?? null;
      if (view !== null) void this.#view(view);
    }
  };

  async #view({ dataset }: HTMLElement): Promise<void> {
    const again = async (): Promise<void> => {
      for (const menu of this.querySelectorAll<HTMLDetailsElement>("details[open]")) menu.open = false;
      await this.#follow();
    };
    if (dataset["saveView"] !== undefined) openSaveDialog(dataset["saveView"], again);
    else if (dataset["forgetView"] !== undefined) await forgetView(dataset["forgetView"]).then(again, (failure: unknown) => announce(String(failure), true));
  }

  async #openHeld(button: HTMLButtonElement): Promise<void> {
    const done = busy(button);
    try {
      const { moved } = await post("/held/open");
      toast(`Đã đưa ${String(moved)} tin vào hàng tin`);
      await this.#follow();
    } catch (failure) {
      this.#choice.tell(failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }

  /** Move along the rows; the row that has the focus is the current one. */
  step(by: 1 | -1): void {
    const links = [...this.querySelectorAll<HTMLElement>(".category a")];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  get #current(): HTMLElement | null {
    return document.activeElement?.closest<HTMLElement>("tr[data-tip]") ?? null;
  }

  /** Choose the current row, or drop it. */
  choose(): void {
    if (this.#current !== null) this.#choice.toggle(this.#current);
  }

  /** Give the chosen tips, or the current one, to a colleague. */
  assign(): void {
    this.#choice.assign(this.#current);
  }

  /** Claim the current row's tip; when a colleague was faster, say who and show it. */
  async claim(): Promise<void> {
    const row = this.#current;
    if (row?.querySelector(".is-nobody") == null) return;
    try {
      await post(`/tips/${row.dataset["tip"] ?? ""}/claim`);
      toast("Đã nhận tin");
    } catch (failure) {
      this.#choice.tell(failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    }
    await this.#follow();
  }
}

customElements.define("queue-live", QueueLive);

/** What the keyboard can do in the queue. */
export type QueueKeys = Pick<QueueLive, "step" | "claim" | "choose" | "assign">;

/** Return the queue of this page, if it is the queue's page. */
export function currentQueue(): QueueKeys | null {
  return document.querySelector<QueueLive>("queue-live");
}
