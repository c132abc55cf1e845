/** The field under the chat: text, files, voice, position, and changing an own message; what failed to go stays in it. */

import { byId } from "./elements";
import { wireLocationDialog } from "./location_dialog";
import type { Message, OutgoingFile } from "./messages";
import { openMenu } from "./popup_menu";
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
    this.askLocation = wireLocationDialog((latitude, longitude) => void this.acts.location(latitude, longitude));
    const record = wireVoice({ send: (file) => void this.acts.files([file], ""), say: acts.say });
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
    const edited = this.edited;
    if (edited !== null) {
      if (text === "") return;
      await this.keepOnFailure(text, () => this.acts.edit(edited, text));
      return;
    }
    if (!this.tray.isEmpty) {
      const files = this.tray.take();
      await this.keepOnFailure(text, () => this.acts.files(files, text));
      return;
    }
    if (text !== "") await this.keepOnFailure(text, () => this.acts.text(text));
  }

  private async keepOnFailure(text: string, act: () => Promise<void>): Promise<void> {
    this.stopEditing();
    this.field.value = "";
    this.refresh();
    try {
      await act();
    } catch (error) {
      this.field.value = text;
      this.refresh();
      this.acts.say(error instanceof Error && error.message !== "" ? error.message : "Chưa gửi được.");
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
