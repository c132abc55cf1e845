"""Marked words, ids and tokens are sent through every door and every failure; no log line, file or row holds one."""

import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.faults import FaultKind
from bot.sandbox.resident_messages import SentFile
from storage.engine import Database
from tests.bot.conftest import Served
from tests.bot.platform import TOKEN

MARKS = ("ZEBRA-7391", "ngựa vằn lạ", "Quặng Đỏ")


async def _use_everything(served: Served) -> set[str]:
    resident = served.resident()
    phone = resident.phone
    phone.send_body({"contact": {"phone_number": "0977665544", "first_name": MARKS[0]}})
    await resident.hears("")
    await resident.begins_a_report()
    phone.send_text(MARKS[1])
    await resident.hears("Đã cất kín 1 mục")
    phone.send_files(
        [SentFile("photo", MARKS[0].encode() * 9, "image/jpeg", f"{MARKS[1]}.jpg", 0, None)], MARKS[2]
    )
    await resident.hears("Đã cất kín 2 mục")
    phone.send_files([SentFile("document", b"x", "application/pdf", f"{MARKS[1]}.pdf", 0, 2**31)], MARKS[2])
    await resident.hears("quá")
    phone.send_body({"location": {"latitude": 21.987654, "longitude": 103.123456}})
    await resident.hears("Đã cất kín 3 mục")
    phone.send_body({"dice": {"emoji": "🎲", "value": 3}})
    await resident.hears("Tin Báo chưa nhận được loại này")
    phone.send_text("\u202e" + MARKS[0] + "\x00\x07" + "😀" * 1000)
    await resident.hears("Đã cất kín 4 mục")
    phone.send_text("x" * 4090 + MARKS[0][:5])
    await resident.hears("dài quá")
    for kind in (FaultKind.SERVER_ERROR, FaultKind.FLOOD, FaultKind.CUT_OFF):
        served.platform.stumble(kind, "sendMessage", seconds=1)
        served.platform.stumble(kind, "getUpdates", seconds=1)
    phone.send_text(MARKS[0])
    await resident.hears("Đã cất kín 5 mục", 20)
    code = await resident.sends_it()
    phone.send_text(MARKS[1])
    phone.send_text("/xemtin " + MARKS[0])
    await resident.hears("Gõ mã tin")
    phone.send_text(code)
    await resident.hears("Đã tới, chờ xem")
    return {
        *MARKS,
        str(phone.chat.id),
        TOKEN,
        TOKEN.split(":")[1],
        "0977665544",
        "21.98765",
        code,
        code.replace(" ", ""),
    }


async def test_no_log_line_file_or_row_holds_a_marked_word(
    served: Served, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    monkeypatch.setattr("bot.residents.saying.FIRST_BACK_OFF_SECONDS", 0.05)
    monkeypatch.setattr("bot.perform_effects.COMMIT_TRIES", (0.01,))
    async with served:
        private = await _use_everything(served)
        usual, failures = Database.write, [0]

        async def broken(self: Database, fn: object) -> object:
            failures[0] += 1
            if failures[0] < 8:
                raise sqlite3.OperationalError(f"{MARKS} {private}")
            return await usual(self, fn)  # type: ignore[arg-type]

        monkeypatch.setattr(Database, "write", broken)
        resident = served.resident()
        resident.write("/baotin")
        await resident.hears("trục trặc")
        private.add(str(resident.phone.chat.id))
    written = "".join(lines)
    assert "commit_failed" in written
    stored = [path for path in served.house.folder.rglob("*") if path.is_file()]
    assert stored
    for mark in private:
        assert mark not in written, "a log line holds something private"
        for path in stored:
            assert mark.encode() not in path.read_bytes(), f"{path.name} holds something private"


def test_the_marks_would_be_found_if_they_were_there(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"..." + MARKS[1].encode() + b"...")
    assert MARKS[1].encode() in (tmp_path / "x.db").read_bytes()
