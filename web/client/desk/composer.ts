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

/** What is on its way, by tip and box, with the sentence of what went wrong or none: it goes on when its page is left. */
const onTheirWay = new Map<string, Promise<string>>();
/** What is being kept; a draft is dropped after it, not before. */
const beingKept = new Map<string, Promise<void>>();
/** Files chosen for the next note: they stay chosen while the key is locked, with their names off the screen. */
const chosenFiles = new Map<string, File>();

/** The textarea, button and error of one composer form. */
export class Composer {
  readonly #form: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #button: HTMLButtonElement;
  readonly #error: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #enabled = false;
  #blocked = false;
  #following = false;
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
      this.#timer = setTimeout(() => void this.#keepTyped(), KEEP_AFTER_MS);
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
    const sending = onTheirWay.get(this.#name);
    const kept = await draftOf(this.tip, this.box);
    if (!this.#enabled || this.#blocked) return;
    this.#switch(true);
    if (this.#text.value === "") this.#text.value = kept;
    this.#showFile(chosenFiles.get(this.#name));
    if (sending !== undefined) void this.#follow(sending);
  }

  /** Take the words off the screen, keeping them sealed. */
  async disable(): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const was = this.#enabled;
    this.#enabled = false;
    this.#text.value = "";
    this.#switch(false);
    this.#showFile(undefined);
    if (was && text !== "") await this.#keep(text);
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
    const fit = tooLarge || empty ? undefined : file;
    if (fit === undefined) chosenFiles.delete(this.#name);
    else chosenFiles.set(this.#name, fit);
    this.#showFile(fit);
  }

  #showFile(file: File | undefined): void {
    const [place, input] = [this.#form.querySelector<HTMLElement>("[data-file]"), this.#form.querySelector<HTMLInputElement>("[data-file-input]")];
    if (place === null || input === null) return;
    this.#file = file;
    place.hidden = this.#file === undefined;
    find(".grow", place).textContent = this.#file?.name ?? "";
    if (this.#file === undefined) input.value = "";
  }

  get #name(): string {
    return `${this.tip} ${this.box}`;
  }

  async #keepTyped(): Promise<void> {
    if (this.#enabled) await this.#keep(this.#text.value);
  }

  #keep(text: string): Promise<void> {
    const kept = (beingKept.get(this.#name) ?? Promise.resolve()).catch(() => undefined).then(() => keepDraft(this.tip, this.box, text));
    beingKept.set(this.#name, kept);
    return kept;
  }

  async #submit(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === "" && this.#file === undefined) {
      this.#text.focus();
      return;
    }
    const sending = this.#sent(text, this.#file);
    onTheirWay.set(this.#name, sending);
    await this.#follow(sending);
  }

  /** Send, and forget what was sent wherever the officer is then; gives what to say where it failed, or nothing. */
  async #sent(text: string, file: File | undefined): Promise<string> {
    try {
      await this.send(text, file);
      clearTimeout(this.#timer);
      chosenFiles.delete(this.#name);
      await beingKept.get(this.#name)?.catch(() => undefined);
      dropDraft(this.tip, this.box);
      toast(DONE[this.box]);
      return "";
    } catch (failure) {
      return failure instanceof Error && failure.message !== "" ? sentenceOf(failure) : "Có lỗi. Thử lại.";
    } finally {
      onTheirWay.delete(this.#name);
    }
  }

  /** Hold the box until what is on its way has ended: words typed now would go with it, or be taken off with it. */
  async #follow(sending: Promise<string>): Promise<void> {
    if (this.#following) return;
    this.#following = true;
    const done = busy(this.#button, VERB[this.box]);
    this.#text.readOnly = true;
    const failed = await sending;
    this.#text.readOnly = false;
    this.#following = false;
    done();
    if (failed !== "") {
      showError(this.#error, failed);
      return;
    }
    clearTimeout(this.#timer);
    this.#text.value = "";
    this.#showFile(undefined);
  }
}

/** The server's own sentences are shown; anything else becomes one of ours. */
function sentenceOf(failure: Error): string {
  return /[À-ỹ]/.test(failure.message) ? failure.message : "Chưa niêm phong được, nên chưa gửi. Tải lại trang rồi thử lại.";
}
