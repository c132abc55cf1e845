/** Keeps the chat's bubbles in order and in view; a deleted message leaves nothing behind. */

import { drawMessage, type BubbleActs } from "./bubbles";
import { make } from "./elements";
import type { Message } from "./messages";

const NEAR_END_PIXELS = 120;

export class ChatLog {
  private readonly rows = new Map<number, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly acts: BubbleActs,
    private botName: string,
  ) {}

  /** Shows these messages and nothing else. */
  reset(messages: readonly Message[], botName: string): void {
    this.botName = botName;
    this.rows.clear();
    this.list.replaceChildren();
    for (const message of messages) this.append(message);
    this.scrollToEnd();
  }

  get isEmpty(): boolean {
    return this.rows.size === 0;
  }

  add(message: Message): void {
    if (this.rows.has(message.message_id)) {
      this.change(message);
      return;
    }
    const follow = this.isNearEnd() || !message.from.is_bot;
    const row = this.append(message);
    row.classList.add("row-new");
    if (!follow) return;
    this.scrollToEnd();
    for (const picture of row.querySelectorAll("img")) {
      picture.addEventListener("load", () => this.scrollToEnd(), { once: true });
    }
  }

  change(message: Message): void {
    const before = this.rows.get(message.message_id);
    if (before === undefined) return;
    const hadFocus = before.contains(document.activeElement);
    const follow = this.isNearEnd();
    const after = drawMessage(message, this.botName, this.acts);
    before.replaceWith(after);
    this.rows.set(message.message_id, after);
    if (hadFocus) this.list.focus({ preventScroll: true });
    if (follow) this.scrollToEnd();
  }

  remove(messageIds: readonly number[]): void {
    for (const messageId of messageIds) {
      const row = this.rows.get(messageId);
      if (row === undefined) continue;
      this.rows.delete(messageId);
      if (row.contains(document.activeElement)) this.list.focus({ preventScroll: true });
      const album = row.parentElement?.classList.contains("album") === true ? row.parentElement : null;
      row.remove();
      if (album?.childElementCount === 0) album.remove();
    }
  }

  scrollToEnd(): void {
    this.list.scrollTop = this.list.scrollHeight;
  }

  private append(message: Message): HTMLElement {
    const row = drawMessage(message, this.botName, this.acts);
    this.rows.set(message.message_id, row);
    const album = message.media_group_id;
    if (album === undefined) {
      this.list.append(row);
      return row;
    }
    const last = this.list.lastElementChild;
    if (last instanceof HTMLElement && last.dataset["group"] === album) {
      last.append(row);
      return row;
    }
    const group = make("div", message.from.is_bot ? "album" : "album album-mine", row);
    group.dataset["group"] = album;
    this.list.append(group);
    return row;
  }

  private isNearEnd(): boolean {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PIXELS;
  }
}
