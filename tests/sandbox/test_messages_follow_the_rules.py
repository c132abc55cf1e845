"""Messages, edits, deletions, keyboards and pressed buttons behave as on the public server."""

import io

import httpx
import pytest
from PIL import Image

from bot.sandbox import SandboxResident, SandboxServer
from bot.sandbox.resident import Attachment
from tests.sandbox.conftest import TOKEN, BotClient

CHOICES = {
    "inline_keyboard": [[{"text": "Có", "callback_data": "t:0"}, {"text": "Không", "callback_data": "t:1"}]]
}
MENU = {"keyboard": [[{"text": "📝 Gửi tin báo"}], [{"text": "🚨 Khẩn cấp"}]], "resize_keyboard": True}


def small_picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(target, "JPEG")
    return target.getvalue()


async def test_a_text_with_marks_and_buttons_reaches_the_phone(
    bot: BotClient, resident: SandboxResident
) -> None:
    text = "🔒 Mã: 4827 1930"
    sent = bot.do("sendMessage", chat_id=resident.chat_id, text=text,
                  entities=[{"type": "code", "offset": 7, "length": 9}], reply_markup=CHOICES)  # fmt: skip
    seen = await resident.wait_for("Mã")
    assert seen.id == sent["message_id"]
    assert [(mark.kind, mark.text) for mark in seen.marks] == [("code", "4827 1930")]
    assert seen.labels == ["Có", "Không"]


async def test_a_bot_can_write_only_to_who_opened_the_chat_and_did_not_block_it(
    sandbox: SandboxServer, bot: BotClient, resident: SandboxResident
) -> None:
    async with await SandboxResident.arrive(sandbox.url) as stranger:
        await stranger.messages()
        code, description = bot.refusal("sendMessage", chat_id=stranger.chat_id, text="a")
        assert (code, description) == (403, "Forbidden: bot can't initiate conversation with a user")
    await resident.block()
    refused = bot.refusal("sendMessage", chat_id=resident.chat_id, text="a")
    assert refused == (403, "Forbidden: bot was blocked by the user")
    await resident.unblock()
    bot.do("sendMessage", chat_id=resident.chat_id, text="a")
    statuses = [update["new_chat_member"]["status"] for update in bot.updates("my_chat_member")]
    assert statuses == ["kicked", "member"]


async def test_a_bot_edits_its_own_messages_only_and_only_when_something_changes(
    bot: BotClient, resident: SandboxResident
) -> None:
    where = {"chat_id": resident.chat_id}
    theirs = await resident.send("của tôi")
    mine = bot.do("sendMessage", **where, text="một", reply_markup=CHOICES)["message_id"]
    bot.do("editMessageText", **where, message_id=mine, text="hai", reply_markup=CHOICES)
    assert (await resident.wait_for("hai")).edited
    same = bot.refusal("editMessageText", **where, message_id=mine, text="hai", reply_markup=CHOICES)
    assert same[1].startswith("Bad Request: message is not modified")
    bot.do("editMessageReplyMarkup", **where, message_id=mine)
    assert (await resident.wait_for("hai", fresh=False)).labels == []
    refused = bot.refusal("editMessageText", **where, message_id=theirs, text="hai")
    assert refused == (400, "Bad Request: message can't be edited")
    gone = bot.refusal("editMessageText", **where, message_id=9999, text="hai")
    assert gone == (400, "Bad Request: message to edit not found")


async def test_deleted_messages_vanish_on_both_sides_up_to_48_hours(
    sandbox: SandboxServer, bot: BotClient, resident: SandboxResident
) -> None:
    where = {"chat_id": resident.chat_id}
    old = await resident.send("cũ")
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        await client.post("/sandbox/clock", json={"seconds": 49 * 3600})
    fresh = await resident.send("mới")
    mine = bot.do("sendMessage", **where, text="của bot")["message_id"]
    bot.do("deleteMessages", **where, message_ids=[fresh, mine, 12345])
    await resident.wait_until_gone([fresh, mine])
    assert await resident.sees(old)
    refused = bot.refusal("deleteMessages", **where, message_ids=[old])
    assert refused == (400, "Bad Request: message can't be deleted for everyone")
    missing = bot.refusal("deleteMessage", **where, message_id=fresh)
    assert missing == (400, "Bad Request: message to delete not found")


async def test_the_reply_keyboard_stays_until_removed_or_its_message_is_deleted(
    bot: BotClient, resident: SandboxResident
) -> None:
    where = {"chat_id": resident.chat_id}
    bot.do("sendMessage", **where, text="Chọn", reply_markup=MENU)
    bot.do("sendMessage", **where, text="không có bàn phím")
    assert await resident.keyboard() == ["📝 Gửi tin báo", "🚨 Khẩn cấp"]
    bot.do("sendMessage", **where, text="cất", reply_markup={"remove_keyboard": True})
    assert await resident.keyboard() == []
    sent = bot.do("sendMessage", **where, text="Chọn", reply_markup=MENU)
    bot.do("deleteMessage", **where, message_id=sent["message_id"])
    assert await resident.keyboard() == []


async def test_pressing_a_reply_button_sends_its_label(bot: BotClient, resident: SandboxResident) -> None:
    bot.do("sendMessage", chat_id=resident.chat_id, text="Chọn", reply_markup=MENU)
    await resident.press("🚨 Khẩn cấp")
    assert [message["text"] for message in bot.updates("message")] == ["🚨 Khẩn cấp"]


async def test_a_pressed_inline_button_asks_the_bot_and_gets_one_answer(
    bot: BotClient, resident: SandboxResident
) -> None:
    sent = bot.do("sendMessage", chat_id=resident.chat_id, text="Chọn", reply_markup=CHOICES)
    await resident.press("Không")
    (query,) = bot.updates("callback_query")
    assert query["data"] == "t:1"
    assert query["message"]["message_id"] == sent["message_id"]
    bot.do("answerCallbackQuery", callback_query_id=query["id"], text="Đã ghi")
    assert await resident.answers() == ["Đã ghi"]
    code, description = bot.refusal("answerCallbackQuery", callback_query_id=query["id"])
    assert code == 400
    assert "query is too old" in description


async def test_a_button_that_is_gone_can_only_be_pressed_as_a_stale_one(
    bot: BotClient, resident: SandboxResident
) -> None:
    sent = bot.do("sendMessage", chat_id=resident.chat_id, text="Chọn", reply_markup=CHOICES)
    bot.do("editMessageReplyMarkup", chat_id=resident.chat_id, message_id=sent["message_id"])
    with pytest.raises(ValueError, match="no such button"):
        await resident.press_data(sent["message_id"], "t:1")
    await resident.press_data(sent["message_id"], "t:1", stale=True)
    assert [query["data"] for query in bot.updates("callback_query")] == ["t:1"]


async def test_files_go_both_ways_and_a_big_one_is_not_handed_out(
    sandbox: SandboxServer, bot: BotClient, resident: SandboxResident
) -> None:
    content = small_picture()
    await resident.send_photo(content, "bến cát")
    await resident.send_document(b"x", "to.zip", "application/zip", claimed_size=2 * 10**9)
    photo, document = bot.updates("message")
    assert photo["caption"] == "bến cát"
    assert (photo["photo"][-1]["width"], photo["photo"][-1]["height"]) == (40, 30)
    file = bot.do("getFile", file_id=photo["photo"][-1]["file_id"])
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        assert (await client.get(f"/file/bot{TOKEN}/{file['file_path']}")).content == content
        assert (await client.get(f"/file/bot1:wrong/{file['file_path']}")).status_code == 401
        sent = await client.post(f"/bot{TOKEN}/sendPhoto", data={"chat_id": str(resident.chat_id)},
                           files={"photo": ("a.jpg", content, "image/jpeg")})  # fmt: skip
    assert sent.json()["ok"] is True
    assert (await resident.wait_for(lambda message: message.kind == "photo")).from_bot
    refused = bot.refusal("getFile", file_id=document["document"]["file_id"])
    assert refused == (400, "Bad Request: file is too big")
    wrong = bot.refusal("getFile", file_id="nothing")
    assert wrong == (400, "Bad Request: wrong file_id or the file is temporarily unavailable")


async def test_an_album_comes_as_messages_of_one_group(bot: BotClient, resident: SandboxResident) -> None:
    pictures = [Attachment("photo", small_picture(), "a.jpg", "image/jpeg") for _ in range(3)]
    await resident.send_files(*pictures, caption="ba ảnh")
    messages = bot.updates("message")
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["ba ảnh", None, None]


async def test_a_group_can_be_left(bot: BotClient, resident: SandboxResident) -> None:
    group = await resident.add_bot_to_group("Xóm Đình")
    (joined,) = bot.updates("my_chat_member")
    assert (joined["chat"]["id"], joined["chat"]["type"]) == (group, "group")
    bot.do("leaveChat", chat_id=group)
    assert await resident.bot_left(group)
    code, _ = bot.refusal("sendMessage", chat_id=group, text="a")
    assert code == 403
