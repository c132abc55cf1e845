"""The officers' bot over HTTP: nothing is lost by a kill, nothing done twice, nothing private in a log."""

import asyncio

import pytest

from bot.channels.telegram_officers import TelegramOfficersChannel
from bot.officers.answering import Answering
from bot.officers.channel import ChatClosed, Incoming, InDoubt, NotSent, Refused
from bot.sandbox.faults import FaultKind
from bot.sandbox.resident_messages import Phone, add_to_group
from bot.settings import SettingsError
from handlers.effects import Wording
from handlers.officers.effects import Button, Message
from storage import officer_chats, tip_work
from tests.bot.platform import Platform, until
from tests.officers_bot.conftest import DESK, TOKEN, Bot
from tests.storage.town import COMMUNE, Report

HELLO = Message(Wording("xin chào"), ((Button("Mở"), Button("Nhận", "c:1:00")),))


def said(platform: Platform, phone: Phone) -> list[str]:
    return platform.said(phone)


def buttons(phone: Phone) -> dict[str, tuple[int, dict[str, str]]]:
    """The newest inline button of each label, with the message it stands under."""
    found = {}
    for number, message in phone.chat.messages.items():
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            found |= {button["text"]: (number, button) for button in row}
    return found


async def linked_phone(bot: Bot, name: str = "Lò Văn Hùng") -> Phone:
    phone = bot.platform.phone()
    phone.send_text(f"/start {bot.stage.code_for(name)}")
    await until(lambda: any("Đã nối" in text for text in said(bot.platform, phone)))
    return phone


async def test_an_officer_links_hears_of_a_tip_and_claims_it(bot: Bot, platform: Platform) -> None:
    bot.stage.officer("Lò Văn Hùng")
    async with bot.serving():
        phone = await linked_phone(bot)
        bot.stage.tip(Report(), "drugs")
        await until(lambda: "📥 Tin mới" in said(platform, phone)[-1])
        newest = list(phone.chat.messages.values())[-1]
        assert newest["has_protected_content"]
        assert "Ma túy" in newest["text"]
        found = buttons(phone)
        assert found["🖥 Mở bàn làm việc"][1]["url"] == DESK
        number, button = found["✋ Nhận tin 1"]
        phone.press(number, button["callback_data"])
        await until(lambda: "✅ Đã nhận tin số 1" in said(platform, phone)[-1])
    assert bot.stage.claims() == {(COMMUNE, 1): "Lò Văn Hùng"}
    assert len(platform.bot.updates) == 0, "what is done must be confirmed"


@pytest.mark.timeout(60)
async def test_a_kill_between_the_commit_and_the_answer_loses_and_doubles_nothing(
    bot: Bot, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is durable, the update comes again, and the officer gets an answer after all."""
    viewer = bot.stage.officer("Lò Văn Hùng")
    report = bot.stage.tip(Report())
    async with bot.serving():
        phone = await linked_phone(bot)
    dying, never = asyncio.Event(), asyncio.Event()

    async def die(_self: object, _chat: str, _message: Message, *, unasked: bool = False) -> None:
        if not unasked:
            dying.set()
        await never.wait()

    with monkeypatch.context() as change:
        change.setattr(TelegramOfficersChannel, "send", die)
        killed = bot.begin(asyncio.Event())
        before = len(said(platform, phone))
        phone.send_text("/nhan 1")
        await asyncio.wait_for(dying.wait(), 60)
        assert bot.stage.claims() == {(COMMUNE, 1): "Lò Văn Hùng"}
        # As a kill would: nothing is finished and nothing is told to the platform.
        change.setattr(
            "bot.channels.telegram_officers_polling.OfficersPoller._confirm", lambda _self: asyncio.sleep(0)
        )
        change.setattr("bot.jobs.Jobs.stop", lambda _self: asyncio.sleep(0))
        killed.cancel()
        await asyncio.wait({killed})
    assert len(said(platform, phone)) == before
    assert len(platform.bot.updates) == 1
    bot.stage.database.write_now(lambda conn: tip_work.unclaim(conn, viewer, report.tip_id, bot.stage.now))
    bot.stage.restart()
    async with bot.serving():
        await until(lambda: any("lúc này chưa ai nhận" in text for text in said(platform, phone)))
    assert bot.stage.claims() == {}, "a claim that was given back meanwhile must not be taken up again"


async def test_updates_that_come_twice_act_once(bot: Bot, platform: Platform) -> None:
    bot.stage.officer("Lò Văn Hùng")
    bot.stage.tip(Report())
    async with bot.serving():
        phone = await linked_phone(bot)
        await until(lambda: "📥" in said(platform, phone)[-1])
        platform.bot.updates.duplicate_next = 2
        phone.send_text("/bansang")
        phone.send_text("/nhan 1")
        await until(
            lambda: sum("nhận rồi" in text or "Đã nhận" in text for text in said(platform, phone)) == 2
        )
    texts = said(platform, phone)
    assert sum("✅ Đã nhận tin số 1" in text for text in texts) == 1
    told = [text for text in texts if text.startswith(("🔕", "☀️"))]
    assert len(told) == 2
    assert all("Không gửi bản tin sáng nữa" in text for text in told)


async def test_an_update_that_fails_is_owed_and_the_others_go_on(
    bot: Bot, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_officers_polling.FAILED_PAUSE_SECONDS", 0.05)
    handle, failing = Answering.handle, dict.fromkeys([""], 0)

    async def stumbling(self: Answering, incoming: Incoming) -> None:
        if failing.get(incoming.chat):
            failing[incoming.chat] -= 1
            raise RuntimeError("secret words")
        await handle(self, incoming)

    monkeypatch.setattr(Answering, "handle", stumbling)
    bot.stage.officer("Lò Văn Hùng")
    async with bot.serving():
        phone, other = await linked_phone(bot), platform.phone()
        failing[str(phone.chat.id)] = 2
        phone.send_text("/trogiup")
        phone.send_text("/bansang")
        other.send_text("/trogiup")
        await until(lambda: len(said(platform, phone)) == 3)
        await until(lambda: bool(said(platform, other)))
    assert failing[str(phone.chat.id)] == 0
    answers = said(platform, phone)[1:]
    assert "đang nối với" in answers[0], "within a chat, what failed comes before what was said after it"
    assert "bản tin sáng" in answers[1]
    assert len(said(platform, other)) == 1
    assert len(platform.bot.updates) == 0


async def test_groups_are_left_and_an_update_nobody_can_read_holds_nothing_up(
    bot: Bot, platform: Platform
) -> None:
    bot.stage.officer("Lò Văn Hùng")
    async with bot.serving():
        phone = await linked_phone(bot)
        group = add_to_group(platform.world, platform.bot, phone.resident, "Công an xã")
        await until(lambda: group.left)
        platform.bot.updates.add("message", {"message_id": "x", "chat": 7})
        platform.bot.updates.add("callback_query", {"id": "1"})
        chat = {"id": phone.chat.id, "type": "private"}
        platform.bot.updates.add("message", {"message_id": 9, "date": 0, "chat": chat, "text": 5})
        phone.send_text("/trogiup")
        await until(lambda: any("Bot của cán bộ" in text for text in said(platform, phone)))
    assert len(platform.bot.updates) == 0


async def test_a_blocked_chat_is_marked_and_its_notice_not_repeated(bot: Bot, platform: Platform) -> None:
    viewer = bot.stage.officer("Lò Văn Hùng")
    async with bot.serving():
        phone = await linked_phone(bot)
        # The platform's word comes with the next message, whatever became of the update about it.
        phone.chat.blocked = True
        bot.stage.tip(Report())

        def blocked() -> bool:
            own = bot.stage.database.read_now(lambda conn: officer_chats.own_chat(conn, viewer))
            return own is not None and own.blocked

        await until(blocked)
        phone.send_text("/tinmoi")
        await until(lambda: any("Chưa ai nhận: 1" in text for text in said(platform, phone)))
        assert not blocked()
    assert not any("📥 Tin mới" in text for text in said(platform, phone))


async def test_each_answer_of_the_platform_is_told_for_what_it_is(bot: Bot, platform: Platform) -> None:
    """Surely not sent, perhaps sent, closed, refused: only the first may be repeated."""
    phone, channel = platform.phone(), bot.channel()
    chat = str(phone.chat.id)
    await channel.bot.initialize()
    with pytest.raises(ChatClosed):
        await channel.send(chat, HELLO)
    with pytest.raises(ChatClosed):
        await channel.send("12", HELLO)
    phone.send_text("a")
    await channel.send(chat, HELLO)
    with pytest.raises(Refused):
        await channel.send(chat, Message(Wording(" ")))
    platform.stumble(FaultKind.SERVER_ERROR, "sendMessage")
    with pytest.raises(InDoubt):
        await channel.send(chat, HELLO)
    platform.stumble(FaultKind.CUT_OFF, "sendMessage")
    with pytest.raises(InDoubt):
        await channel.send(chat, HELLO, unasked=True)
    platform.stumble(FaultKind.FLOOD, "sendMessage", seconds=1)
    with pytest.raises(NotSent) as refusal:
        await channel.send(chat, HELLO)
    assert refusal.value.seconds == 1
    with pytest.raises(NotSent):
        await channel.send(chat, HELLO)
    await channel.close()
    nowhere = TelegramOfficersChannel(channel_token(), "http://127.0.0.1:9", DESK)
    with pytest.raises(NotSent):
        await nowhere.send(chat, HELLO)
    await nowhere.close()


def channel_token():  # type: ignore[no-untyped-def]
    from sealing.secret_types import SecretText

    return SecretText(TOKEN)


async def test_a_second_poller_raises_an_alarm(bot: Bot, platform: Platform, lines: list[str]) -> None:
    other = Bot(bot.stage, platform, bot._settings.data_dir / "other")
    async with bot.serving(), other.serving():
        await until(lambda: any("another_poller_has_this_token" in line for line in lines))


async def test_an_unknown_token_ends_the_start_with_the_settings_name(bot: Bot) -> None:
    with pytest.raises(SettingsError, match="TINBAO_OFFICERS_BOT_TOKEN") as refusal:
        async with bot.serving(bot.channel("1:unknown")):
            await asyncio.sleep(5)
    assert "unknown" not in str(refusal.value)


async def test_no_log_line_names_a_token_a_chat_or_a_text(
    bot: Bot, platform: Platform, lines: list[str]
) -> None:
    """With the platform stumbling in every way, and at the lowest level."""
    bot.stage.officer("Lò Văn Hùng")
    async with bot.serving():
        phone = await linked_phone(bot)
        for kind in (FaultKind.SERVER_ERROR, FaultKind.CUT_OFF, FaultKind.FLOOD):
            platform.stumble(kind, "getUpdates", seconds=1)
            platform.stumble(kind, "sendMessage", seconds=1)
            platform.stumble(kind, "answerCallbackQuery", seconds=1)
        phone.send_text("Nguyễn Văn A bán ma túy")
        phone.press_stale(1, "c:1:00")
        await until(lambda: len(platform.bot.updates) == 0)
    whole = "".join(lines)
    assert whole
    for secret in (TOKEN, TOKEN.partition(":")[2], "token", str(phone.chat.id), "ma túy", "Hùng", "/bot"):
        assert secret not in whole, secret


async def test_the_menu_names_the_commands_in_both_languages(bot: Bot, platform: Platform) -> None:
    async with bot.serving():
        await until(lambda: len(platform.bot.commands) >= 2)
    names = {key: [each["command"] for each in commands] for key, commands in platform.bot.commands.items()}
    assert all(found[:4] == ["start", "tinmoi", "denhan", "nhan"] for found in names.values()), names
