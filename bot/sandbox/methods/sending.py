"""Performs the methods that put a bot's message into a chat; it never reaches a chat that didn't open the door."""

from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.entities import checked_entities
from bot.sandbox.media_facts import describe
from bot.sandbox.methods.registry import Desk, performs
from bot.sandbox.refusals import bad_request
from bot.sandbox.request_reading import Call
from bot.sandbox.stored_files import StoredFile

_FILE_METHODS = {
    "sendPhoto": "photo",
    "sendDocument": "document",
    "sendVideo": "video",
    "sendAnimation": "animation",
    "sendAudio": "audio",
    "sendVoice": "voice",
    "sendVideoNote": "video_note",
    "sendSticker": "sticker",
}


def refuse_parse_mode(call: Call) -> None:
    """The house marks texts by entities; RefusedError (400) for anything else."""
    if call.values.get("parse_mode"):
        raise bad_request("can't parse entities: the sandbox takes entities, no parse_mode")


def written_text(call: Call, field: str, entities_field: str) -> dict[str, Any]:
    """Text or caption with its entities, as a message carries them; trailing white space goes, as it does there."""
    refuse_parse_mode(call)
    text = call.text(field)
    entities = checked_entities(text, call.structure(entities_field))
    text = text.rstrip()
    if field == "text" and not text:
        raise bad_request("message text is empty")
    body: dict[str, Any] = {}
    if text:
        body[field] = text
    if entities:
        body[entities_field] = entities
    return body


def deliver(desk: Desk, chat: Chat, message: Message, call: Call) -> Message:
    """Put the message into the chat with its keyboard and its reference to the message it answers."""
    reply = call.structure("reply_parameters")
    if reply:
        answered = chat.messages.get(int(reply["message_id"]))
        if answered is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        if answered is not None:
            message["reply_to_message"] = answered
    markup = call.structure("reply_markup")
    if call.flag("protect_content"):
        message["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    chat.put(message)
    if markup and "keyboard" in markup:
        chat.set_keyboard(markup, message["message_id"])
    elif markup and markup.get("remove_keyboard"):
        chat.set_keyboard(None, None)
    desk.bot.chats.move_to_end(chat.id)
    return message


@performs("sendMessage")
def send_message(desk: Desk, call: Call) -> Message:
    """A text message."""
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    body = written_text(call, "text", "entities")
    message = desk.world.blank_message(desk.bot, chat, desk.bot.as_user())
    message.update(body)
    return deliver(desk, chat, message, call)


def sent_file(desk: Desk, call: Call, kind: str, reference: str) -> StoredFile:
    """The file a bot sends: uploaded now, or known by its id; RefusedError (400) otherwise."""
    if reference.startswith("attach://"):
        upload = call.uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request("file to send isn't attached")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return desk.world.files.keep(kind, upload.content, mime=upload.mime, name=upload.name)
    if "://" in reference:
        raise bad_request("failed to get HTTP URL content")
    return desk.world.files.by_id(reference)


@performs(*_FILE_METHODS)
def send_file(desk: Desk, call: Call) -> Message:
    """A photo, a voice note, a document …"""
    kind = _FILE_METHODS[call.method]
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    body = written_text(call, "caption", "caption_entities")
    stored = sent_file(desk, call, kind, call.text(kind))
    message = desk.world.blank_message(desk.bot, chat, desk.bot.as_user())
    message[kind] = describe(kind, stored, duration=call.integer("duration"))
    message.update(body)
    return deliver(desk, chat, message, call)


@performs("sendMediaGroup")
def send_album(desk: Desk, call: Call) -> list[Message]:
    """Several pictures or files as one album."""
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    items = call.structure("media")
    files = [sent_file(desk, call, item["type"], item["media"]) for item in items]
    album: str | None = None
    messages = []
    for item, stored in zip(items, files, strict=True):
        message = desk.world.blank_message(desk.bot, chat, desk.bot.as_user())
        album = album or str(10**16 + message["message_id"])
        message["media_group_id"] = album
        message[item["type"]] = describe(item["type"], stored, duration=int(item.get("duration", 0)))
        if item.get("caption"):
            message["caption"] = item["caption"]
        messages.append(deliver(desk, chat, message, call))
    return messages


@performs("sendLocation")
def send_location(desk: Desk, call: Call) -> Message:
    """A point on the map."""
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    message = desk.world.blank_message(desk.bot, chat, desk.bot.as_user())
    message["location"] = {
        "latitude": float(call.values["latitude"]),
        "longitude": float(call.values["longitude"]),
    }
    return deliver(desk, chat, message, call)


@performs("sendChatAction")
def send_chat_action(desk: Desk, call: Call) -> bool:
    """The phone shows for a moment that the bot is at work."""
    desk.bot.chat_to_write(call.text("chat_id")).tell("typing", action=call.text("action"))
    return True
