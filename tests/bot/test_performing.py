"""What a resident was answered is on disk, sealed and once, whatever the platform does in between."""

import asyncio
from dataclasses import replace

import pytest

from benchmarks.tip_checking import OpenedTip
from bot.file_cleaning import CleanedFile, CleaningRefused
from bot.sandbox.faults import FaultKind
from bot.sandbox.resident_messages import SentFile
from domain.limits import Limits
from sealing.secret_types import SecretBytes
from storage import conversations
from storage.engine import Database
from storage.errors import EpochMoved
from tests.bot.conftest import Served
from tests.bot.platform import until
from tests.bot.storytelling import SEND


def texts(tips: list[OpenedTip]) -> list[list[str]]:
    return [sorted(tip.texts) for tip in tips]


async def test_a_report_reaches_the_queue_sealed_whole_and_agreeing(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        for number, text in enumerate(("một", "hai", "ba"), 1):
            resident.write(text)
            await resident.hears(f"Đã cất kín {number} mục")
        await resident.sends_it()
        (tip,) = await served.tips()
    assert sorted(tip.texts) == ["ba", "hai", "một"]
    assert tip.agrees


async def test_the_code_that_was_shown_opens_the_follow_up_and_is_deleted_from_the_chat(
    served: Served,
) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        resident.write("/xemtin")
        await resident.hears("Gõ mã tin")
        typed = resident.write(code.replace(" ", "-").replace("0", "o"))
        await resident.hears("Đã tới, chờ xem")
        await until(lambda: typed not in resident.phone.chat.messages)
        resident.press("✍️ Gửi thêm")
        await resident.hears("cất kín và gửi đi ngay")
        resident.write("thêm điều này")
        await resident.hears("Đã gửi thêm 1 mục")
        (tip,) = await served.tips()
    assert sorted(tip.texts) == ["một", "thêm điều này"]


async def test_a_code_typed_before_the_send_is_told_that_the_send_is_missing(served: Served) -> None:
    served.parts = replace(served.parts, limits=Limits(wrong_codes_per_hour=1, free_disk_bytes=0))
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.gets_a_code()
        for _ in range(2):
            typed = resident.write(code)
            assert "CHƯA GỬI" in await resident.hears("Mã này đúng rồi.")
            await until(lambda typed=typed: typed not in resident.phone.chat.messages)
        assert await served.tips() == []
        resident.press("📨 Gửi tin này")
        await resident.hears("Đã gửi tới")
        resident.write(code)
        await resident.hears("Đã tới, chờ xem")
        (tip,) = await served.tips()
    assert tip.agrees


async def test_duplicate_and_reordered_deliveries_change_nothing(served: Served) -> None:
    async with served:
        resident = served.resident()
        updates = served.platform.bot.updates
        updates.duplicate_next = 1000
        await resident.begins_a_report()
        updates.reorder_next = 4
        for text in ("một", "hai", "ba"):
            resident.write(text)
        await resident.hears("Đã cất kín 3 mục")
        await resident.sends_it()
        updates.duplicate_next = 0
        await asyncio.sleep(0.3)
        tips = await served.tips()
    assert texts(tips) == [["ba", "hai", "một"]]


async def test_after_a_restart_a_redelivered_update_is_known_and_the_question_asked_again(
    served: Served,
) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        update = served.platform.bot.updates
        number = update._next_id - 1
    body = {"message": {**resident.phone.chat.messages[max(resident.phone.chat.messages) - 1]}}
    assert body["message"]["text"] == "một"
    update._waiting[number] = {"update_id": number, **body}
    async with served:
        again = await resident.hears("Đã cất kín 1 mục")
        assert "CHƯA GỬI" in again
        await resident.sends_it()
        tips = await served.tips()
    assert texts(tips) == [["một"]]


async def test_an_answer_the_platform_dropped_is_said_later_and_nothing_is_taken_twice(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.residents.saying.FIRST_BACK_OFF_SECONDS", 0.05)
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        for kind in (FaultKind.SERVER_ERROR, FaultKind.CUT_OFF, FaultKind.FLOOD):
            served.platform.stumble(kind, "sendMessage", seconds=1)
            resident.write(f"trong lúc {kind}")
            await resident.hears("Đã cất kín", 10)
            await until(lambda: not served.platform.bot.faults.pending())
        await resident.hears("Đã cất kín 3 mục", 10)
        await resident.sends_it()
        tips = await served.tips()
    assert [len(tip.texts) for tip in tips] == [3]


async def test_a_repeated_press_on_send_makes_no_second_tip(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        await resident.gets_a_code()
        for _ in range(3):
            resident.press(SEND)
        await resident.hears("Đã gửi tới")
        await resident.hears("Đã gửi rồi")
        assert len(await served.tips()) == 1


async def test_forged_and_stale_buttons_are_answered_kindly_and_do_nothing(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        old = max(resident.phone.chat.messages)
        for data in ("x:0", "", "a" * 64, "../../etc:1", "token:-5", "✅:0"):
            resident.phone.press_stale(old, data)
            await resident.hears("Kể ở đây")
        resident.write("vẫn kể được")
        await resident.hears("Đã cất kín 1 mục")


async def test_a_large_file_is_a_blob_and_a_small_one_a_row(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        for size in (100, 300_000):
            resident.phone.send_files([SentFile("photo", b"x" * size, "image/jpeg", "a.jpg", 0, None)])
            await resident.hears("Đã cất kín")
        await resident.sends_it()
    blobs = [path for path in (served.house.folder / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    assert b"xxxxxxxx" not in blobs[0].read_bytes()


async def test_an_album_gets_one_acknowledgement(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        photo = SentFile("photo", b"x" * 100, "image/jpeg", "a.jpg", 0, None)
        resident.phone.send_files([photo] * 5)
        await resident.hears("Đã cất kín 5 mục")
        assert not [text for text in served.platform.said(resident.phone) if "Đã cất kín 2 mục" in text]


async def test_an_album_whose_files_take_long_gets_one_acknowledgement_too(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each item takes longer to clean than an answer waits for the next one by itself."""
    monkeypatch.setattr("bot.residents.saying.ALBUM_SECONDS", 0.05)
    usual = served.parts.clean

    async def slow(raw: SecretBytes) -> CleanedFile | CleaningRefused:
        await asyncio.sleep(0.3)
        return await usual(raw)

    served.parts = replace(served.parts, clean=slow)
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        photo = SentFile("photo", b"x" * 100, "image/jpeg", "a.jpg", 0, None)
        resident.phone.send_files([photo] * 3)
        await resident.hears("Đã cất kín 3 mục")
        said = served.platform.said(resident.phone)
        assert not [text for text in said if "kín 1 mục" in text or "kín 2 mục" in text]


async def test_a_file_that_cannot_be_fetched_is_refused_and_the_rest_goes_on(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        served.platform.stumble(FaultKind.SERVER_ERROR, "getFile")
        resident.phone.send_files([SentFile("photo", b"x" * 100, "image/jpeg", "a.jpg", 0, None)])
        await resident.hears("Chưa tải được tệp này")
        resident.phone.send_files([SentFile("video", b"x", "video/mp4", "a.mp4", 0, 2**31)])
        await resident.hears("quá")
        resident.write("một")
        await resident.hears("Đã cất kín 1 mục")


async def test_a_failing_step_is_answered_kindly_stored_nowhere_and_the_conversation_goes_on(
    served: Served, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        with monkeypatch.context() as patched:
            patched.setattr("bot.residents.storing.seal_part", _fail)
            resident.write("BÍ-MẬT-4711")
            await resident.hears("trục trặc")
        resident.write("lần nữa")
        await resident.hears("Đã cất kín 1 mục")
        await resident.sends_it()
        tips = await served.tips()
    assert texts(tips) == [["lần nữa"]]
    written = "".join(lines)
    assert "update_failed" in written
    for private in ("4711", "BÍ-MẬT", str(resident.phone.chat.id), "lần nữa"):
        assert private not in written


def _fail(*_: object) -> bytes:
    raise RuntimeError("BÍ-MẬT-4711 stood in here")


async def test_a_commit_that_fails_for_the_databases_reasons_is_tried_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.perform_effects.COMMIT_TRIES", (0.01, 0.01, 0.01))
    usual, failures = Database.write, [OSError("disk"), OSError("disk")]

    async def stumbling(self: Database, fn: object) -> object:
        if failures:
            raise failures.pop()
        return await usual(self, fn)  # type: ignore[arg-type]

    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        monkeypatch.setattr(Database, "write", stumbling)
        resident.write("một")
        await resident.hears("Đã cất kín 1 mục")
        assert not failures


async def test_a_queue_key_that_moves_while_a_part_is_sealed_means_sealing_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import drafts

    refreshed: list[bool] = []

    async def refresh() -> None:
        refreshed.append(True)

    usual, moves = drafts.add_part, [True]

    def moving(*given: object) -> None:
        if moves:
            moves.pop()
            raise EpochMoved("c-03703")
        usual(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drafts, "add_part", moving)
    served.parts = replace(served.parts, refresh_serving=refresh)
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        await resident.sends_it()
        tips = await served.tips()
    assert refreshed == [True]
    assert texts(tips) == [["một"]]


async def test_two_processes_on_one_chat_never_lose_each_others_step(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        assert served.performer is not None
        known = served.performer._conversations
        loaded = await known.load(str(resident.phone.chat.id))
        save = known.saving(loaded, loaded.conversation, 1)
        await served.parts.database.write(save)
        resident.write("một")
        await resident.hears("Đã cất kín 1 mục")


async def test_a_draft_that_died_under_the_resident_is_told(served: Served) -> None:
    from storage import drafts

    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        assert served.performer is not None
        loaded = await served.performer._conversations.load(str(resident.phone.chat.id))
        report = loaded.conversation.report
        assert report is not None
        tip_id = report.tip_id
        assert tip_id is not None
        await served.parts.database.write(lambda conn: drafts.drop(conn, tip_id))
        resident.write("hai")
        await resident.hears("đã quá 24 giờ")
        assert not await served.tips()


async def test_the_chats_messages_are_deleted_on_both_sides_on_demand(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        await resident.sends_it()
        before = set(resident.phone.chat.messages)
        resident.press("🧹 Xóa tin nhắn ở đây")
        await resident.hears("Tin đã gửi không bị xóa")
        left = before & set(resident.phone.chat.messages)
        assert not left, [resident.phone.chat.messages[number].get("text") for number in left]
        assert len(await served.tips()) == 1


async def test_what_was_said_before_a_clean_stop_can_still_be_deleted_after_it(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        await resident.sends_it()
    before = set(resident.phone.chat.messages)
    async with served:
        resident.press("🧹 Xóa tin nhắn ở đây")
        await resident.hears("Tin đã gửi không bị xóa")
        assert not before & set(resident.phone.chat.messages)


async def test_erasing_leaves_no_row_of_the_chat(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        resident.write("/xoa")
        await resident.hears("Đã xóa dữ liệu")
        assert served.performer is not None
        loaded = await served.performer._conversations.load(str(resident.phone.chat.id))
        assert loaded.version == 0
        row = await served.parts.database.read(lambda conn: conversations.load(conn, loaded.row_key))
        assert row is None


async def test_the_daily_limits_are_kept_without_keeping_whose_they_are(served: Served) -> None:
    served.parts = replace(
        served.parts, limits=Limits(drafts_per_chat_day=1, tips_per_chat_day=1, free_disk_bytes=0)
    )
    async with served:
        resident, other = served.resident(), served.resident()
        await resident.tells_one_thing()
        await resident.sends_it()
        resident.write("/baotin")
        await resident.hears("Hôm nay chat này đã gửi đủ 1 tin")
        await other.begins_a_report()


@pytest.mark.parametrize("way", ["/huy", "/xoa"])
async def test_a_report_that_is_given_up_makes_room_for_another(served: Served, way: str) -> None:
    """The day's limit is one of open drafts; giving up has an end of its own."""
    served.parts = replace(served.parts, limits=Limits(drafts_per_chat_day=1, free_disk_bytes=0))
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        resident.write(way)
        await resident.hears("Đã hủy tin này" if way == "/huy" else "Đã xóa dữ liệu")
        await resident.begins_a_report()
        resident.write("hai")
        await resident.hears("Đã cất kín 1 mục")
        await resident.sends_it()
        assert texts(await served.tips()) == [["hai"]]


async def test_wrong_codes_are_counted_and_end(served: Served) -> None:
    served.parts = replace(served.parts, limits=Limits(wrong_codes_per_hour=2, free_disk_bytes=0))
    async with served:
        resident = served.resident()
        resident.write("/xemtin")
        await resident.hears("Gõ mã tin")
        for _ in range(2):
            resident.write("000000000000000000000001")
            await resident.hears("Chưa có tin nào")
        resident.write("000000000000000000000001")
        await resident.hears("Đã thử nhiều mã")


async def test_a_full_disk_refuses_new_drafts_with_the_phone_number(served: Served) -> None:
    served.parts = replace(served.parts, limits=Limits(free_disk_bytes=2**62))
    async with served:
        resident = served.resident()
        resident.write("/baotin")
        await resident.hears("113")
        resident.press("Tiếp tục") if resident.has_button("Tiếp tục") else None
        await asyncio.sleep(0.2)
        assert any("chưa nhận thêm tin mới" in text for text in served.platform.said(resident.phone))


async def test_the_reminder_comes_once_after_silence(served: Served) -> None:
    served.parts = replace(served.parts, limits=Limits(draft_reminder_minutes=0, free_disk_bytes=0))
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        await resident.hears("vẫn còn đây")


async def test_a_resident_who_blocks_the_bot_is_told_nothing_more(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.begins_a_report()
        resident.phone.block(True)
        await asyncio.sleep(0.2)
        assert served.performer is not None
        assert not served.performer.sayer._outboxes
        resident.phone.block(False)
        resident.write("/start")
        await resident.hears("Tin Báo")
