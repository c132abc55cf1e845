"""Every update the sandbox makes is one the Bot API could have made: no field is missing, none is invented."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.types import Update
from pydantic import BaseModel

from bot.sandbox import SandboxResident
from bot.sandbox.resident import Attachment
from tests.sandbox.conftest import BotClient
from tests.sandbox.test_messages_follow_the_rules import CHOICES, small_picture


def invented(value: Any, path: str = "") -> list[str]:
    """Paths of fields that aiogram's types don't declare."""
    if isinstance(value, BaseModel):
        found = [f"{path}.{name}" for name in value.model_extra or ()]
        for name in type(value).model_fields:
            found += invented(getattr(value, name), f"{path}.{name}")
        return found
    if isinstance(value, list):
        return [item for number, part in enumerate(value) for item in invented(part, f"{path}[{number}]")]
    return []


Act = Callable[[SandboxResident], Awaitable[Any]]


async def _edit(person: SandboxResident) -> None:
    await person.edit(await person.send("sai"), "đúng /huy")


async def _forward(person: SandboxResident) -> None:
    await person.forward(await person.send("kể lại"))


async def _live(person: SandboxResident) -> None:
    message_id = await person.send_location(21.64, 103.66, live_seconds=900)
    await person.move_location(message_id, 21.65, 103.67)


ACTS: dict[str, Act] = {
    "command": lambda person: person.send("/start c_03703"),
    "edit": _edit,
    "forward": _forward,
    "photo": lambda person: person.send_photo(small_picture(), "xem https://example.org"),
    "album": lambda person: person.send_files(
        Attachment("photo", small_picture()), Attachment("video", b"phim", "a.mp4", "video/mp4")
    ),
    "voice": lambda person: person.send_voice(b"sound", 3),
    "video": lambda person: person.send_video(b"phim", 4),
    "video note": lambda person: person.send_video_note(b"phim", 4),
    "document": lambda person: person.send_document(b"%PDF", "đơn.pdf", "application/pdf"),
    "audio": lambda person: person.send_files(Attachment("audio", b"music", "a.mp3", "audio/mpeg", 9)),
    "animation": lambda person: person.send_files(Attachment("animation", b"gif", "a.mp4", "video/mp4", 1)),
    "sticker": lambda person: person.send_files(Attachment("sticker", b"webp", "a.webp", "image/webp")),
    "location": lambda person: person.send_location(21.64, 103.66),
    "live location": _live,
    "contact": lambda person: person.send_contact("+84912345678", "Hoa"),
    "dice": lambda person: person.send_dice(),
    "group": lambda person: person.add_bot_to_group(),
    "block": lambda person: person.block(),
}


@pytest.mark.parametrize("act", ACTS)
async def test_whatever_a_resident_does_arrives_as_a_well_formed_update(
    bot: BotClient, resident: SandboxResident, act: str
) -> None:
    await ACTS[act](resident)
    updates = bot.do("getUpdates")
    assert updates
    for update in updates:
        assert invented(Update.model_validate(update)) == []


async def test_a_pressed_button_arrives_as_a_well_formed_update(
    bot: BotClient, resident: SandboxResident
) -> None:
    bot.do("sendMessage", chat_id=resident.chat_id, text="Chọn", reply_markup=CHOICES)
    await resident.press("Có")
    (update,) = bot.do("getUpdates")
    assert invented(Update.model_validate(update)) == []


async def test_a_command_is_marked_as_one(bot: BotClient, resident: SandboxResident) -> None:
    await resident.send("🚨 /khancap rồi /huy")
    (message,) = bot.updates("message")
    assert message["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 8},
        {"type": "bot_command", "offset": 16, "length": 4},
    ]
