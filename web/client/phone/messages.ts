/** The shapes of what stands in a chat, as the sandbox tells them; it never describes more than the phone shows. */

export interface Person {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
}

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface FileFacts {
  readonly file_unique_id: string;
  readonly file_size: number;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
  readonly mime_type?: string;
  readonly file_name?: string;
}

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

export interface ReplyKeyboard {
  readonly keyboard: readonly (readonly ({ readonly text: string; readonly request_location?: boolean } | string)[])[];
  readonly input_field_placeholder?: string;
}

export interface Message {
  readonly message_id: number;
  readonly from: Person;
  readonly date: number;
  readonly edit_date?: number;
  readonly text?: string;
  readonly entities?: readonly Entity[];
  readonly caption?: string;
  readonly caption_entities?: readonly Entity[];
  readonly photo?: readonly FileFacts[];
  readonly voice?: FileFacts;
  readonly audio?: FileFacts;
  readonly video?: FileFacts;
  readonly video_note?: FileFacts;
  readonly animation?: FileFacts;
  readonly document?: FileFacts;
  readonly sticker?: FileFacts & { readonly emoji?: string };
  readonly location?: { readonly latitude: number; readonly longitude: number };
  readonly contact?: { readonly phone_number: string; readonly first_name: string };
  readonly dice?: { readonly emoji: string; readonly value: number };
  readonly media_group_id?: string;
  readonly forward_origin?: { readonly sender_user?: Person };
  readonly reply_markup?: { readonly inline_keyboard?: readonly (readonly InlineButton[])[] };
}

export interface BotFacts {
  readonly name: string;
  readonly username: string;
  readonly description: string;
  readonly commands: readonly { readonly command: string; readonly description: string }[];
}

export interface ChatView {
  readonly seq: number;
  readonly messages: readonly Message[];
  readonly keyboard: ReplyKeyboard | null;
  readonly blocked: boolean;
  readonly bot: BotFacts;
}

export type ChatEvent =
  | { readonly seq: number; readonly type: "message" | "edited"; readonly message: Message }
  | { readonly seq: number; readonly type: "deleted"; readonly message_ids: readonly number[] }
  | { readonly seq: number; readonly type: "keyboard"; readonly keyboard: ReplyKeyboard | null }
  | { readonly seq: number; readonly type: "answer"; readonly text: string; readonly alert: boolean }
  | { readonly seq: number; readonly type: "typing"; readonly action: string };

export interface ChatChanges {
  readonly seq: number;
  readonly events: readonly ChatEvent[];
  readonly missed: boolean;
}

/** A file that waits in the phone to be sent. */
export interface OutgoingFile {
  readonly kind: "photo" | "video" | "voice" | "audio" | "document";
  readonly content: Blob;
  readonly name: string;
  readonly duration: number;
}
