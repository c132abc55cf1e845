"""Whatever a phone can send: a kind answer, nothing of it in the log, and the report goes on to its end."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.file_cleaning import FileCleaner
from bot.sandbox.resident_messages import SentFile
from tests.bot.conftest import Served
from tests.file_cleaning import samples

MARK = "NGỰA-VẰN-6620"
LONG = 20


@pytest.fixture
async def cleaning(served: Served) -> AsyncIterator[Served]:
    """Served with the cleaner that real reports get."""
    cleaner = FileCleaner()
    served.parts = replace(served.parts, clean=cleaner.clean)
    yield served
    await cleaner.close()


def file(kind: str, content: bytes, mime: str, claimed: int | None = None) -> SentFile:
    return SentFile(kind, content, mime, f"{MARK}.bin", 3, claimed)


FILES = {
    "a file of 2 GB": (file("document", b"x", "video/mp4", 2**31), "quá 20 MB nên Tin Báo không tải về"),
    "a picture bomb": (file("photo", samples.picture_bomb(), "image/jpeg"), "quá dài hoặc quá lớn"),
    "a truncated video": (file("video", samples.video()[:2500], "video/mp4"), "không mở được"),
    "a PDF that isn't one": (
        file("document", b"%PDF-1.7 " + MARK.encode(), "application/pdf"),
        "không mở được",
    ),
    "a locked PDF": (file("document", samples.locked_pdf(), "application/pdf"), "có mật khẩu"),
    "a program": (file("document", b"MZ\x00\x01" * 300, "application/x-msdownload"), "không xóa hết dấu vết"),
}


async def test_every_bad_file_is_refused_kindly_and_the_report_is_sent(
    cleaning: Served, lines: list[str]
) -> None:
    async with cleaning:
        resident = cleaning.resident()
        await resident.begins_a_report()
        resident.write("trước")
        await resident.hears("Đã cất kín 1 mục")
        for name, (sent, said) in FILES.items():
            resident.phone.send_files([sent], MARK)
            answer = await resident.hears(said, LONG)
            assert "Đã cất kín 1 mục, CHƯA GỬI" in answer, name
        resident.write("sau")
        await resident.hears("Đã cất kín 2 mục")
        await resident.sends_it()
        (tip,) = await cleaning.tips()
    assert tip.agrees
    assert sorted(tip.texts) == ["sau", "trước"]
    assert MARK not in "".join(lines)


async def test_every_odd_text_is_answered_kindly_and_the_report_is_sent(
    served: Served, lines: list[str]
) -> None:
    taken = {
        "2,000 emoji": "😀" * 2000,
        "control characters": f"{MARK}\x00\x07\x1b[31m",
        "right-to-left marks": f"\u202e{MARK}\u200f\u2066",
    }
    refused = {
        "4,096 emoji": ("😀" * 4096, "dài quá 4.000 ký tự"),
        "nothing to be seen": ("\u200b\u2060\u202e", "không có chữ nào đọc được"),
    }
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        for number, text in enumerate(taken.values(), start=1):
            resident.write(text)
            await resident.hears(f"Đã cất kín {number} mục")
        for text, said in refused.values():
            resident.write(text)
            assert f"Đã cất kín {len(taken)} mục, CHƯA GỬI" in await resident.hears(said)
        await resident.sends_it()
        (tip,) = await served.tips()
    assert sorted(tip.texts) == sorted(taken.values())
    assert MARK not in "".join(lines)


async def test_updates_of_unknown_kinds_change_nothing(served: Served) -> None:
    """The platform has more kinds every year; the next message is answered as ever."""
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        for body in (
            {"poll": {"id": "1", "question": MARK, "options": [], "type": "regular"}},
            {"dice": {"emoji": "🎲", "value": 3}},
            {"a_kind_of_next_year": {"text": MARK}},
        ):
            resident.phone.send_body(body)
            await resident.hears("Tin Báo chưa nhận được loại này")
        resident.write("một")
        await resident.hears("Đã cất kín 1 mục")
        await resident.sends_it()
