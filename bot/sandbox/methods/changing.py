"""Performs edits, deletions and answers to pressed buttons; it never touches what the rules of a bot forbid."""

from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.methods.registry import Desk, performs
from bot.sandbox.methods.sending import written_text
from bot.sandbox.refusals import bad_request
from bot.sandbox.request_reading import Call

DELETABLE_SECONDS = 48 * 3600
"""Age up to which a bot may delete a message of a private chat; source: `deleteMessage` in the Bot API reference."""


def _own_message(desk: Desk, call: Call) -> tuple[Chat, Message]:
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != desk.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(desk: Desk, call: Call, changes: dict[str, Any], dropped: tuple[str, ...]) -> Message:
    chat, before = _own_message(desk, call)
    after = {name: value for name, value in before.items() if name not in (*dropped, "reply_markup")}
    after.update(changes)
    markup = call.structure("reply_markup")
    if markup and "inline_keyboard" in markup and markup["inline_keyboard"]:
        after["reply_markup"] = markup
    if {**after, "edit_date": 0} == {**before, "edit_date": 0}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    after["edit_date"] = desk.world.now()
    chat.change(after)
    return after


@performs("editMessageText")
def edit_text(desk: Desk, call: Call) -> Message:
    """New text for the bot's own message; without a keyboard in the request the old one goes."""
    _, before = _own_message(desk, call)
    if "text" not in before:
        raise bad_request("there is no text in the message to edit")
    return _changed(desk, call, written_text(call, "text", "entities"), ("text", "entities"))


@performs("editMessageCaption")
def edit_caption(desk: Desk, call: Call) -> Message:
    """New caption for the bot's own message."""
    changes = written_text(call, "caption", "caption_entities")
    return _changed(desk, call, changes, ("caption", "caption_entities"))


@performs("editMessageReplyMarkup")
def edit_markup(desk: Desk, call: Call) -> Message:
    """Another inline keyboard, or none, under the bot's own message."""
    return _changed(desk, call, {}, ())


def _delete(desk: Desk, chat: Chat, message_ids: list[int]) -> list[int]:
    youngest = desk.world.now() - DELETABLE_SECONDS
    found = [chat.messages[number] for number in message_ids if number in chat.messages]
    if any(message["date"] < youngest for message in found):
        raise bad_request("message can't be deleted for everyone")
    if not chat.is_private and any(message["from"]["id"] != desk.bot.id for message in found):
        raise bad_request("message can't be deleted")
    return chat.remove(message_ids)


@performs("deleteMessage")
def delete_message(desk: Desk, call: Call) -> bool:
    """One message vanishes on both sides."""
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    if not _delete(desk, chat, [call.integer("message_id")]):
        raise bad_request("message to delete not found")
    return True


@performs("deleteMessages")
def delete_messages(desk: Desk, call: Call) -> bool:
    """Up to a hundred messages vanish; those that aren't there are passed over."""
    chat = desk.bot.chat_to_write(call.text("chat_id"))
    _delete(desk, chat, [int(number) for number in call.structure("message_ids")])
    return True


@performs("answerCallbackQuery")
def answer_callback(desk: Desk, call: Call) -> bool:
    """The pressed button stops waiting; a text shows up for a moment, or as a dialog."""
    query_id = call.text("callback_query_id")
    chat = desk.bot.callbacks.pop(query_id, None)
    if chat is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    chat.tell("answer", query_id=query_id, text=call.text("text"), alert=call.flag("show_alert"))
    return True
