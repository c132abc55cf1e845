"""What a resident sees in the chat, read from Bot API objects; it keeps nothing the phone wouldn't show."""

from dataclasses import dataclass, field
from typing import Any, Self

_KINDS = (
    "photo", "voice", "video_note", "video", "audio", "animation", "document",
    "sticker", "location", "contact", "dice", "poll",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: its label, and its callback data ("" for a link)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked range of the text, cut out: `kind` (bold, code …) and the text under it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as it stands in the chat now. `text` is the text or the caption; `kind` is `text`, `photo` …"""

    id: int
    from_bot: bool
    kind: str
    text: str
    marks: tuple[Mark, ...]
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    album: str | None
    raw: dict[str, Any] = field(repr=False)

    @property
    def labels(self) -> list[str]:
        """Labels of all inline buttons, row after row."""
        return [button.label for row in self.buttons for button in row]

    def button(self, label: str) -> Button | None:
        """The button with this label, or None."""
        return next((item for row in self.buttons for item in row if item.label == label), None)

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        """From a Bot API `Message`."""
        text = raw.get("text") or raw.get("caption") or ""
        entities = raw.get("entities") or raw.get("caption_entities") or []
        keyboard = raw.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            id=raw["message_id"],
            from_bot=raw["from"]["is_bot"],
            kind=next((kind for kind in _KINDS if kind in raw), "text"),
            text=text,
            marks=tuple(Mark(entity["type"], _cut(text, entity)) for entity in entities),
            buttons=tuple(
                tuple(Button(item["text"], item.get("callback_data", "")) for item in row) for row in keyboard
            ),
            edited="edit_date" in raw,
            album=raw.get("media_group_id"),
            raw=raw,
        )


def _cut(text: str, entity: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le")
