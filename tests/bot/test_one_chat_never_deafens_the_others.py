"""Whoever sends files without end keeps nobody else waiting, loses nothing that was acknowledged, and is told what was let go."""

import asyncio
from dataclasses import replace

import pytest

from bot.file_cleaning import CleanedFile, CleaningRefused
from bot.residents.lanes import Lanes, TurnedAway
from bot.sandbox.resident_messages import SentFile
from sealing.secret_types import SecretBytes
from tests.bot.conftest import Served
from tests.bot.platform import until

PHOTO = SentFile("photo", b"x" * 100, "image/jpeg", "a.jpg", 0, None)


async def test_a_flood_of_slow_files_in_one_chat_keeps_nobody_else_waiting(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform shows a hundred updates at a time; here they would all be one chat's, for hours."""
    monkeypatch.setattr("bot.channels.telegram_polling.CROWDED_SECONDS", 0.5)
    gate = asyncio.Event()
    usual = served.parts.clean

    async def slow(raw: SecretBytes) -> CleanedFile | CleaningRefused:
        await gate.wait()
        return await usual(raw)

    served.parts = replace(served.parts, clean=slow)
    async with served:
        flooding, other = served.resident(), served.resident()
        await flooding.begins_a_report()
        flooding.write("một")
        await flooding.hears("Đã cất kín 1 mục")
        for _ in range(130):
            flooding.phone.send_files([PHOTO])
        other.write("/khancap")
        await other.hears("113", 20.0)
        told = await flooding.hears("chưa được đọc, chưa được cất")
        assert "Đã cất kín 1 mục" in told, "what was acknowledged stays"
        gate.set()
        await until(lambda: len(served.platform.bot.updates) == 0)
        await flooding.sends_it()
        (tip,) = await served.tips()
    assert "một" in tip.texts


async def test_what_waits_keeps_its_order_and_only_what_may_be_asked_for_again_is_let_go() -> None:
    """Turns come in the order of asking, also around what was turned away."""
    lanes, came, gate = Lanes(), list[str](), asyncio.Event()

    async def work(name: str, *, yielding: bool) -> None:
        try:
            async with lanes.turn("1", yielding=yielding) as lane:
                if name == "a":
                    await gate.wait()
                came.append(f"{name} {lane.turned_away}")
        except TurnedAway:
            came.append(f"{name} let go")

    names = {"a": True, "b": True, "inner": False, "c": True, "inner too": False}
    tasks = [asyncio.create_task(work(name, yielding=yielding)) for name, yielding in names.items()]
    await asyncio.sleep(0)
    assert lanes.make_room(4) == ()
    assert lanes.make_room(3) == ("1",)
    gate.set()
    await asyncio.gather(*tasks)
    assert [each for each in came if "let go" not in each] == ["a 2", "inner 2", "inner too 2"]
    assert len(lanes) == 0


async def test_a_turn_that_comes_to_somebody_who_has_just_gone_passes_on() -> None:
    """A cancelled waiter never leaves the chat standing still."""
    lanes, gate, came = Lanes(), asyncio.Event(), list[str]()

    async def work(name: str) -> None:
        async with lanes.turn("1"):
            if name == "a":
                await gate.wait()
            came.append(name)

    first, second, third = (asyncio.create_task(work(name)) for name in "abc")
    await asyncio.sleep(0)
    gate.set()
    await asyncio.wait({first})
    second.cancel()
    await asyncio.wait({second, third}, timeout=5)
    assert came in (["a", "c"], ["a", "b", "c"])
    assert len(lanes) == 0
