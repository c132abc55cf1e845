/** The field under the chat: text, files, voice, position, and changing an own message; what failed to go stays in it. */

import { byId } from "./elements";
import { wireLocationDialog } from "./location_dialog";
import type { Message, OutgoingFile } from "./messages";
import { openMenu } from "./popup_menu";
import { SandboxError } from "./sandbox_api";
import { outgoing, Tray } from "./tray";
import { wireVoice } from "./voice_bar";

/** Characters of one message; source: `sendMessage` in the Bot API reference. */
const MOST_CHARACTERS = 4096;

export interface ComposerActs {
  readonly text: (text: string) => Promise<void>;
  readonly files: (files: readonly OutgoingFile[], caption: string) => Promise<void>;
  readonly edit: (messageId: number, text: string) => Promise<void>;
  readonly location: (latitude: number, longitude: number) => Promise<void>;
  readonly say: (sentence: string) => void;
}

export class Composer {
  private readonly field = byId("message-field", HTMLTextAreaElement);
  private readonly sendButton = byId("send", HTMLButtonElement);
  private readonly voiceButton = byId("voice", HTMLButtonElement);
  private readonly editBar = byId("edit-bar", HTMLElement);
  private readonly tray = new Tray(byId("tray", HTMLElement), () => this.refresh());
  private readonly askLocation: () => void;
  private edited: number | null = null;
  /** Counts the residents: what fails for one never comes back into the next one's field. */
  private person = 0;

  constructor(
    private readonly acts: ComposerActs,
    phone: HTMLElement,
  ) {
    const form = byId("composer", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.field.maxLength = MOST_CHARACTERS;
    this.field.addEventListener("input", () => this.refresh());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        void this.send();
      }
      if (event.key === "Escape") this.stopEditing();
    });
    this.field.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files;
      if (files === undefined || files.length === 0) return;
      event.preventDefault();
      this.tray.add(outgoing(files, false));
    });
    this.askLocation = wireLocationDialog((latitude, longitude) => void this.attempt(this.acts.location(latitude, longitude), () => undefined));
    const record = wireVoice({ send: (file) => void this.attempt(this.acts.files([file], ""), () => this.tray.putBack([file])), say: acts.say });
    this.voiceButton.addEventListener("click", () => void record());
    byId("edit-stop", HTMLButtonElement).addEventListener("click", () => this.stopEditing());
    this.wireChoosers(phone);
    this.refresh();
  }

  /** Opens the position form, as a keyboard button of the bot may ask. */
  chooseLocation(): void {
    this.askLocation();
  }

  /** Puts an own message's text into the field; sending changes that message. */
  startEditing(message: Message): void {
    this.edited = message.message_id;
    this.editBar.hidden = false;
    this.field.value = message.text ?? message.caption ?? "";
    this.refresh();
    this.field.focus();
  }

  /** Empties everything, for a new resident. */
  clear(): void {
    this.person++;
    this.stopEditing();
    this.tray.take();
    this.field.value = "";
    this.refresh();
  }

  set placeholder(text: string) {
    this.field.placeholder = text;
  }

  private wireChoosers(phone: HTMLElement): void {
    const media = byId("choose-media", HTMLInputElement);
    const file = byId("choose-file", HTMLInputElement);
    for (const [input, asFiles] of [[media, false], [file, true]] as const) {
      input.addEventListener("change", () => {
        this.tray.add(outgoing(input.files ?? [], asFiles));
        input.value = "";
        this.field.focus();
      });
    }
    const attach = byId("attach", HTMLButtonElement);
    attach.addEventListener("click", () => {
      openMenu(phone, attach, "Đính kèm", [
        { label: "Ảnh hoặc video", icon: "image", act: () => media.click() },
        { label: "Tệp", icon: "file-text", act: () => file.click() },
        { label: "Vị trí", icon: "map-pin", act: () => this.askLocation() },
      ]);
    });
  }

  private async send(): Promise<void> {
    const text = this.field.value.trim();
    if (this.edited !== null) {
      if (text !== "" && !this.field.readOnly) await this.change(this.edited, text);
      return;
    }
    const files = this.tray.isEmpty ? [] : this.tray.take();
    if (text === "" && files.length === 0) return;
    this.field.value = "";
    this.refresh();
    await this.attempt(files.length > 0 ? this.acts.files(files, text) : this.acts.text(text), () => {
      if (files.length > 0) this.tray.putBack(files);
      // What was typed since stays, behind it.
      this.field.value = [text, this.field.value].filter((part) => part !== "").join("\n");
      this.refresh();
    });
  }

  /** Change an own message; until that has ended the field is its text's, so that it never goes as a new message. */
  private async change(messageId: number, text: string): Promise<void> {
    const person = this.person;
    this.field.readOnly = true;
    await this.attempt(
      this.acts.edit(messageId, text).then(() => {
        if (person === this.person) this.stopEditing();
      }),
      () => undefined,
    );
    this.field.readOnly = false;
  }

  /** Say what failed; `putBack` gives the person back what couldn't be sent. */
  private async attempt(act: Promise<void>, putBack: () => void): Promise<void> {
    const person = this.person;
    try {
      await act;
    } catch (error) {
      if (person === this.person) putBack();
      this.acts.say(error instanceof SandboxError && error.status === 0 ? error.message : "Chưa gửi được.");
    }
  }

  private stopEditing(): void {
    if (this.edited === null) return;
    this.edited = null;
    this.editBar.hidden = true;
    this.field.value = "";
    this.refresh();
  }

  private refresh(): void {
    const ready = this.field.value.trim() !== "" || !this.tray.isEmpty;
    this.sendButton.hidden = !ready;
    this.voiceButton.hidden = ready;
    this.field.style.setProperty("block-size", "auto");
    this.field.style.setProperty("block-size", `${Math.min(this.field.scrollHeight, 120)}px`);
  }
}
