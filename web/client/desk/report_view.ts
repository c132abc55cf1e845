/** The report's parts in the order sent, each in its own place; one that can't be opened never hides the others. */
import type { Content, MediaKind } from "../sealing/frames";
import type { ManifestFindings } from "../sealing/manifest";
import { find, icon, make } from "./dom";
import { kindName, partView, type PartView } from "./part_view";
import { duration } from "./sound_player";
import type { OpenedPart } from "./tip_opening";

/** The list of `<sealed-part>` that the server wrote, one for each stored part. */
export class ReportView {
  readonly #views = new Map<number, PartView>();
  readonly #opened = new Map<number, OpenedPart>();

  constructor(private readonly list: HTMLElement) {}

  /** Whether any part shows its content. */
  get anyOpen(): boolean {
    return this.#views.size > 0;
  }

  /** The kinds of the open parts. */
  get kinds(): readonly MediaKind[] {
    return [...this.#opened.values()].flatMap((part) => (part.content === undefined ? [] : [part.content.kind]));
  }

  /** Show one part, or why it stays shut. */
  open(part: OpenedPart): void {
    const { number, size } = part.facts;
    const place = this.#place(number);
    this.#opened.set(number, part);
    if (part.content === undefined) {
      this.#fill(place, number, "lock", `Mục ${number}`, "", [errorNode(part.why ?? "")]);
      return;
    }
    this.#views.get(number)?.close();
    try {
      const [symbol, name] = kindName(part.content.kind);
      const view = partView(part.content, `Mục ${number}`);
      this.#views.set(number, view);
      this.#fill(place, number, symbol, name, `Mục ${number}${detailOf(part.content, size)}`, view.nodes);
    } catch {
      this.#fill(place, number, "lock", `Mục ${number}`, "", [errorNode("Không mở được: mục này không đúng định dạng.")]);
    }
  }

  /** Put edited messages in the place of what they replace, and name what the manifest misses or doesn't know. */
  arrange(findings: ManifestFindings | null): void {
    for (const part of [...this.#opened.values()].sort((left, right) => left.facts.number - right.facts.number)) {
      const amends = part.content?.amends;
      if (amends !== undefined && this.#opened.has(amends) && amends !== part.facts.number) this.#amend(part.facts.number, amends);
    }
    for (const number of findings?.missing ?? []) {
      if (this.#opened.get(number) !== undefined) continue;
      this.#fill(this.#place(number), number, "lock", `Mục ${number}`, "", [errorNode("Mục này có trong bảng kê niêm phong nhưng máy chủ không còn giữ.")]);
    }
    if (findings?.forged === false) {
      for (const number of findings.foreign) this.#warn(number, "Dấu giáp lai của mục này khác của bảng kê: mục này hoặc các mục còn lại không do người báo gửi.");
    }
    for (const number of findings?.added ?? []) {
      this.#warn(number, "Mục này không có trong bảng kê niêm phong: có thể không do người báo gửi.");
    }
  }

  /** Say above a part's content what is wrong with it, once. */
  #warn(number: number, sentence: string): void {
    const content = find(".part-content", this.#place(number));
    if (content.querySelector(".part-error") === null) content.prepend(errorNode(sentence));
  }

  /** Take every opened word away; each place says why. */
  close(sentence: string, ...act: readonly HTMLElement[]): void {
    this.forget();
    [...this.list.querySelectorAll<HTMLElement>("sealed-part")].forEach((place, at) => {
      const number = Number(place.dataset["number"]);
      const note = make("p", { class: "part-locked" }, icon("lock"), sentence);
      place.hidden = false;
      this.#fill(place, number, "lock", `Mục ${number}`, "", at === 0 ? [note, ...act] : [note]);
    });
  }

  /** Give back what the opened parts hold in memory. */
  forget(): void {
    for (const view of this.#views.values()) view.close();
    this.#views.clear();
    this.#opened.clear();
  }

  /** The newer text stands where the older one stood; the older one stays readable under it. */
  #amend(newer: number, older: number): void {
    const [from, to] = [this.#place(newer), this.#place(older)];
    if (from.hidden) return;
    const before = make("details", { class: "part-old" }, make("summary", {}, "Bản trước khi người báo sửa"));
    before.append(...find(".part-content", to).childNodes);
    find(".part-content", to).append(...find(".part-content", from).childNodes, before);
    const meta = to.querySelector(".part-about .meta");
    if (meta !== null) meta.textContent = `${meta.textContent ?? ""} · đã sửa ở mục ${newer}`;
    from.hidden = true;
  }

  #place(number: number): HTMLElement {
    const found = this.list.querySelector<HTMLElement>(`sealed-part[data-number="${number}"]`);
    if (found !== null) return found;
    const made = make("sealed-part", { "data-number": String(number) }, make("div", { class: "part-about" }), make("div", { class: "part-content" }));
    const after = [...this.list.querySelectorAll<HTMLElement>("sealed-part")].find((place) => Number(place.dataset["number"]) > number);
    this.list.insertBefore(made, after ?? null);
    return made;
  }

  #fill(place: HTMLElement, number: number, symbol: string, name: string, detail: string, nodes: readonly Node[]): void {
    place.dataset["number"] = String(number);
    find(".part-about", place).replaceChildren(make("span", { class: "part-kind" }, icon(symbol), make("span", {}, name)), make("span", { class: "meta" }, detail));
    find(".part-content", place).replaceChildren(...nodes);
  }
}

/** Say a length for sound and film, a size for other files. */
function detailOf(content: Content, size: string): string {
  if (content.kind === "text" || content.kind === "location") return "";
  return ` · ${content.seconds === undefined ? size : duration(content.seconds)}`;
}

function errorNode(sentence: string): HTMLElement {
  return make("p", { class: "part-error" }, icon("triangle-alert"), make("span", {}, sentence));
}
