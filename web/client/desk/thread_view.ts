/** What was said after the report: additions and answers, or notes; an addition always says whether a code signed it. */
import { find, icon, make } from "./dom";
import { partView, type PartView } from "./part_view";
import type { Facts, PartFacts } from "./tip_facts";
import { nameOf, type OpenedPart } from "./tip_opening";

/** One list of bubbles. */
export class ThreadView {
  readonly #views = new Map<string, PartView>();

  constructor(
    private readonly list: HTMLElement,
    private readonly roles: readonly string[],
    private readonly empty: string,
  ) {}

  /** Make a place for every part there is, in order; what is open stays open. */
  show(facts: Facts): void {
    const parts = facts.parts.filter((part) => this.roles.includes(part.role)).sort(inOrder);
    if (parts.length === 0) {
      this.list.replaceChildren(make("p", { class: "meta" }, this.empty));
      return;
    }
    putInOrder(this.list, parts.map((part) => this.#itemOf(part)));
  }

  #itemOf(part: PartFacts): HTMLElement {
    const item = this.list.querySelector<HTMLElement>(`[data-part="${nameOf(part)}"]`);
    if (item === null) return shell(part);
    const meta = find(".thread-meta", item);
    if (part.role === "reply" && meta.textContent !== metaOf(part)) meta.textContent = metaOf(part);
    return item;
  }

  /** Show one part, or why it stays shut. */
  open(part: OpenedPart): void {
    const item = this.list.querySelector<HTMLElement>(`[data-part="${nameOf(part.facts)}"]`);
    if (item === null) return;
    const bubble = find(".bubble", item);
    if (part.content === undefined) {
      bubble.replaceChildren(make("p", { class: "part-error" }, icon("triangle-alert"), make("span", {}, part.why ?? "")));
      return;
    }
    try {
      const view = partView(part.content, part.facts.role === "addition" ? "Phần gửi thêm" : "Trao đổi", part.facts.role !== "addition");
      this.#views.set(nameOf(part.facts), view);
      bubble.replaceChildren(...view.nodes);
    } catch {
      bubble.replaceChildren(make("p", { class: "part-error" }, icon("triangle-alert"), make("span", {}, "Không mở được: phần này không đúng định dạng.")));
    }
    if (part.facts.role === "addition") {
      const meta = find(".thread-meta", item);
      if (part.fromTheResident === true) meta.textContent = `${metaOf(part.facts)} · Đúng khóa của mã tin`;
      else meta.replaceChildren(make("span", { class: "chip chip-over" }, icon("triangle-alert", 14), part.fromTheResident === false ? "Không đúng khóa của mã tin, có thể không phải người báo" : "Bảng kê chưa tin được, nên chưa biết có phải người báo"));
    }
  }

  /** Take every opened word away. */
  close(): void {
    this.forget();
    for (const bubble of this.list.querySelectorAll(".bubble")) {
      bubble.replaceChildren(make("p", { class: "part-locked" }, icon("lock"), "Đang khóa."));
    }
  }

  /** Give back what the opened parts hold in memory. */
  forget(): void {
    for (const view of this.#views.values()) view.close();
    this.#views.clear();
  }
}

/** What stays isn't moved: moved, a sound that is listened to would stop, and what is marked or has the focus would lose it. */
function putInOrder(list: HTMLElement, items: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(items);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let at = list.firstElementChild;
  for (const item of items) {
    if (item === at) at = at.nextElementSibling;
    else list.insertBefore(item, at);
  }
}

function shell(part: PartFacts): HTMLElement {
  const from = part.role === "addition" ? "resident" : "officer";
  return make("thread-item", { "data-part": nameOf(part), "data-from": from },
    make("div", { class: "bubble" }, make("div", { class: "skeleton", "aria-hidden": "true" }, make("i"))),
    make("span", { class: "meta thread-meta" }, metaOf(part)),
  );
}

function metaOf(part: PartFacts): string {
  if (part.role === "addition") return `Người báo · ${part.when}`;
  const read = part.role === "reply" ? (part.read ? " · Người báo đã đọc" : " · Người báo chưa đọc") : "";
  const reason = part.reasonFor === undefined ? "" : ` · Lý do: ${part.reasonFor.toLowerCase()}`;
  return `${part.author ?? ""} · ${part.when}${read}${reason}`;
}

/** By hour; within an hour the officers' words first, since a resident's exact minute isn't known. */
function inOrder(left: PartFacts, right: PartFacts): number {
  const rank = (part: PartFacts): number => (part.role === "addition" ? 1 : 0);
  return left.hour - right.hour || rank(left) - rank(right) || left.number - right.number;
}
