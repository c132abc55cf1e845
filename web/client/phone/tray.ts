/** Holds chosen files until they are sent or taken back; nothing leaves the phone before `Gửi`. */

import { fileSize, icon, make, makeButton } from "./elements";
import type { OutgoingFile } from "./messages";

/** Files of one album; source: `sendMediaGroup` (2 to 10 items). */
export const MOST_FILES = 10;

export class Tray {
  private files: OutgoingFile[] = [];
  private readonly addresses = new Map<OutgoingFile, string>();

  constructor(
    private readonly box: HTMLElement,
    private readonly onChange: () => void,
  ) {}

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  add(files: readonly OutgoingFile[]): void {
    this.files = [...this.files, ...files].slice(0, MOST_FILES);
    this.draw();
  }

  /** What is chosen; the tray is empty afterwards. */
  take(): OutgoingFile[] {
    const taken = this.files;
    this.files = [];
    this.draw();
    return taken;
  }

  /** What couldn't be sent stands first again, before what was chosen since. */
  putBack(files: readonly OutgoingFile[]): void {
    this.files = [...files, ...this.files].slice(0, Math.max(MOST_FILES, files.length));
    this.draw();
  }

  private drop(file: OutgoingFile): void {
    this.files = this.files.filter((kept) => kept !== file);
    this.draw();
  }

  private draw(): void {
    for (const address of this.addresses.values()) URL.revokeObjectURL(address);
    this.addresses.clear();
    this.box.hidden = this.files.length === 0;
    this.box.replaceChildren(
      ...this.files.map((file) => {
        const item = make("div", "tray-item", this.preview(file));
        item.append(makeButton("tray-drop", `Bỏ ${file.name}`, () => this.drop(file), icon("x")));
        return item;
      }),
    );
    this.onChange();
  }

  private preview(file: OutgoingFile): HTMLElement {
    if (file.kind === "photo") {
      const address = URL.createObjectURL(file.content);
      this.addresses.set(file, address);
      const image = make("img", "tray-picture");
      image.src = address;
      image.alt = file.name;
      return image;
    }
    const sign = file.kind === "video" ? "video" : file.kind === "voice" || file.kind === "audio" ? "mic" : "file-text";
    return make("div", "tray-file", icon(sign), make("span", "tray-name", file.name), make("span", "", fileSize(file.content.size)));
  }
}

/** Chosen files as messages: pictures and films by their kind unless they are to go as files. */
export function outgoing(files: Iterable<File>, asFiles: boolean): OutgoingFile[] {
  return [...files].map((file) => {
    const major = file.type.split("/")[0];
    const kind = asFiles ? "document" : major === "image" ? "photo" : major === "video" ? "video" : "document";
    return { kind, content: file, name: file.name, duration: 0 };
  });
}
