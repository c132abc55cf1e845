/** Six boxes over one ordinary input, so that pasting, filling in and reading aloud work as ever. */
import { find } from "./dom";

class SixDigits extends HTMLElement {
  connectedCallback(): void {
    const input = find<HTMLInputElement>("input", this);
    const boxes = [...this.querySelectorAll("i")];
    const draw = (): void => {
      const digits = input.value.replace(/\D/g, "").slice(0, boxes.length);
      if (digits !== input.value) input.value = digits;
      boxes.forEach((box, at) => {
        box.textContent = digits[at] ?? "";
        box.classList.toggle("is-next", document.activeElement === input && at === Math.min(digits.length, boxes.length - 1));
      });
    };
    for (const kind of ["input", "change", "focus", "blur"]) input.addEventListener(kind, draw);
    draw();
  }
}

customElements.define("six-digits", SixDigits);
