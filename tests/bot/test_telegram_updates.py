"""Every kind of update becomes the conversation's own words, and nothing of who sent it comes along."""

from typing import Any

import pytest

from bot.channels.taking import Read
from bot.channels.telegram_updates import read_update
from handlers.events import (
    BulletinPressed,
    ChatJoined,
    ChatLeft,
    ChoicePicked,
    CommandReceived,
    ContactShared,
    Event,
    FileKind,
    FileReceived,
    LocationShared,
    TextReceived,
    UnsupportedReceived,
)
from sealing.secret_types import SecretText

CHAT = {"id": 77, "type": "private", "first_name": "Tên Riêng", "username": "ten_rieng"}
PERSON = {"id": 77, "is_bot": False, "first_name": "Tên Riêng", "username": "ten_rieng"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Xóm"}
FILE = {"file_id": "F-1", "file_unique_id": "u", "file_size": 1234}
PICTURES = [
    {**FILE, "file_id": "small", "width": 90, "height": 60},
    {**FILE, "file_id": "large", "width": 1280, "height": 960},
]
VIDEO = {
    **FILE,
    "width": 640,
    "height": 480,
    "duration": 7,
    "mime_type": "video/mp4",
    "file_name": "riêng.mp4",
}
VOICE = {**FILE, "duration": 3, "mime_type": "audio/ogg"}
DOCUMENT = {**FILE, "file_name": "của Nguyễn Văn A.pdf", "mime_type": "application/pdf"}


def message(chat: dict[str, Any] = CHAT, **fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": chat, "from": PERSON, **fields}


def read(**fields: Any) -> Read:
    return read_update({"update_id": 9, "message": message(**fields)})


def event_of(found: Read) -> object:
    assert found.incoming is not None
    assert found.incoming.chat == "77"
    assert found.incoming.update_key == "9"
    return found.incoming.event


def file_event(found: Read) -> FileReceived:
    event = event_of(found)
    assert isinstance(event, FileReceived)
    return event


def test_a_text_is_taken_as_a_secret() -> None:
    assert event_of(read(text="Thấy đánh bạc")) == TextReceived(SecretText("Thấy đánh bạc"), 5)


def test_a_forwarded_text_loses_its_origin() -> None:
    origin = {"type": "user", "date": 1, "sender_user": {**PERSON, "first_name": "Người Gửi Gốc"}}
    event = event_of(read(text="xem này", forward_origin=origin))
    assert event == TextReceived(SecretText("xem này"), 5)


@pytest.mark.parametrize(
    ("text", "name", "payload"),
    [
        ("/start", "start", ""),
        ("/start c_03703", "start", "c_03703"),
        ("/XEMTIN", "xemtin", ""),
        ("/huy@tinbao_bot", "huy", ""),
        ("/start  a b\nc", "start", "a b\nc"),
    ],
)
def test_a_command_is_told_from_a_text(text: str, name: str, payload: str) -> None:
    assert event_of(read(text=text)) == CommandReceived(name, payload, 5)


@pytest.mark.parametrize("text", ["/", "//", "/có dấu", "http://a/b", " /start", "/" + "a" * 40])
def test_what_only_looks_like_a_command_is_a_text(text: str) -> None:
    assert isinstance(event_of(read(text=text)), TextReceived)


def test_the_largest_size_of_a_photo_is_taken_with_its_caption_and_album() -> None:
    event = file_event(read(photo=PICTURES, caption="ở đây", media_group_id="A1"))
    assert (event.file.kind, event.file.handle, event.album) == (FileKind.PHOTO, "large", "A1")
    assert event.caption == SecretText("ở đây")


@pytest.mark.parametrize(
    ("fields", "kind", "duration"),
    [
        ({"voice": VOICE}, FileKind.VOICE, 3),
        ({"audio": {**VOICE, "title": "t", "performer": "p"}}, FileKind.AUDIO, 3),
        ({"video": VIDEO}, FileKind.VIDEO, 7),
        ({"video_note": {**FILE, "length": 240, "duration": 4}}, FileKind.VIDEO_NOTE, 4),
        ({"document": DOCUMENT}, FileKind.DOCUMENT, None),
        ({"animation": VIDEO, "document": DOCUMENT}, FileKind.ANIMATION, 7),
    ],
)
def test_each_kind_of_file_is_named_without_its_file_name(
    fields: dict[str, Any], kind: FileKind, duration: int | None
) -> None:
    event = file_event(read(**fields))
    assert (event.file.kind, event.file.size, event.file.duration) == (kind, 1234, duration)
    assert "Nguyễn" not in repr(event)
    assert "riêng" not in repr(event)


def test_a_contact_card_leaves_nothing_behind() -> None:
    card = {"phone_number": "0912345678", "first_name": "Bí Mật"}
    assert event_of(read(contact=card)) == ContactShared(5)


def test_a_location_or_a_venue_is_its_point() -> None:
    point = {"latitude": 21.5, "longitude": 103.6}
    assert event_of(read(location=point)) == LocationShared(21.5, 103.6, 5)
    venue = {"location": point, "title": "Nhà ông B", "address": "…"}
    assert event_of(read(location=point, venue=venue)) == LocationShared(21.5, 103.6, 5)


def test_of_a_live_location_only_the_first_point_is_taken() -> None:
    live = {"latitude": 21.5, "longitude": 103.6, "live_period": 900}
    assert event_of(read(location=live)) == LocationShared(21.5, 103.6, 5)
    moved = {"update_id": 10, "edited_message": message(location={**live, "latitude": 21.9})}
    assert read_update(moved) == Read()


@pytest.mark.parametrize(
    "fields",
    [
        {"dice": {"emoji": "🎲", "value": 4}},
        {"sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}},
        {"game": {"title": "t", "description": "d", "photo": PICTURES}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}},
        {"story": {"chat": CHAT, "id": 3}},
        {"something_new": {"x": 1}},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_still_answered(fields: dict[str, Any]) -> None:
    assert event_of(read(**fields)) == UnsupportedReceived(5)


def test_a_service_line_that_nobody_typed_is_not_answered() -> None:
    assert read(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}) == Read()


def test_an_edited_text_or_caption_is_marked_as_edited() -> None:
    edited = read_update({"update_id": 9, "edited_message": message(text="sửa lại")})
    assert event_of(edited) == TextReceived(SecretText("sửa lại"), 5, edited=True)
    caption = read_update({"update_id": 9, "edited_message": message(photo=PICTURES, caption="mới")})
    assert file_event(caption).edited


@pytest.mark.parametrize(
    ("data", "token", "index"),
    [
        ("aB3_-x9Q:0", "aB3_-x9Q", 0),
        ("aB3_-x9Q:12", "aB3_-x9Q", 12),
        ("", "", -1),
        ("aB3:99999999999999999999", "", -1),
        ("a:b:c", "", -1),
        ("token:-1", "", -1),
        ("x" * 64, "", -1),
        ("tô:1", "", -1),
        ("tok:１", "", -1),
    ],
)
def test_a_button_is_its_token_and_index_and_forged_data_is_a_choice_nobody_offered(
    data: str, token: str, index: int
) -> None:
    query = {"id": "q", "from": PERSON, "chat_instance": "i", "data": data, "message": message(text="?")}
    found = read_update({"update_id": 9, "callback_query": query})
    assert event_of(found) == ChoicePicked(token, index, 5)
    assert found.callback_id == "q"


@pytest.mark.parametrize("act", ["met", "stop", "dance"])
def test_a_button_under_a_warning_is_its_campaign_and_act(act: str) -> None:
    found = pressed(f"b:aB3_-x9Q:{act}")
    assert event_of(found) == BulletinPressed("aB3_-x9Q", act)
    assert found.callback_id == "q"


@pytest.mark.parametrize(
    "data", ["b:", "b::met", "b:x:", "b:x:MET", "b:x:met:y", "b:ô:met", f"b:{'x' * 50}:met"]
)
def test_a_forged_button_under_a_warning_is_a_choice_nobody_offered(data: str) -> None:
    assert event_of(pressed(data)) == ChoicePicked("", -1, 5)


def pressed(data: str) -> Read:
    query = {"id": "q", "from": PERSON, "chat_instance": "i", "data": data, "message": message(text="?")}
    return read_update({"update_id": 9, "callback_query": query})


def test_a_button_on_a_message_too_old_to_be_shown_is_still_taken() -> None:
    old = {"message_id": 5, "date": 0, "chat": CHAT}
    query = {"id": "q", "from": PERSON, "chat_instance": "i", "data": "tok:1", "message": old}
    assert event_of(read_update({"update_id": 9, "callback_query": query})) == ChoicePicked("tok", 1, 5)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_whatever_comes_from_a_group_or_channel_makes_the_bot_leave(kind: str) -> None:
    chat = {**GROUP, "type": kind}
    assert read(chat=chat, text="mọi người ơi") == Read(leave_chat=-1009)
    query = {
        "id": "q",
        "from": PERSON,
        "chat_instance": "i",
        "data": "t:1",
        "message": message(chat, text="?"),
    }
    assert read_update({"update_id": 9, "callback_query": query}) == Read(leave_chat=-1009, callback_id="q")
    assert read_update({"update_id": 9, "my_chat_member": membership(chat, "member")}) == Read(
        leave_chat=-1009
    )
    assert read_update({"update_id": 9, "my_chat_member": membership(chat, "left")}) == Read()


def test_blocking_and_unblocking_the_bot_are_told() -> None:
    assert event_of(read_update({"update_id": 9, "my_chat_member": membership(CHAT, "kicked")})) == ChatLeft()
    assert (
        event_of(read_update({"update_id": 9, "my_chat_member": membership(CHAT, "member")})) == ChatJoined()
    )


def membership(chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "b"}
    new = {"status": status, "user": bot, **({"until_date": 0} if status == "kicked" else {})}
    old = {"status": "left", "user": bot}
    return {"chat": chat, "from": PERSON, "date": 1, "old_chat_member": old, "new_chat_member": new}


@pytest.mark.parametrize(
    "raw", [None, 3, [], "x", {}, {"update_id": 9}, {"update_id": 9, "new_kind": {"a": 1}}]
)
def test_an_update_of_no_known_kind_comes_to_nothing(raw: object) -> None:
    assert read_update(raw) == Read()


def test_a_message_that_cannot_be_read_is_answered_where_its_chat_is_known() -> None:
    broken = message(text=["not", "text"])
    assert event_of(read_update({"update_id": 9, "message": broken})) == UnsupportedReceived(5)


def test_an_update_that_trips_the_reading_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    def trip(_text: str, _number: int) -> Event:
        raise TypeError("Thấy đánh bạc")

    monkeypatch.setattr("bot.channels.telegram_updates._text", trip)
    read = read_update({"update_id": 9, "message": message(text="Thấy đánh bạc")})
    assert event_of(read) == UnsupportedReceived(5)
    assert "update_unreadable" in "".join(lines)
    assert "đánh bạc" not in "".join(lines)
