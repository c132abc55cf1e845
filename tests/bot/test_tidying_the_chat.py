"""What was promised to leave the chat leaves it, whatever was killed in between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.channels.telegram_channel import TelegramChannel
from bot.residents.channel import PlatformStumbled
from tests.bot.conftest import Served
from tests.bot.platform import until
from tests.bot.storytelling import REPORT

CLEAR = "🧹 Xóa tin nhắn ở đây"


@dataclass
class NoDeletions:
    """While it lasts the platform takes no deletion; `asked` counts the tries."""

    asked: int = 0

    @contextmanager
    def last(self) -> Iterator[None]:
        async def stumble(_self: TelegramChannel, _chat: str, _ids: Sequence[int]) -> tuple[int, int]:
            self.asked += 1
            raise PlatformStumbled

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(TelegramChannel, "delete", stumble)
            yield

    async def begun(self) -> None:
        """Wait for the first try."""
        await until(lambda: self.asked)


async def test_a_clearing_that_a_crash_cut_short_can_be_asked_for_again(served: Served) -> None:
    """The messages stay remembered until they are known to be gone."""
    deletions = NoDeletions()
    with deletions.last():
        async with served:
            resident = served.resident()
            await resident.tells_one_thing()
            await resident.sends_it()
            before = set(resident.phone.chat.messages)
            resident.press(CLEAR)
            await deletions.begun()
    assert before <= set(resident.phone.chat.messages)
    async with served:
        resident.press(CLEAR)
        await resident.hears("Tin đã gửi không bị xóa")
        assert not before & set(resident.phone.chat.messages)
        assert len(await served.tips()) == 1


async def test_a_follow_ups_messages_can_be_cleared_after_a_crash_too(served: Served) -> None:
    """The same holds for what was read with the code."""
    deletions = NoDeletions()
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        earlier = set(resident.phone.chat.messages)
        resident.write("/xemtin")
        await resident.hears("Gõ mã tin")
        resident.write(code)
        await resident.hears("Đã tới, chờ xem")
        before = set(resident.phone.chat.messages) - earlier
    with deletions.last():
        async with served:
            resident.press(CLEAR)
            await deletions.begun()
    async with served:
        resident.press(CLEAR)
        await resident.hears("mở lại bằng mã")
        assert not before & set(resident.phone.chat.messages)


async def test_a_first_attempt_left_halfway_is_cleared_with_the_report(served: Served) -> None:
    """Who presses `📝` again in the middle leaves nothing of the first attempt behind."""
    async with served:
        resident = served.resident()
        resident.write(REPORT)
        await resident.hears("Cố ý báo sai")
        resident.press("Tiếp tục")
        await resident.hears("xã, phường")
        await resident.tells_one_thing()
        await resident.sends_it()
        before = set(resident.phone.chat.messages)
        resident.press(CLEAR)
        await resident.hears("Tin đã gửi không bị xóa")
        left = before & set(resident.phone.chat.messages)
        assert not left, [resident.phone.chat.messages[number].get("text") for number in left]


async def test_a_typed_code_whose_update_comes_again_after_a_crash_is_deleted_then(served: Served) -> None:
    """The crash came after the commit and before the deletion."""
    deletions = NoDeletions()
    with deletions.last():
        async with served:
            resident = served.resident()
            await resident.tells_one_thing()
            code = await resident.sends_it()
            typed = resident.write(f"/xemtin {code}")
            waiting = served.platform.bot.updates
            number = waiting._next_id - 1
            await deletions.begun()
    waiting._waiting[number] = {"update_id": number, "message": {**resident.phone.chat.messages[typed]}}
    async with served:
        await until(lambda: typed not in resident.phone.chat.messages)
