/** One box for writing: an answer or a note, each its own; it must never send on its own or lose what was begun. */
import { MOST_FILE_BYTES } from "./attachments";
import { busy, find, showError, toast } from "./dom";
import { draftOf, dropDraft, keepDraft } from "./drafts";

export type Box = "reply" | "note";

const DONE: Readonly<Record<Box, string>> = {
  reply: "Đã gửi trả lời, chỉ người giữ mã tin đọc được",
  note: "Đã lưu ghi chú nội bộ",
};
const VERB: Readonly<Record<Box, string>> = { reply: "Đang gửi", note: "Đang lưu" };
const KEEP_AFTER_MS = 600;

/** The textarea, button and error of one composer form. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #button: HTMLButtonElement;
  readonly #error: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #enabled = false;
  #blocked = false;
  #file: File | undefined;

  constructor(
    form: HTMLFormElement,
    private readonly tip: string,
    readonly box: Box,
    private readonly send: (text: string, file?: File) => Promise<void>,
  ) {
    this.#form = form;
    this.#text = find<HTMLTextAreaElement>("textarea", form);
    this.#button = find<HTMLButtonElement>("button[type=submit]", form);
    this.#error = find(".error", form);
    this.#text.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#keep(), KEEP_AFTER_MS);
      showError(this.#error, "");
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    const input = form.querySelector<HTMLInputElement>("[data-file-input]");
    input?.addEventListener("change", () => this.#choose(input.files?.[0]));
    form.querySelector("[data-file-pick]")?.addEventListener("click", () => input?.click());
    form.querySelector("[data-file-drop]")?.addEventListener("click", () => this.#choose(undefined));
  }

  /** Let the officer write; brings back what was begun. */
  async enable(): Promise<void> {
    if (this.#enabled && !this.#blocked) return;
    this.#enabled = true;
    this.#blocked = false;
    showError(this.#error, "");
    const kept = await draftOf(this.tip, this.box);
    if (!this.#enabled || this.#blocked) return;
    this.#switch(true);
    if (this.#text.value === "") this.#text.value = kept;
  }

  /** Take the words off the screen, keeping them sealed. */
  async disable(): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const was = this.#enabled;
    this.#enabled = false;
    this.#text.value = "";
    this.#switch(false);
    this.#choose(undefined);
    if (was && text !== "") await keepDraft(this.tip, this.box, text);
  }

  /** Refuse to send for now, and say why beside the button. */
  block(sentence: string): void {
    this.#blocked = true;
    this.#switch(false);
    showError(this.#error, sentence);
  }

  #switch(on: boolean): void {
    this.#text.disabled = this.#button.disabled = !on;
    const pick = this.#form.querySelector<HTMLButtonElement>("[data-file-pick]");
    if (pick !== null) pick.disabled = !on;
  }

  /** Take a file to go with the next note, or none. */
  #choose(file: File | undefined): void {
    const [place, input] = [this.#form.querySelector<HTMLElement>("[data-file]"), this.#form.querySelector<HTMLInputElement>("[data-file-input]")];
    if (place === null || input === null) return;
    const tooLarge = file !== undefined && file.size > MOST_FILE_BYTES;
    const empty = file?.size === 0;
    showError(this.#error, tooLarge ? "Tệp lớn hơn 20 MB nên không gửi được. Chọn tệp nhỏ hơn." : empty ? "Tệp này trống." : "");
    this.#file = tooLarge || empty ? undefined : file;
    place.hidden = this.#file === undefined;
    find(".grow", place).textContent = this.#file?.name ?? "";
    if (this.#file === undefined) input.value = "";
  }

  async #keep(): Promise<void> {
    if (this.#enabled) await keepDraft(this.tip, this.box, this.#text.value);
  }

  async #submit(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === "" && this.#file === undefined) {
      this.#text.focus();
      return;
    }
    const done = busy(this.#button, VERB[this.box]);
    // What is typed now would go with what is sent, or be taken off with it.
    this.#text.readOnly = true;
    try {
      await this.send(text, this.#file);
      clearTimeout(this.#timer);
      this.#text.value = "";
      this.#choose(undefined);
      dropDraft(this.tip, this.box);
      toast(DONE[this.box]);
    } catch (failure) {
      showError(this.#error, failure instanceof Error && failure.message !== "" ? sentenceOf(failure) : "Có lỗi. Thử lại.");
    } finally {
      this.#text.readOnly = false;
      done();
    }
  }
}

/** The server's own sentences are shown; anything else becomes one of ours. */
function sentenceOf(failure: Error): string {
  return /[À-ỹ]/.test(failure.message) ? failure.message : "Chưa niêm phong được, nên chưa gửi. Tải lại trang rồi thử lại.";
}
