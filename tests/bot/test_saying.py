"""What was promised is said, in order, once the platform lets it; an album or a burst gets one answer."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.residents.channel import ChatGone, Outgoing, PlatformRefused, PlatformStumbled
from bot.residents.saying import MOST_ATTEMPTS, Sayer
from handlers.effects import DeleteMessages, Say, Wording
from handlers.events import FileRef
from sealing.secret_types import SecretBytes
from tests.bot.platform import until


class FakeChannel:
    """A platform that notes what it is told and stumbles on demand."""

    name = "telegram"

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.tries = 0
        self.stumbles: list[Exception] = []
        self.struck: str | None = None

    async def send(self, chat: str, message: Outgoing) -> int:
        self.tries += 1
        await asyncio.sleep(0)
        if self.stumbles and self.struck in {None, chat}:
            raise self.stumbles.pop(0)
        self.said.append((chat, message.text.text))
        return len(self.said)

    async def delete(self, chat: str, message_ids: Sequence[int]) -> tuple[int, int]:
        self.said.append((chat, f"xóa {len(message_ids)}"))
        return len(message_ids) - 1, 1

    async def fetch(self, file: FileRef, most_bytes: int) -> SecretBytes:
        raise AssertionError("nothing is fetched here")


class Scene:
    """A sayer whose pauses are noted instead of slept."""

    def __init__(self) -> None:
        self.channel = FakeChannel()
        self.pauses: list[float] = []
        self.sent: list[tuple[str, int]] = []
        self.deleted: list[tuple[str, tuple[int, ...], int]] = []
        self.sayer = Sayer(
            self.channel,
            lambda chat, number: self.sent.append((chat, number)),
            lambda chat, numbers, left: self.deleted.append((chat, numbers, left)),
            self._pause,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def say(self, *texts: str, chat: str = "1", coalesce: str | None = None, **how: bool) -> None:
        effects = [Say(Wording(text), coalesce=coalesce) for text in texts]
        await self.sayer.say(
            chat, effects, more_waits=how.get("more_waits", False), album=how.get("album", False)
        )


@pytest.fixture
def scene() -> Scene:
    return Scene()


async def test_answers_are_said_in_order_and_their_ids_noted(scene: Scene) -> None:
    await scene.say("một", "hai")
    assert scene.channel.said == [("1", "một"), ("1", "hai")]
    assert scene.sent == [("1", 1), ("1", 2)]


async def test_an_untracked_answer_is_said_but_not_noted(scene: Scene) -> None:
    await scene.sayer.say("1", [Say(Wording("một"), tracked=False)], more_waits=False, album=False)
    assert scene.channel.said == [("1", "một")]
    assert not scene.sent


async def test_after_a_stumble_everything_comes_in_its_order(scene: Scene) -> None:
    scene.channel.stumbles, scene.channel.struck = [PlatformStumbled() for _ in range(5)], "1"
    await scene.say("một", "hai")
    await scene.say("ba")
    await scene.say("người khác", chat="2")
    assert scene.channel.said == [("2", "người khác")], "only this chat waits"
    await until(lambda: len(scene.channel.said) == 4)
    assert [text for chat, text in scene.channel.said if chat == "1"] == ["một", "hai", "ba"]


async def test_too_many_requests_quiets_the_whole_token_for_as_long_as_asked(scene: Scene) -> None:
    scene.channel.stumbles = [PlatformStumbled(retry_after=7.0)]
    await scene.say("một")
    await scene.say("hai", chat="2")
    assert scene.channel.tries == 1, "nobody may be written to while the platform asks for quiet"
    await until(lambda: len(scene.channel.said) == 2)
    assert all(6.0 < pause <= 7.0 for pause in scene.pauses[:2])


async def test_a_chat_that_has_left_is_told_nothing_more(scene: Scene) -> None:
    scene.channel.stumbles = [ChatGone()]
    await scene.say("một")
    await asyncio.sleep(0.01)
    assert scene.channel.tries == 1


async def test_an_answer_that_the_platform_refuses_does_not_stop_the_next(scene: Scene) -> None:
    scene.channel.stumbles = [PlatformRefused()]
    await scene.say("một", "hai")
    assert scene.channel.said == [("1", "hai")]


async def test_retries_back_off_and_end_some_time(scene: Scene) -> None:
    scene.channel.stumbles = [PlatformStumbled() for _ in range(MOST_ATTEMPTS + 5)]
    await scene.say("một")
    await until(lambda: len(scene.pauses) == MOST_ATTEMPTS)
    await asyncio.sleep(0.02)
    assert scene.channel.tries == MOST_ATTEMPTS + 1
    assert scene.pauses == sorted(scene.pauses)
    assert scene.pauses[0] == 1.0
    assert scene.pauses[-1] == 60.0


async def test_an_album_gets_one_answer_the_last(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.residents.saying.ALBUM_SECONDS", 0.05)
    for number in range(1, 6):
        await scene.say(f"Đã cất {number} mục", coalesce="parts", album=True)
    assert not scene.channel.said
    await until(lambda: bool(scene.channel.said))
    await asyncio.sleep(0.1)
    assert scene.channel.said == [("1", "Đã cất 5 mục")]


async def test_an_albums_answer_waits_for_the_item_under_way_but_not_for_ever(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.residents.saying.ALBUM_SECONDS", 0.01)
    under_way = ["1"]
    scene.sayer._busy = under_way.__contains__
    await scene.say("Đã cất 1 mục", coalesce="parts", album=True)
    await asyncio.sleep(0.1)
    assert not scene.channel.said
    under_way.clear()
    await until(lambda: scene.channel.said == [("1", "Đã cất 1 mục")])
    under_way.append("1")
    monkeypatch.setattr("bot.residents.saying.MOST_HELD_SECONDS", 0.05)
    await scene.say("Đã cất 2 mục", coalesce="parts", album=True)
    await until(lambda: len(scene.channel.said) == 2)


async def test_a_burst_gets_one_answer_at_its_end_without_a_wait(scene: Scene) -> None:
    await scene.say("Đã cất 1 mục", coalesce="parts", more_waits=True)
    await scene.say("Đã cất 2 mục", coalesce="parts", more_waits=True)
    await scene.say("Đã cất 3 mục", coalesce="parts")
    assert scene.channel.said == [("1", "Đã cất 3 mục")]


async def test_an_answer_held_back_is_said_before_another_one_follows(scene: Scene) -> None:
    await scene.say("Đã cất 1 mục", coalesce="parts", more_waits=True)
    await scene.say("Đã hủy")
    assert scene.channel.said == [("1", "Đã cất 1 mục"), ("1", "Đã hủy")]


async def test_a_deletion_reports_what_went_and_what_stayed(scene: Scene) -> None:
    await scene.sayer.say("1", [DeleteMessages((5, 6, 7), report=True)], more_waits=False, album=False)
    assert scene.deleted == [("1", (5, 6, 7), 1)]


async def test_a_stop_says_what_is_held_back_and_tries_the_rest_once_more(scene: Scene) -> None:
    async def never(_seconds: float) -> None:
        await asyncio.Event().wait()

    scene.sayer._sleep = never
    scene.channel.stumbles = [PlatformStumbled()]
    await scene.say("một")
    await scene.say("Đã cất 1 mục", coalesce="parts", album=True, chat="2")
    await scene.sayer.close()
    assert sorted(scene.channel.said) == [("1", "một"), ("2", "Đã cất 1 mục")]


async def test_nothing_is_kept_of_a_chat_that_has_been_told_everything(scene: Scene) -> None:
    scene.channel.stumbles = [PlatformStumbled()]
    await scene.say("một")
    await scene.say("hai", chat="2", coalesce="parts", more_waits=True)
    await scene.say("ba", chat="2")
    await until(lambda: len(scene.channel.said) == 3)
    await until(lambda: not scene.sayer._outboxes)


async def test_items_that_go_on_coming_leave_nobody_without_an_answer_for_ever(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each item replaces the answer that is held back; the silence is counted from the first of them."""
    monkeypatch.setattr("bot.residents.saying.ALBUM_SECONDS", 0.2)
    monkeypatch.setattr("bot.residents.saying.MOST_HELD_SECONDS", 0.3)
    for number in range(1, 41):
        await scene.say(f"Đã cất {number} mục", coalesce="parts", album=True)
        await asyncio.sleep(0.02)
    assert scene.channel.said
