/** Puts a tip's form and its hand-over slip together from what is open in the page; it must never print before the print is on record. */
import { block, printedPart, printSheet, sheet } from "./print_sheet";
import { find, make } from "./dom";
import { post } from "./server";
import type { Facts } from "./tip_facts";
import type { OpenedPart } from "./tip_opening";

/** What the page says of the tip: metadata that it prints anyway. */
export interface PrintedTip {
  readonly unit: string;
  readonly officer: string;
  readonly number: string;
  readonly facts: Facts;
}

/** Print `Phiếu in tin phản ánh`: the parts in their order, then what was said since. Notes stay inside. */
export async function printForm(tip: PrintedTip, parts: readonly OpenedPart[], view: HTMLElement): Promise<void> {
  await post(`/tips/${tip.facts.tip}/printed`, { what: "form" });
  const ofRole = (...roles: string[]): OpenedPart[] => parts.filter((part) => roles.includes(part.facts.role)).sort((left, right) => left.facts.hour - right.facts.hour || left.facts.number - right.facts.number);
  const report = ofRole("report").sort((left, right) => left.facts.number - right.facts.number);
  const talk = ofRole("addition", "reply");
  const seal = find("[data-seal]", view).textContent?.trim() ?? "";
  const words = (selector: string): string => view.querySelector(selector)?.textContent?.trim() ?? "";
  const made = sheet(
    {
      unit: tip.unit,
      title: "Phiếu in tin phản ánh",
      lines: [["Số", tip.number], ["Loại tin", words("h1")], ["Tình trạng", words(".facts .strong")], ["Đặc điểm", factsOf(view)], ["Niêm phong", seal], ["Cán bộ xử lý", (words(".person > span:last-child").replace("(tôi)", "").trim())]],
    },
    tip.officer,
    block("Nội dung", ...report.map((part) => printedPart(part, `Mục ${part.facts.number}`))),
    ...(talk.length === 0 ? [] : [block("Trao đổi với người báo", ...talk.map((part) => printedPart(part, spoken(part))))]),
  );
  await printSheet(made);
}

/** What a slip says; taken down before the tip leaves, since the page can't open it any more. */
export interface Slip {
  readonly unit: string;
  readonly officer: string;
  readonly number: string;
  readonly target: string;
  readonly reason: string;
  readonly category: string;
  readonly about: string;
  readonly counts: string;
}

/** Print `Phiếu chuyển`; it was put on record with the forward itself. */
export async function printSlip(slip: Slip): Promise<void> {
  const made = sheet(
    {
      unit: slip.unit,
      title: "Phiếu chuyển tin phản ánh",
      lines: [["Số tin tại nơi chuyển", slip.number], ["Nơi chuyển", slip.unit], ["Nơi nhận", slip.target], ["Loại tin", slip.category], ["Đặc điểm", slip.about], ["Gồm", slip.counts], ["Lý do chuyển", slip.reason]],
    },
    slip.officer,
    make("p", { class: "paper-text" }, "Nội dung tin đã được khóa lại cho nơi nhận và chuyển trên hệ thống. Phiếu này không ghi nội dung tin."),
    make("div", { class: "paper-signs" }, make("p", {}, "Người chuyển"), make("p", {}, "Người nhận")),
  );
  await printSheet(made);
}

/** Return what a slip will say of a tip that is about to go. */
export function slipOf(tip: PrintedTip, view: HTMLElement, target: string, reason: string): Slip {
  const count = (role: string): number => tip.facts.parts.filter((part) => part.role === role).length;
  const counts = [`${count("report")} mục`, `${count("addition")} lần gửi thêm`, `${count("reply")} trả lời`, `${count("note")} ghi chú`].filter((text) => !text.startsWith("0 "));
  return { unit: tip.unit, officer: tip.officer, number: tip.number, target, reason, category: view.querySelector("h1")?.textContent?.trim() ?? "", about: factsOf(view), counts: counts.join(", ") };
}

/** When it happens, where, when it came: the plain facts of the page's head. */
function factsOf(view: HTMLElement): string {
  const plain = [...view.querySelectorAll(".facts > span:not(.strong):not(.chip-soon):not(.chip-over):not(.chip)")];
  const now = view.querySelector(".facts .chip-now")?.textContent?.trim() ?? "";
  return [now, ...plain.map((span) => span.textContent?.trim() ?? "")].filter((text) => text !== "").join(" · ");
}

function spoken({ facts }: OpenedPart): string {
  return facts.role === "addition" ? `Người báo, ${facts.when.toLowerCase()}` : `${facts.author ?? "Cán bộ"}, ${facts.when}`;
}
