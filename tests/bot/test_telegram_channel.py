"""What the bot does on the platform is what was meant, and what goes wrong there comes back as what it means."""

import asyncio
import json
import socket
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.telegram_channel import TelegramChannel
from bot.residents.channel import (
    ChatGone,
    FileTooLarge,
    Outgoing,
    PlatformRefused,
    PlatformStumbled,
)
from bot.sandbox.faults import FaultKind
from bot.sandbox.resident_messages import Phone, SentFile
from handlers.effects import Choice, Mark, MarkKind, Menu, Wording
from handlers.events import FileKind, FileRef
from sealing.secret_types import SecretText
from tests.bot.platform import TOKEN, Platform, until


def png(width: int, height: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "PNG")
    return made.getvalue()


HELLO = Outgoing(Wording("Chào"))


def shown(phone: Phone) -> dict[str, object]:
    return dict(list(phone.chat.messages.values())[-1])


@pytest.fixture
def phone(platform: Platform) -> Phone:
    made = platform.phone()
    made.send_text("/start")
    return made


async def test_a_question_shows_its_marks_and_its_buttons_in_columns(
    channel: TelegramChannel, phone: Phone
) -> None:
    text = Wording("🔒 Đã cất 3 mục", (Mark(MarkKind.BOLD, 3, 6), Mark(MarkKind.CODE, 10, 1)))
    choices = tuple(Choice(f"Nút {number}", f"tok:{number}") for number in range(3))
    number = await channel.send(str(phone.chat.id), Outgoing(text, choices=choices, columns=2))
    message = shown(phone)
    assert message["message_id"] == number
    assert message["text"] == "🔒 Đã cất 3 mục"
    assert message["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "code", "offset": 10, "length": 1},
    ]
    markup = message["reply_markup"]
    assert isinstance(markup, dict)
    assert [[button["text"] for button in row] for row in markup["inline_keyboard"]] == [
        ["Nút 0", "Nút 1"],
        ["Nút 2"],
    ]
    assert markup["inline_keyboard"][1][0]["callback_data"] == "tok:2"


async def test_a_menu_stands_under_the_chat(channel: TelegramChannel, phone: Phone) -> None:
    menu = Menu((("📝 Gửi tin báo",), ("🚨 Khẩn cấp", "⚙️ Riêng tư, cài đặt")))
    await channel.send(str(phone.chat.id), Outgoing(Wording("Chọn"), menu=menu))
    assert phone.chat.keyboard is not None
    assert [[button["text"] for button in row] for row in phone.chat.keyboard["keyboard"]] == [
        ["📝 Gửi tin báo"],
        ["🚨 Khẩn cấp", "⚙️ Riêng tư, cài đặt"],
    ]


async def test_reserved_letters_of_markup_are_said_as_they_are(
    channel: TelegramChannel, phone: Phone
) -> None:
    text = "1 < 2 & *không* _phải_ `mã` [a](b) %20 + =&"
    await channel.send(str(phone.chat.id), Outgoing(Wording(text)))
    assert shown(phone)["text"] == text


async def test_a_blocked_bot_and_a_chat_that_never_was_are_gone(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    phone.block(True)
    with pytest.raises(ChatGone):
        await channel.send(str(phone.chat.id), HELLO)
    with pytest.raises(ChatGone):
        await channel.send("123456", HELLO)


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.CUT_OFF, FaultKind.TIMEOUT_BEFORE])
async def test_a_passing_fault_is_a_stumble(
    channel: TelegramChannel, platform: Platform, phone: Phone, kind: FaultKind
) -> None:
    platform.stumble(kind, "sendMessage")
    with pytest.raises(PlatformStumbled) as caught:
        await channel.send(str(phone.chat.id), HELLO)
    assert caught.value.retry_after is None


async def test_too_many_requests_say_how_long_to_wait(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    platform.stumble(FaultKind.FLOOD, "sendMessage", seconds=5)
    with pytest.raises(PlatformStumbled) as caught:
        await channel.send(str(phone.chat.id), HELLO)
    assert caught.value.retry_after == 5.0


async def test_a_server_that_is_not_there_is_a_stumble_without_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    nobody = TelegramChannel(SecretText(TOKEN), f"http://127.0.0.1:{port}")
    with pytest.raises(PlatformStumbled) as caught:
        await nobody.send("1", HELLO)
    assert TOKEN not in repr(caught.getrepr(chain=False))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    await nobody.close()


async def test_a_message_follows_no_redirect_to_another_place() -> None:
    asked: list[bytes] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).split()[1])
        writer.write(
            b"HTTP/1.1 307 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(elsewhere, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sent_away = TelegramChannel(SecretText(TOKEN), f"http://127.0.0.1:{port}")
    with pytest.raises(PlatformStumbled):
        await sent_away.send("1", HELLO)
    assert asked == [f"/bot{TOKEN}/sendMessage".encode()]
    await sent_away.close()
    server.close()
    await server.wait_closed()


async def test_a_message_the_platform_refuses_is_not_to_be_repeated(
    channel: TelegramChannel, phone: Phone
) -> None:
    with pytest.raises(PlatformRefused):
        await channel.send(str(phone.chat.id), Outgoing(Wording("x" * 5000)))


async def test_hundreds_of_messages_are_deleted_on_both_sides(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    numbers = [phone.send_text(str(number))["message_id"] for number in range(230)]
    assert await channel.delete(str(phone.chat.id), numbers) == (230, 0)
    assert not set(numbers) & set(phone.chat.messages)


async def test_a_message_too_old_to_be_deleted_is_counted_and_spoils_no_other(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    old = phone.send_text("cũ")["message_id"]
    platform.world.move_clock(49 * 3600)
    new = phone.send_text("mới")["message_id"]
    gone, left = await channel.delete(str(phone.chat.id), [old, new])
    assert (gone, left) == (1, 1)
    assert old in phone.chat.messages
    assert new not in phone.chat.messages


async def test_a_file_is_fetched_within_its_bound(channel: TelegramChannel, phone: Phone) -> None:
    content = bytes(range(256)) * 400
    reference = _sent(phone, content)
    assert (await channel.fetch(reference, 1_000_000)).reveal() == content
    with pytest.raises(FileTooLarge):
        await channel.fetch(reference, len(content) - 1)
    lying = FileRef(FileKind.DOCUMENT, 10, None, None, reference.handle)
    with pytest.raises(FileTooLarge):
        await channel.fetch(lying, len(content) - 1)


async def test_a_file_of_two_gigabytes_is_refused_before_it_is_asked_for(
    channel: TelegramChannel, platform: Platform
) -> None:
    platform.stumble(FaultKind.SERVER_ERROR, "getFile")
    with pytest.raises(FileTooLarge):
        await channel.fetch(FileRef(FileKind.VIDEO, 2**31, None, None, "any"), 20_000_000)
    assert platform.bot.faults.pending(), "the platform must not even have been asked"


async def test_a_file_that_cannot_be_fetched_is_a_stumble_or_a_refusal(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    with pytest.raises(PlatformRefused):
        await channel.fetch(FileRef(FileKind.PHOTO, 10, None, None, "no-such-file"), 1000)
    reference = _sent(phone, b"x" * 10)
    platform.stumble(FaultKind.SERVER_ERROR, "getFile")
    with pytest.raises(PlatformStumbled):
        await channel.fetch(reference, 1000)


async def test_a_pressed_button_stops_spinning(
    channel: TelegramChannel, platform: Platform, phone: Phone
) -> None:
    await channel.send(str(phone.chat.id), Outgoing(Wording("?"), choices=(Choice("Có", "tok:0"),)))
    callback_id = phone.press(shown(phone)["message_id"], "tok:0")  # type: ignore[arg-type]
    channel.answer_button(callback_id)
    channel.answer_button("no-such-button")
    await until(lambda: '"answer"' in json.dumps(phone.chat.events_after(0)))


def _sent(phone: Phone, content: bytes) -> FileRef:
    (message,) = phone.send_files([SentFile("document", content, "application/pdf", "a.pdf", 0, None)])
    document = message["document"]
    return FileRef(FileKind.DOCUMENT, document["file_size"], None, None, document["file_id"])


async def test_a_drawing_is_uploaded_once_and_then_named(platform: Platform, phone: Phone) -> None:
    asked: list[str] = []

    def picture(topic_id: str) -> bytes | None:
        asked.append(topic_id)
        return png(64, 36) if topic_id == "fire" else None

    channel = TelegramChannel(SecretText(TOKEN), platform.url, pictures=picture)
    try:
        chat = str(phone.chat.id)
        assert await channel.send(chat, Outgoing(Wording(""), picture="unknown")) == 0
        for _ in range(2):
            number = await channel.send(chat, Outgoing(Wording(""), picture="fire"))
            assert shown(phone)["message_id"] == number
            assert "photo" in shown(phone)
    finally:
        await channel.close()
    assert asked == ["unknown", "fire"]
