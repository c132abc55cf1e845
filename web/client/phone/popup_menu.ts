/** A small menu beside its opener, for mouse, touch and keyboard; it closes before it acts. */

import { icon, make } from "./elements";

export interface MenuItem {
  readonly label: string;
  readonly icon?: string;
  readonly checked?: boolean;
  readonly danger?: boolean;
  readonly act: () => void;
}

let closeOpen: (() => void) | null = null;

/** Opens the menu inside `host` next to `opener`. */
export function openMenu(host: HTMLElement, opener: HTMLElement, name: string, items: readonly MenuItem[]): void {
  closeOpen?.();
  const menu = make("div", "popup");
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", name);
  const buttons = items.map((item) => {
    const words = make("span", "", item.label);
    const button = make("button", item.danger === true ? "popup-item popup-danger" : "popup-item");
    button.type = "button";
    button.tabIndex = -1;
    button.setAttribute("role", item.checked === undefined ? "menuitem" : "menuitemradio");
    if (item.checked !== undefined) button.setAttribute("aria-checked", String(item.checked));
    if (item.icon !== undefined) button.append(icon(item.icon));
    button.append(words);
    if (item.checked === true) button.append(icon("check"));
    button.addEventListener("click", () => {
      close(true);
      item.act();
    });
    return button;
  });
  menu.append(...buttons);

  const close = (giveFocusBack: boolean): void => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    opener.setAttribute("aria-expanded", "false");
    closeOpen = null;
    if (giveFocusBack && opener.isConnected) opener.focus();
  };
  const outside = (event: Event): void => {
    if (event.target instanceof Node && !menu.contains(event.target)) close(false);
  };
  const move = (step: number): void => {
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  menu.addEventListener("keydown", (event) => {
    switch (event.key) {
      case "ArrowDown":
        move(1);
        break;
      case "ArrowUp":
        move(-1);
        break;
      case "Home":
        buttons[0]?.focus();
        break;
      case "End":
        buttons[buttons.length - 1]?.focus();
        break;
      case "Escape":
      case "Tab":
        close(true);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  host.append(menu);
  place(host, opener, menu);
  opener.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  closeOpen = () => close(false);
  buttons[0]?.focus({ preventScroll: true });
}

function place(host: HTMLElement, opener: HTMLElement, menu: HTMLElement): void {
  const frame = host.getBoundingClientRect();
  const from = opener.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = from.bottom - frame.top + 4;
  const top = below + size.height > frame.height - 8 ? from.top - frame.top - size.height - 4 : below;
  const left = Math.min(from.right - frame.left - size.width, frame.width - size.width - 8);
  menu.style.setProperty("inset-block-start", `${Math.max(8, top)}px`);
  menu.style.setProperty("inset-inline-start", `${Math.max(8, left)}px`);
}
