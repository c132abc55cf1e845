/**
 * Prints what is open in this page, made here and never on a server; it must never leave an opened word behind once it
 * is printed, or once the key is locked.
 */
import { readLocation, readText, type Content } from "../sealing/frames";
import { make } from "./dom";
import { keyStore } from "./key";
import { kindName } from "./part_view";
import type { OpenedPart } from "./tip_opening";

const PICTURES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);

let addresses: string[] = [];

/** What stands on top of a sheet. */
export interface SheetHead {
  readonly unit: string;
  readonly title: string;
  readonly lines: readonly (readonly [string, string])[];
}

/** Return a sheet with its head and foot around some blocks. */
export function sheet(head: SheetHead, officer: string, ...blocks: readonly Node[]): HTMLElement {
  const now = new Date().toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" });
  return make("section", { class: "print-sheet", lang: "vi" },
    make("header", { class: "paper-head" }, make("p", { class: "paper-unit" }, head.unit), make("h1", {}, head.title)),
    make("dl", { class: "paper-facts" }, ...head.lines.filter(([, text]) => text !== "").flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])),
    ...blocks,
    make("footer", { class: "paper-foot" }, make("p", {}, `In lúc ${now}`), make("p", {}, `Người in: ${officer}`)),
  );
}

/** Return a heading with blocks under it. */
export function block(title: string, ...nodes: readonly Node[]): HTMLElement {
  return make("section", { class: "paper-block" }, make("h2", {}, title), ...nodes);
}

/** Return an opened part as it is printed: a line that says what it is, then text, picture or what can't be printed. */
export function printedPart(part: OpenedPart, name: string): HTMLElement {
  const { content } = part;
  if (content === undefined) return make("article", { class: "paper-part" }, make("h3", {}, name), make("p", {}, part.why ?? "Không mở được."));
  const amends = content.amends === undefined ? "" : `, sửa mục ${content.amends}`;
  const nodes: HTMLElement[] = [make("h3", {}, `${name} · ${kindName(content.kind)[1]}${amends}`), printedContent(content)];
  if (content.caption !== undefined) nodes.push(make("p", { class: "paper-text" }, content.caption));
  return make("article", { class: "paper-part" }, ...nodes);
}

/** Print one sheet; it leaves the page afterwards. Nothing is printed once the key is locked. */
export async function printSheet(made: HTMLElement): Promise<void> {
  // It may have been locked while the print was being put on record.
  if ((await keyStore()).state.status === "locked") return dropSheet();
  document.querySelector(".print-sheet")?.remove();
  document.body.append(made);
  window.addEventListener("afterprint", dropSheet, { once: true });
  // A picture that isn't decoded yet would be printed as a gap.
  await Promise.all([...made.querySelectorAll("img")].map((image) => image.decode().catch(() => undefined)));
  if (made.isConnected) window.print();
}

/** Take the sheet and its pictures away. */
export function dropSheet(): void {
  document.querySelector(".print-sheet")?.remove();
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
}

function printedContent(content: Content): HTMLElement {
  if (content.kind === "text") return make("p", { class: "paper-text" }, readText(content));
  if (content.kind === "location") {
    const { latitude, longitude } = readLocation(content);
    return make("p", { class: "paper-text" }, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`);
  }
  const mime = (content.mime ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (content.kind === "photo" && PICTURES.has(mime)) {
    const address = URL.createObjectURL(new Blob([content.body], { type: mime }));
    addresses.push(address);
    return make("img", { src: address, alt: "Ảnh trong tin" });
  }
  const length = content.seconds === undefined ? "" : `, ${content.seconds} giây`;
  return make("p", {}, `${content.name ?? kindName(content.kind)[1]}${length}. Không in được, xem trên hệ thống.`);
}
