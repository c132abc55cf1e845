"""The lengths of the Bot API that the schema's types don't carry; a table of numbers, never of contents.

Source of every number: the field's description in the Bot API reference; a test compares each with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.refusals import bad_request

Unit = Literal["characters", "bytes", "items", "value"]


@dataclass(frozen=True, slots=True)
class Length:
    """The least and the most a field may hold, counted in `unit`; `complaint` is the public server's wording."""

    least: int
    most: int
    unit: Unit
    complaint: str

    def holds(self, value: Any) -> bool:
        """Whether the value fits."""
        match self.unit:
            case "bytes":
                size = len(str(value).encode())
            case "value":
                size = int(value)
            case _:
                size = len(value)
        return self.least <= size <= self.most


_TEXT = Length(1, 4096, "characters", "message is too long")
_CAPTION = Length(0, 1024, "characters", "message caption is too long")

METHOD_LENGTHS: dict[tuple[str, str], Length] = {
    ("sendMessage", "text"): _TEXT,
    ("editMessageText", "text"): _TEXT,
    ("sendPhoto", "caption"): _CAPTION,
    ("sendVideo", "caption"): _CAPTION,
    ("sendAnimation", "caption"): _CAPTION,
    ("sendAudio", "caption"): _CAPTION,
    ("sendVoice", "caption"): _CAPTION,
    ("sendDocument", "caption"): _CAPTION,
    ("editMessageCaption", "caption"): _CAPTION,
    ("answerCallbackQuery", "text"): Length(0, 200, "characters", "MESSAGE_TOO_LONG"),
    ("setMyName", "name"): Length(0, 64, "characters", "name is too long"),
    ("setMyDescription", "description"): Length(0, 512, "characters", "description is too long"),
    ("setMyShortDescription", "short_description"): Length(
        0, 120, "characters", "short description is too long"
    ),
    ("setWebhook", "secret_token"): Length(1, 256, "characters", "secret token is too long"),
    ("setWebhook", "max_connections"): Length(1, 100, "value", "max_connections is out of range"),
    ("getUpdates", "limit"): Length(1, 100, "value", "limit is out of range"),
    ("deleteMessages", "message_ids"): Length(1, 100, "items", "wrong number of message identifiers"),
    ("sendMediaGroup", "media"): Length(2, 10, "items", "wrong number of messages in the album"),
    ("setMyCommands", "commands"): Length(0, 100, "items", "too many commands"),
}

TYPE_LENGTHS: dict[tuple[str, str], Length] = {
    ("InlineKeyboardButton", "callback_data"): Length(1, 64, "bytes", "BUTTON_DATA_INVALID"),
    ("ReplyKeyboardMarkup", "input_field_placeholder"): Length(
        1, 64, "characters", "input field placeholder is too long"
    ),
    ("BotCommand", "command"): Length(1, 32, "characters", "BOT_COMMAND_INVALID"),
    ("BotCommand", "description"): Length(1, 256, "characters", "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("InputMediaPhoto", "caption"): _CAPTION,
}


def check_lengths(method: str, values: dict[str, Any]) -> None:
    """Refuse (RefusedError, 400) values that are too short or too long for this method."""
    for name, value in values.items():
        length = METHOD_LENGTHS.get((method, name))
        if length is not None and not length.holds(value):
            empty = length.unit == "characters" and not value
            raise bad_request("message text is empty" if empty and name == "text" else length.complaint)
    for kind, field, value in _inside(values):
        length = TYPE_LENGTHS[kind, field]
        if not length.holds(value):
            raise bad_request(length.complaint)


def _inside(values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    markup = values.get("reply_markup")
    if isinstance(markup, dict):
        for row in markup.get("inline_keyboard", ()):
            for button in row:
                if "callback_data" in button:
                    yield "InlineKeyboardButton", "callback_data", button["callback_data"]
        if "input_field_placeholder" in markup:
            yield "ReplyKeyboardMarkup", "input_field_placeholder", markup["input_field_placeholder"]
    for command in values.get("commands") or ():
        yield "BotCommand", "command", command["command"]
        yield "BotCommand", "description", command["description"]
    media = values.get("media")
    for item in media if isinstance(media, list) else ():
        if isinstance(item, dict) and item.get("caption"):
            yield "InputMediaPhoto", "caption", item["caption"]
