/** Draws one message as a bubble with its keyboard; it shows a file by its kind and never opens one by itself. */

import { fileSize, icon, make, makeButton } from "./elements";
import type { FileFacts, InlineButton, Message } from "./messages";
import { richText } from "./rich_text";
import { fileAddress } from "./sandbox_api";
import { voicePlayer } from "./voice_player";

const LONGEST_PHRASE = 20;

export interface BubbleActs {
  readonly press: (message: Message, button: InlineButton, pressed: HTMLButtonElement) => void;
  readonly openMenu: (message: Message, opener: HTMLElement) => void;
}

function picture(sizes: readonly FileFacts[], caption: string): HTMLElement {
  const largest = sizes[sizes.length - 1];
  const image = make("img", "picture");
  image.alt = caption === "" ? "Ảnh" : `Ảnh: ${caption}`;
  image.loading = "lazy";
  if (largest !== undefined) {
    image.src = fileAddress(largest.file_unique_id);
    if (largest.width !== undefined && largest.height !== undefined) {
      image.width = largest.width;
      image.height = largest.height;
    }
  }
  return image;
}

function film(file: FileFacts, round: boolean): HTMLElement {
  const video = make("video", round ? "film film-round" : "film");
  video.controls = true;
  video.preload = "metadata";
  video.src = fileAddress(file.file_unique_id);
  video.setAttribute("aria-label", "Video");
  return video;
}

function fact(name: string, label: string, detail = ""): HTMLElement {
  const words = make("span", "fact-words", make("span", "fact-label", label));
  if (detail !== "") words.append(make("span", "fact-detail", detail));
  return make("div", "fact", icon(name), words);
}

function content(message: Message): Node[] {
  if (message.photo !== undefined) return [picture(message.photo, message.caption ?? "")];
  if (message.voice !== undefined) {
    return [voicePlayer(fileAddress(message.voice.file_unique_id), message.voice.duration ?? 0)];
  }
  if (message.audio !== undefined) {
    return [voicePlayer(fileAddress(message.audio.file_unique_id), message.audio.duration ?? 0)];
  }
  if (message.video_note !== undefined) return [film(message.video_note, true)];
  if (message.video !== undefined) return [film(message.video, false)];
  if (message.animation !== undefined) return [film(message.animation, false)];
  if (message.document !== undefined) {
    return [fact("file-text", message.document.file_name ?? "Tệp", fileSize(message.document.file_size))];
  }
  if (message.location !== undefined) {
    const { latitude, longitude } = message.location;
    const point = [latitude, longitude].map((degree) => degree.toFixed(4).replace(".", ",")).join("; ");
    return [fact("map-pin", "Vị trí", point)];
  }
  if (message.contact !== undefined) return [fact("user", message.contact.first_name, message.contact.phone_number)];
  if (message.sticker !== undefined) return [make("span", "large-sign", message.sticker.emoji ?? "🙂")];
  if (message.dice !== undefined) return [make("span", "large-sign", message.dice.emoji)];
  return [];
}

/** A label that breaks after its commas first, so that no short phrase is torn in two. */
function phrases(text: string): (Node | string)[] {
  const parts = text.split(/(?<=,) /);
  return parts.flatMap((part, at) => [...(at === 0 ? [] : [" "]), part.length > LONGEST_PHRASE ? part : make("span", "phrase", part)]);
}

function keyboard(message: Message, acts: BubbleActs): HTMLElement | null {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  const lines = rows.map((row) => {
    const buttons = row.map((item) => {
      const button: HTMLButtonElement = makeButton("answer", item.text, () => acts.press(message, item, button), ...phrases(item.text));
      return button;
    });
    return make("div", "answer-row", ...buttons);
  });
  return make("div", "answers", ...lines);
}

/** One message: who says it (for screen readers), its content, its text, and its keyboard. */
export function drawMessage(message: Message, botName: string, acts: BubbleActs): HTMLElement {
  const fromBot = message.from.is_bot;
  const bubble = make("div", "bubble", make("span", "sr", fromBot ? `${botName}: ` : "Tôi: "));
  if (message.forward_origin !== undefined) {
    bubble.append(make("p", "forwarded", `Chuyển tiếp từ ${message.forward_origin.sender_user?.first_name ?? "người khác"}`));
  }
  const shown = content(message);
  bubble.append(...shown);
  const text = message.text ?? message.caption ?? "";
  if (text !== "") bubble.append(make("div", "words", richText(text, message.entities ?? message.caption_entities)));
  if (message.edit_date !== undefined && !fromBot) bubble.append(make("span", "edited", "đã sửa"));
  if (message.photo !== undefined || message.video !== undefined) bubble.classList.add("bubble-picture");

  const opener: HTMLButtonElement = makeButton(
    "more",
    "Việc với tin nhắn này",
    () => acts.openMenu(message, opener),
    icon("ellipsis"),
  );
  opener.setAttribute("aria-haspopup", "menu");
  bubble.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    acts.openMenu(message, opener);
  });
  const row = make("div", fromBot ? "row" : "row row-mine", make("div", "line", bubble, opener));
  row.dataset["message"] = String(message.message_id);
  if (message.media_group_id !== undefined) row.dataset["album"] = message.media_group_id;
  const answers = keyboard(message, acts);
  if (answers !== null) row.append(answers);
  return row;
}
