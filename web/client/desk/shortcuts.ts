/** Keyboard shortcuts, listed under `?` and switched off there; they never act while somebody types. */
import { icon, make } from "./dom";
import { currentQueue } from "./queue_live";

const SWITCH = "tinbao-shortcuts";
const LIST: readonly (readonly [string, string])[] = [
  ["J", "xuống tin dưới"],
  ["K", "lên tin trên"],
  ["Enter", "mở tin đang chọn"],
  ["N", "nhận tin"],
  ["X", "chọn tin, bỏ chọn"],
  ["G", "giao tin (chỉ huy)"],
  ["/", "tới bộ lọc"],
  ["?", "bảng phím tắt này"],
];

function areOn(): boolean {
  return localStorage.getItem(SWITCH) !== "off";
}

function list(): HTMLElement {
  return make("dl", { class: "pairs pairs-keys" }, ...LIST.flatMap(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, does)]));
}

/** The list as a part of a page. */
class ShortcutList extends HTMLElement {
  connectedCallback(): void {
    this.replaceChildren(list());
  }
}

/** Show the list. */
function showList(): void {
  if (document.querySelector("dialog[open]") !== null) return;
  const close = make("button", { class: "button button-quiet button-icon button-small", type: "button", "aria-label": "Đóng" }, icon("x"));
  const toggle = make("input", { type: "checkbox", id: "shortcuts-on" }) as HTMLInputElement;
  toggle.checked = areOn();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "shortcuts-title" },
    make("div", { class: "dialog-head" }, make("h2", { id: "shortcuts-title" }, "Phím tắt"), close),
    make("div", { class: "dialog-body" },
      list(),
      make("label", { class: "choice" }, toggle, make("span", {}, "Dùng phím tắt")),
    ),
  ) as HTMLDialogElement;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function act(key: string): boolean {
  const queue = currentQueue();
  if (key === "?") showList();
  else if (key === "j") queue?.step(1);
  else if (key === "k") queue?.step(-1);
  else if (key === "n" && queue !== null) void queue.claim();
  else if (key === "n") document.querySelector<HTMLElement>('[data-act="claim"]')?.click();
  else if (key === "x") queue?.choose();
  else if (key === "g" && queue !== null) queue.assign();
  else if (key === "g") document.querySelector<HTMLElement>("tip-view [data-assign]")?.click();
  else if (key === "/") document.getElementById("filter-status")?.focus();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const typing = target !== null && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const inDialog = document.querySelector("dialog[open]") !== null;
  if (typing || inDialog || event.ctrlKey || event.altKey || event.metaKey) return;
  if ((areOn() || event.key === "?") && act(event.key.toLowerCase())) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-shortcuts]") !== null) showList();
});
customElements.define("shortcut-list", ShortcutList);
