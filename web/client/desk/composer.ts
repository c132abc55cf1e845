/** One box for writing: an answer or a note, each its own; it must never send on its own or lose what was begun. */
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
  readonly #text: HTMLTextAreaElement;
  readonly #button: HTMLButtonElement;
  readonly #error: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #enabled = false;
  #blocked = false;

  constructor(
    form: HTMLFormElement,
    private readonly tip: string,
    readonly box: Box,
    private readonly send: (text: string) => Promise<void>,
  ) {
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
  }

  /** Let the officer write; brings back what was begun. */
  async enable(): Promise<void> {
    if (this.#enabled && !this.#blocked) return;
    this.#enabled = true;
    this.#blocked = false;
    showError(this.#error, "");
    const kept = await draftOf(this.tip, this.box);
    if (!this.#enabled || this.#blocked) return;
    this.#text.disabled = false;
    this.#button.disabled = false;
    if (this.#text.value === "") this.#text.value = kept;
  }

  /** Take the words off the screen, keeping them sealed. */
  async disable(): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const was = this.#enabled;
    this.#enabled = false;
    this.#text.value = "";
    this.#text.disabled = true;
    this.#button.disabled = true;
    if (was && text !== "") await keepDraft(this.tip, this.box, text);
  }

  /** Refuse to send for now, and say why beside the button. */
  block(sentence: string): void {
    this.#blocked = true;
    this.#text.disabled = true;
    this.#button.disabled = true;
    showError(this.#error, sentence);
  }

  async #keep(): Promise<void> {
    if (this.#enabled) await keepDraft(this.tip, this.box, this.#text.value);
  }

  async #submit(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === "") {
      this.#text.focus();
      return;
    }
    const done = busy(this.#button, VERB[this.box]);
    try {
      await this.send(text);
      clearTimeout(this.#timer);
      this.#text.value = "";
      dropDraft(this.tip, this.box);
      toast(DONE[this.box]);
    } catch (failure) {
      showError(this.#error, failure instanceof Error && failure.message !== "" ? sentenceOf(failure) : "Có lỗi. Thử lại.");
    } finally {
      done();
    }
  }
}

/** The server's own sentences are shown; anything else becomes one of ours. */
function sentenceOf(failure: Error): string {
  return /[À-ỹ]/.test(failure.message) ? failure.message : "Chưa niêm phong được, nên chưa gửi. Tải lại trang rồi thử lại.";
}
