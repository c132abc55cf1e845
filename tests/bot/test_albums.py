"""Of an album everything is told: how many items were taken, and each one that wasn't, with the reason."""

from dataclasses import replace

import pytest

from bot.file_cleaning import CleanedFile, CleaningRefused, RefusedBecause
from bot.sandbox.resident_messages import SentFile
from domain.limits import Limits
from sealing.secret_types import SecretBytes
from tests.bot.conftest import Served

GOOD = SentFile("photo", b"x" * 100, "image/jpeg", "a.jpg", 0, None)
LOCKED = SentFile("photo", b"locked", "image/jpeg", "b.jpg", 0, None)
TOO_BIG = SentFile("photo", b"x", "image/jpeg", "c.jpg", 0, 2**31)


def refusing_locked_files(served: Served) -> None:
    """The cleaning refuses one kind of file, as it does one with a password."""
    usual = served.parts.clean

    async def clean(raw: SecretBytes) -> CleanedFile | CleaningRefused:
        if raw.reveal() == LOCKED.content:
            return CleaningRefused(RefusedBecause.PROTECTED)
        return await usual(raw)

    served.parts = replace(served.parts, clean=clean)


async def test_a_refused_file_of_an_album_is_told_and_the_others_are_counted(served: Served) -> None:
    """The acknowledgement of the next item never takes the place of a refusal."""
    refusing_locked_files(served)
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        resident.phone.send_files([GOOD, LOCKED, TOO_BIG, GOOD])
        await resident.hears("Tệp này có mật khẩu")
        await resident.hears("Tệp này quá 20 MB")
        await resident.hears("Đã cất kín 2 mục")


async def test_an_album_that_is_added_is_counted_whole_and_its_refused_file_is_told(served: Served) -> None:
    """What was sent on with the code gets the same honesty as the report."""
    refusing_locked_files(served)
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        await resident.adds_with(code)
        resident.phone.send_files([GOOD, LOCKED, GOOD])
        await resident.hears("Tệp này có mật khẩu")
        await resident.hears("Đã gửi thêm 2 mục")


async def test_a_long_caption_of_an_added_file_is_added_too(served: Served) -> None:
    """It has no room in the file's sealed head; it becomes an item of its own, as in the report."""
    caption = "Người đi xe máy đỏ." * 150
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        await resident.adds_with(code)
        resident.phone.send_files([GOOD], caption=caption)
        await resident.hears("Đã gửi thêm 2 mục")
        (tip,) = await served.tips()
    assert sorted(tip.texts) == sorted(["một", GOOD.content.decode(), caption])


async def test_what_is_added_with_the_code_has_its_bound_of_bytes(served: Served) -> None:
    """One code can't fill the disk; small things still go, and the refusal says why."""
    served.parts = replace(served.parts, limits=Limits(bytes_per_tip=50_000, free_disk_bytes=0))
    large = replace(GOOD, content=b"x" * 20_000)
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        await resident.adds_with(code)
        resident.phone.send_files([large])
        await resident.hears("Đã gửi thêm 1 mục")
        resident.phone.send_files([large])
        await resident.hears("Đã gửi thêm 2 mục")
        resident.phone.send_files([large])
        await resident.hears("Phần gửi thêm đã đầy")
        resident.write("thêm một câu")
        await resident.hears("Đã gửi thêm 3 mục")


async def test_nothing_is_added_while_the_disk_is_nearly_full(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a report begins: nothing is acknowledged that may find no room."""
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        monkeypatch.setattr("bot.residents.limits.ChatLimits.disk_has_room", lambda _limits: False)
        await resident.adds_with(code)
        resident.write("hai")
        await resident.hears("chưa nhận thêm được")
        (tip,) = await served.tips()
    assert tip.texts == ("một",)
