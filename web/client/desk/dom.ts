/** Builds elements and finds them; it must never set markup from a string, so that nothing read from a tip can run. */

type Child = Node | string | null;

/** Return a new element with attributes and children; strings become text nodes. */
export function make(tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Return an icon of the page's sprite; it says nothing by itself. */
export function icon(name: string, size: 14 | 16 | 20 = 16): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", size === 16 ? "icon" : `icon icon-${size}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Return the first match inside `root`, which the template is known to hold. */
export function find<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Show an error sentence in its place (an `.error` with a span), or hide it for an empty one. */
export function showError(place: HTMLElement, sentence: string): void {
  find("span", place).textContent = sentence;
  place.hidden = sentence === "";
}

/** Say that something is done, for six seconds. */
export function toast(sentence: string): void {
  const note = make("div", { class: "toast" }, icon("circle-check"), sentence);
  find(".toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

/** Show a button at work with its verb; return what puts it back. */
export function busy(button: HTMLElement, verb?: string): () => void {
  const label = button.querySelector("span");
  const before = label?.textContent ?? "";
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (label !== null && verb !== undefined) label.textContent = verb;
  return () => {
    button.removeAttribute("aria-busy");
    button.style.minWidth = "";
    if (label !== null && verb !== undefined) label.textContent = before;
  };
}

/** Say something to screen readers. */
export function announce(sentence: string, urgent = false): void {
  const place = document.getElementById(urgent ? "announcer-urgent" : "announcer");
  if (place !== null) place.textContent = sentence;
}
