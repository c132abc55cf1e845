/** Makes elements and finds those of the page; text only ever becomes a text node. */

type Child = Node | string;

/** A new element with a class and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = "",
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** A button that does one thing; `label` names it when its content is an icon alone. */
export function makeButton(className: string, label: string, onPress: () => void, ...content: Child[]): HTMLButtonElement {
  const button = make("button", className, ...(content.length > 0 ? content : [label]));
  button.type = "button";
  if (content.length > 0 && !content.some((child) => typeof child === "string")) {
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  button.addEventListener("click", onPress);
  return button;
}

/** A copy of an icon that the page carries in a template. */
export function icon(name: string): Node {
  const template = document.getElementById(`icon-${name}`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no icon ${name}`);
  return template.content.cloneNode(true);
}

/** The element of this id; the page is broken when there is none. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
  return element;
}

/** Minutes and seconds, as `1:05`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A size as people read it, with a decimal comma. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
}
