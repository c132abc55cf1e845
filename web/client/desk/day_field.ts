/** A day, typed as day/month/year whatever the browser's language is, or taken from its calendar; it must never hold a day other than the one it shows. */
import { readDay, writeDay } from "./day_words";
import { find, showError } from "./dom";

const UNREADABLE = "Ghi ngày, tháng, năm. Ví dụ 25/12/2026.";

/** The typed text, and beside it the browser's own field, which carries the ISO day under the form's name and opens the calendar. */
export class DayField extends HTMLElement {
  connectedCallback(): void {
    const { typed, carried } = this;
    typed.addEventListener("input", (event) => {
      if (event instanceof InputEvent && event.inputType.startsWith("insertText")) this.#separate();
      carried.value = readDay(typed.value) ?? "";
      if (this.readable) this.#complain("");
    });
    typed.addEventListener("change", () => {
      if (this.value !== "") typed.value = writeDay(this.value);
      this.#complain(this.readable ? "" : UNREADABLE);
    });
    carried.addEventListener("input", () => {
      typed.value = writeDay(carried.value);
      this.#complain("");
    });
    find("button", this).addEventListener("click", () => carried.showPicker());
  }

  /** The ISO day; empty where nothing, or no day, was typed. */
  get value(): string {
    return this.carried.value;
  }

  set value(iso: string) {
    this.carried.value = iso;
    this.typed.value = writeDay(iso);
    this.#complain("");
  }

  /** Whether what stands there is a day, or nothing. */
  get readable(): boolean {
    return this.value !== "" || this.typed.value.trim() === "";
  }

  /** Whether it may be sent: a day within its limits, or nothing where nothing is asked for. */
  get fits(): boolean {
    return this.readable && this.carried.checkValidity() && (this.value !== "" || !this.typed.required);
  }

  /** Set the first and the last day that may be chosen. */
  limit(first: string, last: string): void {
    this.carried.min = first;
    this.carried.max = last;
  }

  /** Put the cursor into it. */
  override focus(): void {
    this.typed.focus();
  }

  get typed(): HTMLInputElement {
    return find<HTMLInputElement>("input:not([type=date])", this);
  }

  get carried(): HTMLInputElement {
    return find<HTMLInputElement>("input[type=date]", this);
  }

  /** A phone's keypad of digits has no stroke: it comes by itself after day and month. */
  #separate(): void {
    const { typed } = this;
    if (typed.selectionStart !== typed.value.length) return;
    typed.value = typed.value.replace(/\/{2,}/g, "/").replace(/^(\d{2}|\d{1,2}\/\d{2})$/, "$1/");
  }

  #complain(sentence: string): void {
    const { typed } = this;
    typed.setCustomValidity(sentence);
    if (sentence === "") typed.removeAttribute("aria-invalid");
    else typed.setAttribute("aria-invalid", "true");
    showError(find(".error", this), sentence);
  }
}

/** Return the field whose text input has this id. */
export function dayField(id: string, root: ParentNode): DayField {
  const field = find(`#${id}`, root).closest("day-field");
  if (!(field instanceof DayField)) throw new Error(`#${id} is in no day-field`);
  return field;
}

customElements.define("day-field", DayField);
