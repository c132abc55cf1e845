"""Nothing that the platform delivered is lost, doubled within a process, or taken out of its order."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram_channel import TelegramChannel, TokenRefused
from bot.channels.telegram_polling import Poller
from bot.pulses import PulseKeeper
from bot.residents.channel import Incoming
from bot.residents.lanes import Lanes
from bot.sandbox.faults import FaultKind
from domain.health import Beat, Pulse
from handlers.events import TextReceived
from sealing.secret_types import SecretText
from storage import heartbeats
from storage.engine import Database
from storage.moments import minute_of
from tests.bot.platform import Platform, until


class Taken:
    """A handler that notes what it was given, in each chat's order."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.slow_chat = ""
        self.fail_times = 0
        self._lanes = Lanes()

    async def __call__(self, incoming: Incoming) -> None:
        async with self._lanes.turn(incoming.chat):
            if incoming.chat == self.slow_chat:
                await self.gate.wait()
            if self.fail_times:
                self.fail_times -= 1
                raise RuntimeError("secret words")
            await asyncio.sleep(0)
            assert isinstance(incoming.event, TextReceived)
            self.keys.append(str(incoming.update_key))
            self.done.append((incoming.chat, incoming.event.text.reveal()))

    def of(self, chat: int) -> list[str]:
        """What one chat said."""
        return [text for of_chat, text in self.done if of_chat == str(chat)]


class Running:
    """A poller that runs while the block lasts, and stops cleanly after it."""

    def __init__(self, channel: TelegramChannel, taken: Taken) -> None:
        self.poller = Poller(channel, taken)
        self.stop = asyncio.Event()

    async def __aenter__(self) -> "Running":
        self.task = asyncio.create_task(self.poller.run(self.stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        async with asyncio.timeout(60):
            await self.task


async def test_updates_of_one_chat_come_in_the_order_they_were_sent(
    platform: Platform, channel: TelegramChannel
) -> None:
    phones = [platform.phone() for _ in range(5)]
    for number, phone in itertools.product(range(10), phones):
        phone.send_text(f"câu {number}")
    taken = Taken()
    async with Running(channel, taken):
        await until(lambda: len(taken.done) == 50)
    for phone in phones:
        assert taken.of(phone.chat.id) == [f"câu {number}" for number in range(10)]


async def test_updates_that_arrive_latest_first_are_taken_in_their_order(
    platform: Platform, channel: TelegramChannel
) -> None:
    phone = platform.phone()
    platform.bot.updates.reorder_next = 4
    for number in range(4):
        phone.send_text(str(number))
    taken = Taken()
    async with Running(channel, taken):
        await until(lambda: len(taken.done) == 4)
    assert taken.of(phone.chat.id) == ["0", "1", "2", "3"]


async def test_a_slow_chat_holds_nobody_else_up_and_is_not_begun_twice(
    platform: Platform, channel: TelegramChannel
) -> None:
    slow, quick = platform.phone(), platform.phone()
    taken = Taken()
    taken.slow_chat = str(slow.chat.id)
    taken.gate.clear()
    async with Running(channel, taken):
        slow.send_text("chậm")
        quick.send_text("nhanh 1")
        await until(lambda: taken.of(quick.chat.id) == ["nhanh 1"])
        quick.send_text("nhanh 2")
        await until(lambda: taken.of(quick.chat.id) == ["nhanh 1", "nhanh 2"])
        assert len(platform.bot.updates) == 3, "nothing from the slow update on may be confirmed yet"
        taken.gate.set()
        await until(lambda: taken.of(slow.chat.id) == ["chậm"])
    assert sorted(taken.done) == sorted(
        [(str(slow.chat.id), "chậm"), (str(quick.chat.id), "nhanh 1"), (str(quick.chat.id), "nhanh 2")]
    )
    assert len(platform.bot.updates) == 0


async def test_a_clean_stop_finishes_the_batch_and_confirms_it(
    platform: Platform, channel: TelegramChannel
) -> None:
    phone = platform.phone()
    taken = Taken()
    taken.slow_chat = str(phone.chat.id)
    taken.gate.clear()
    running = Running(channel, taken)
    async with running:
        phone.send_text("trước khi dừng")
        await until(lambda: len(running.poller._under_way) == 1)
        running.stop.set()
        await asyncio.sleep(0.05)
        assert not taken.done
        taken.gate.set()
    assert taken.of(phone.chat.id) == ["trước khi dừng"]
    assert len(platform.bot.updates) == 0, "the last getUpdates must have confirmed what was done"


async def test_an_update_that_failed_stays_unconfirmed_and_comes_again(
    platform: Platform, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_polling.FAILED_PAUSE_SECONDS", 0.05)
    first, second = platform.phone(), platform.phone()
    taken = Taken()
    taken.fail_times = 1
    first.send_text("một")
    second.send_text("hai")
    async with Running(channel, taken):
        await until(lambda: len(taken.done) == 2)
        await asyncio.sleep(0.1)
    assert sorted(text for _, text in taken.done) == ["hai", "một"]
    assert len(platform.bot.updates) == 0


async def test_the_platform_may_stumble_without_losing_an_update(
    platform: Platform, channel: TelegramChannel
) -> None:
    phone = platform.phone()
    taken = Taken()
    for kind in (FaultKind.SERVER_ERROR, FaultKind.CUT_OFF, FaultKind.FLOOD):
        platform.stumble(kind, "getUpdates", seconds=1)
    phone.send_text("vẫn tới")
    async with Running(channel, taken):
        await until(lambda: bool(taken.done))
    assert taken.of(phone.chat.id) == ["vẫn tới"]
    assert len(platform.bot.updates) == 0


async def test_a_second_poller_of_the_same_token_raises_an_alarm(
    platform: Platform, channel: TelegramChannel, lines: list[str]
) -> None:
    taken = Taken()
    other = TelegramChannel(SecretText(channel.bot.token), platform.url)
    async with Running(channel, taken), Running(other, Taken()):
        await until(lambda: any("another_poller_has_this_token" in line for line in lines))
    await other.close()


async def test_a_token_that_the_platform_does_not_know_ends_the_start(platform: Platform) -> None:
    stranger = TelegramChannel(SecretText("1:unknown"), platform.url)
    with pytest.raises(TokenRefused):
        await Poller(stranger, Taken()).run(asyncio.Event())
    await stranger.close()


async def test_a_group_is_left_at_once_and_nothing_said_there_is_taken(
    platform: Platform, channel: TelegramChannel
) -> None:
    from bot.sandbox.resident_messages import add_to_group

    phone = platform.phone()
    taken = Taken()
    async with Running(channel, taken):
        group = add_to_group(platform.world, platform.bot, phone.resident, "Xóm Đình")
        await until(lambda: group.left)
    assert not taken.done


async def test_a_channel_that_polls_says_that_it_lives_and_one_that_cannot_says_why(
    platform: Platform, channel: TelegramChannel, sqlite_database: Database
) -> None:
    moment = [datetime(2026, 3, 2, 7, 20, tzinfo=UTC)]
    pulse = PulseKeeper(sqlite_database, Pulse.RESIDENTS, lambda: moment[0])

    def beat() -> Beat | None:
        return sqlite_database.read_now(heartbeats.beats).get(Pulse.RESIDENTS)

    stop = asyncio.Event()
    task = asyncio.create_task(Poller(channel, Taken(), pulse).run(stop))
    platform.phone().send_text("một")
    await until(lambda: beat() is not None)
    assert beat() == Beat(minute_of(moment[0]))
    moment[0] += timedelta(minutes=2)
    platform.stumble(FaultKind.SERVER_ERROR, "getUpdates", count=6)
    platform.phone().send_text("hai")
    await until(lambda: (found := beat()) is not None and found.failing_since is not None)
    found = beat()
    assert found is not None
    assert (found.error or "").startswith("Telegram")
    stop.set()
    async with asyncio.timeout(60):
        await task
