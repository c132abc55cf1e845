/** The search page: types, finds and shows; it must never leave an opened word on a locked page, nor put a word into an address. */
import { KeyLocked, SealingError, SealingUnavailable } from "../sealing/errors";
import { find, make, showError } from "./dom";
import { sentence } from "./failure_words";
import { keyStore, watchLock } from "./key";
import { SearchLibrary } from "./search_library";
import { snippet, type Found } from "./search_index";

const library = new SearchLibrary();
let typedLast = "";

const ROLES: Readonly<Record<string, string>> = { report: "Nội dung", addition: "Gửi thêm", reply: "Trả lời", note: "Ghi chú" };
const PAUSE = 120;
const SHOWN_AT_ONCE = 50;

let forgetting = false;

/** Forget with every lock, wherever the officer is then: the page that was searched may be long gone. */
async function forgetWhenLocked(): Promise<void> {
  if (forgetting) return;
  forgetting = true;
  (await keyStore()).watch(({ status }) => {
    if (status !== "locked") return;
    library.forget();
    typedLast = "";
  });
}

class TipSearch extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #locked = true;
  #reading = false;

  connectedCallback(): void {
    void forgetWhenLocked();
    this.#words.value = typedLast;
    this.#words.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), PAUSE);
    });
    find("[data-search]", this).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search();
    });
    this.#closed.addEventListener("change", () => this.#search());
    void watchLock(this, (locked) => {
      this.#locked = locked;
      this.#words.disabled = this.#closed.disabled = locked;
      if (locked) this.#forget();
      else void this.#read();
    });
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  get #words(): HTMLInputElement {
    return find<HTMLInputElement>("[name=words]", this);
  }

  get #closed(): HTMLInputElement {
    return find<HTMLInputElement>("[name=closed]", this);
  }

  #forget(): void {
    library.forget();
    typedLast = this.#words.value = "";
    find("[data-results]", this).replaceChildren();
    find("[data-progress]", this).hidden = true;
    find("[data-count]", this).textContent = "Mở khóa để tìm.";
  }

  async #read(): Promise<void> {
    const progress = find("[data-progress]", this);
    showError(find("[data-search-error]", this), "");
    this.#words.focus();
    this.#reading = true;
    this.#search();
    try {
      await library.refresh((done, all) => {
        progress.hidden = done === all;
        find<HTMLProgressElement>("progress", progress).value = all === 0 ? 1 : done / all;
        find("[data-progress-text]", progress).textContent = `Đang mở tin để tìm: ${number(done)} trên ${number(all)}. Tìm được ngay trong phần đã mở.`;
        this.#search();
      });
      this.#reading = false;
      if (!this.#locked) this.#search();
    } catch (failure) {
      progress.hidden = true;
      this.#reading = false;
      if (!this.isConnected || failure instanceof KeyLocked) return;
      const said = failure instanceof SealingError && !(failure instanceof SealingUnavailable) ? "Chưa mở được tin để tìm. Tải lại trang; nếu vẫn vậy, báo người quản trị của tỉnh." : sentence(failure);
      showError(find("[data-search-error]", this), said);
    }
  }

  #search(): void {
    if (this.#locked || !this.isConnected) return;
    const typed = this.#words.value.trim();
    typedLast = this.#words.value;
    const found = library.index.find(typed).filter(({ tip }) => this.#closed.checked || library.about(tip)?.closed !== true);
    find("[data-results]", this).replaceChildren(...found.slice(0, SHOWN_AT_ONCE).map(result));
    const count = find("[data-count]", this);
    const said = this.#said(typed, found.length);
    if (count.textContent !== said) count.textContent = said;
  }

  #said(typed: string, found: number): string {
    const size = library.index.size;
    if (typed === "") return this.#reading && size === 0 ? "Đang mở tin." : `Có ${number(size)} tin để tìm.`;
    if (found === 0) return this.#reading ? "Chưa thấy trong phần đã mở." : "Không tin nào có đủ các từ này. Thử bớt từ.";
    const most = found > SHOWN_AT_ONCE ? `, hiện ${SHOWN_AT_ONCE} tin đầu. Gõ thêm từ để tìm sát hơn` : "";
    return `${number(found)} tin${most}.`;
  }
}

function result(found: Found): HTMLElement {
  const about = library.about(found.tip);
  const facts = about === undefined ? "" : `${about.when} · ${about.arrived} · ${about.status}`;
  const link = make("a", { class: "search-result", href: `/tips/${found.tip}` }, make("b", {}, `Số ${about?.number ?? ""} · ${about?.category ?? ""}`), make("span", { class: "meta" }, facts), words(found, about?.opened !== false));
  return make("li", {}, link);
}

/** The words found; of a tip that nobody has opened yet nothing is shown: its first view is an act of its own. */
function words(found: Found, opened: boolean): HTMLElement {
  if (!opened) return make("span", { class: "found-words muted" }, "Chưa ai mở tin này. Mở tin để đọc.");
  for (const { role, text } of library.index.textsOf(found.tip)) {
    const pieces = snippet(text, found.terms);
    if (pieces === null) continue;
    return make("span", { class: "found-words" }, `${ROLES[role] ?? ""}: `, ...pieces.map((piece) => (piece.found ? make("mark", {}, piece.text) : piece.text)));
  }
  return make("span", { class: "found-words muted" }, "Khớp số tin hoặc loại việc.");
}

function number(value: number): string {
  return value.toLocaleString("vi-VN");
}

customElements.define("tip-search", TipSearch);
