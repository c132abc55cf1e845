/** The phone: follows one resident's chat and does what the person does; it never shows two residents at once. */

import type { BubbleActs } from "./bubbles";
import { ChatLog } from "./chat_log";
import { Composer } from "./composer";
import { byId, make, makeButton } from "./elements";
import type { BotFacts, ChatEvent, ChatView, InlineButton, Message, ReplyKeyboard } from "./messages";
import { openMenu, type MenuItem } from "./popup_menu";
import { Residents } from "./residents";
import { SandboxError, SandboxLine } from "./sandbox_api";

const NOTE_MILLISECONDS = 4000;
const TYPING_MILLISECONDS = 3000;
const RETRY_MILLISECONDS = 1500;

export class Phone {
  private readonly frame = byId("phone", HTMLElement);
  private readonly keyboardBox = byId("reply-keyboard", HTMLElement);
  private readonly startBox = byId("start-box", HTMLElement);
  private readonly status = byId("bot-status", HTMLElement);
  private readonly note = byId("phone-note", HTMLElement);
  private readonly composer: Composer;
  private readonly log: ChatLog;
  private line: SandboxLine;
  private bot: BotFacts = { name: "Tin Báo", username: "", description: "", commands: [] };
  private blocked = false;
  private keyboardShown = "";
  private following = new AbortController();
  private noteTimer = 0;
  private typingTimer = 0;

  private constructor(private readonly residents: Residents) {
    this.line = new SandboxLine(residents.current);
    const acts: BubbleActs = {
      press: (message, button, pressed) => void this.press(message, button, pressed),
      openMenu: (message, opener) => this.openMessageMenu(message, opener),
    };
    this.log = new ChatLog(byId("chat", HTMLElement), acts, this.bot.name);
    this.composer = new Composer(
      {
        text: (text) => this.line.text(text),
        files: (files, caption) => this.line.files(files, caption),
        edit: (messageId, text) => this.line.edit(messageId, text),
        location: (latitude, longitude) => this.line.location(latitude, longitude),
        say: (sentence) => this.say(sentence),
      },
      this.frame,
    );
    const more = byId("phone-menu", HTMLButtonElement);
    more.addEventListener("click", () => this.openPhoneMenu(more));
    byId("start", HTMLButtonElement).addEventListener("click", () => void this.attempt(this.line.text("/start")));
    byId("alert-close", HTMLButtonElement).addEventListener("click", () => byId("alert", HTMLDialogElement).close());
  }

  static async open(): Promise<Phone> {
    const phone = new Phone(await Residents.load());
    void phone.follow();
    return phone;
  }

  /** Everyone is forgotten, a new person arrives. */
  async startAgain(): Promise<void> {
    await this.residents.startAgain();
    this.change();
  }

  private change(): void {
    this.line = new SandboxLine(this.residents.current);
    this.composer.clear();
    void this.follow();
  }

  /** Shows the chat and keeps up with it until another resident is chosen. */
  private async follow(): Promise<void> {
    this.following.abort();
    const following = new AbortController();
    this.following = following;
    const line = this.line;
    let seq = -1;
    while (!following.signal.aborted) {
      try {
        if (seq < 0) {
          const view = await line.look();
          if (following.signal.aborted) return;
          this.show(view);
          seq = view.seq;
        }
        const changes = await line.changes(seq, following.signal);
        if (following.signal.aborted) return;
        for (const event of changes.events) this.take(event);
        seq = changes.missed ? -1 : changes.seq;
      } catch (error) {
        if (following.signal.aborted) return;
        if (error instanceof SandboxError && error.status === 404) {
          await this.startAgain();
          return;
        }
        this.status.textContent = "mất kết nối, đang thử lại";
        seq = -1;
        await new Promise((resolve) => window.setTimeout(resolve, RETRY_MILLISECONDS));
      }
    }
  }

  private show(view: ChatView): void {
    this.bot = view.bot;
    this.blocked = view.blocked;
    byId("bot-name", HTMLElement).textContent = view.bot.name;
    this.status.textContent = this.residents.count > 1 ? `bot · Người dân ${this.residents.index + 1}` : "bot";
    this.composer.placeholder = `Nhắn cho ${view.bot.name}`;
    this.log.reset(view.messages, view.bot.name);
    this.showKeyboard(view.keyboard);
    this.showStart();
  }

  private take(event: ChatEvent): void {
    switch (event.type) {
      case "message":
        this.log.add(event.message);
        if (event.message.from.is_bot) this.showTyping(false);
        break;
      case "edited":
        this.log.change(event.message);
        break;
      case "deleted":
        this.log.remove(event.message_ids);
        break;
      case "keyboard":
        this.showKeyboard(event.keyboard);
        break;
      case "answer":
        for (const pressed of this.frame.querySelectorAll("[aria-busy]")) pressed.removeAttribute("aria-busy");
        if (event.alert && event.text !== "") this.alert(event.text);
        else if (event.text !== "") this.say(event.text);
        break;
      case "typing":
        this.showTyping(true);
        break;
    }
    this.showStart();
  }

  private showStart(): void {
    this.startBox.hidden = !this.log.isEmpty;
    const description = byId("bot-description", HTMLElement);
    description.textContent = this.bot.description;
    description.hidden = this.bot.description === "";
  }

  private showTyping(typing: boolean): void {
    window.clearTimeout(this.typingTimer);
    this.status.textContent = typing ? "đang soạn…" : "bot";
    if (typing) this.typingTimer = window.setTimeout(() => this.showTyping(false), TYPING_MILLISECONDS);
  }

  /** The same keyboard again stays as it is: a key that is made anew while it is pressed swallows the press. */
  private showKeyboard(keyboard: ReplyKeyboard | null): void {
    const shown = JSON.stringify(keyboard);
    if (shown === this.keyboardShown) return this.log.scrollToEnd();
    this.keyboardShown = shown;
    this.keyboardBox.hidden = keyboard === null;
    const rows = (keyboard?.keyboard ?? []).map((row) => {
      const buttons = row.map((button) => {
        const label = typeof button === "string" ? button : button.text;
        const asksPlace = typeof button !== "string" && button.request_location === true;
        return makeButton("reply", label, () => {
          if (asksPlace) this.composer.chooseLocation();
          else void this.attempt(this.line.text(label));
        });
      });
      return make("div", "reply-row", ...buttons);
    });
    this.keyboardBox.replaceChildren(...rows);
    this.log.scrollToEnd();
  }

  private async press(message: Message, button: InlineButton, pressed: HTMLButtonElement): Promise<void> {
    if (button.url !== undefined) {
      if (/^https?:\/\//i.test(button.url)) window.open(button.url, "_blank", "noopener");
      return;
    }
    pressed.setAttribute("aria-busy", "true");
    await this.attempt(this.line.press(message.message_id, button.callback_data ?? ""));
    window.setTimeout(() => pressed.removeAttribute("aria-busy"), NOTE_MILLISECONDS / 4);
  }

  private openMessageMenu(message: Message, opener: HTMLElement): void {
    const text = message.text ?? message.caption;
    const items: MenuItem[] = [];
    if (!message.from.is_bot && text !== undefined) {
      items.push({ label: "Sửa", icon: "pencil", act: () => this.composer.startEditing(message) });
    }
    if (text !== undefined) {
      items.push({ label: "Sao chép", icon: "copy", act: () => void navigator.clipboard.writeText(text) });
    }
    items.push(
      { label: "Chuyển tiếp cho bot", icon: "forward", act: () => void this.attempt(this.line.forward(message.message_id)) },
      { label: "Xóa ở cả hai bên", icon: "trash-2", danger: true, act: () => void this.attempt(this.line.remove(message.message_id)) },
    );
    openMenu(this.frame, opener, "Việc với tin nhắn này", items);
  }

  private openPhoneMenu(opener: HTMLElement): void {
    const commands: MenuItem[] = this.bot.commands.map((item) => ({
      label: `/${item.command}  ${item.description}`,
      act: () => void this.attempt(this.line.text(`/${item.command}`)),
    }));
    const people: MenuItem[] = Array.from({ length: this.residents.count }, (_, index) => ({
      label: `Người dân ${index + 1}`,
      icon: "smartphone",
      checked: index === this.residents.index,
      act: () => {
        this.residents.choose(index);
        this.change();
      },
    }));
    const others: MenuItem[] = [
      { label: "Thêm một người dân", icon: "user-plus", act: () => void this.attempt(this.residents.add().then(() => this.change())) },
      {
        label: this.blocked ? "Bỏ chặn bot" : "Chặn bot",
        icon: "x",
        danger: !this.blocked,
        act: () => {
          this.blocked = !this.blocked;
          void this.attempt(this.line.block(this.blocked));
        },
      },
    ];
    openMenu(this.frame, opener, "Điện thoại", [...commands, ...people, ...others]);
  }

  private async attempt(act: Promise<void>): Promise<void> {
    try {
      await act;
    } catch (error) {
      this.say(error instanceof SandboxError && error.status === 0 ? error.message : "Chưa làm được việc này.");
    }
  }

  private say(sentence: string): void {
    window.clearTimeout(this.noteTimer);
    this.note.textContent = sentence;
    this.note.classList.add("shown");
    this.noteTimer = window.setTimeout(() => this.note.classList.remove("shown"), NOTE_MILLISECONDS);
  }

  private alert(text: string): void {
    byId("alert-text", HTMLElement).textContent = text;
    byId("alert", HTMLDialogElement).showModal();
  }
}
