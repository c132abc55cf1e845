"""Warnings over the sandbox with a real database: subscribed, changed, stopped, blocked, back, and never joined with a tip."""

import asyncio
from typing import Any

from domain.subscriptions import Place, QuietHours, SubscriberState
from sealing.conversation_keys import ContactPlace, open_contact
from storage import subscribers
from storage.models import metadata
from tests.bot.conftest import Served
from tests.bot.subscribing import QUYNH_NHAI, state_becomes, stored, subscribes
from tests.storage.raw_rows import all_rows, files_holding

SON_LA = Place("14")


async def test_a_resident_subscribes_changes_and_stops(served: Served) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        first = await stored(served, resident)
        assert first is not None
        assert (first.places, first.topics, first.language) == ((QUYNH_NHAI,), ("*",), "vi")
        assert first.quiet == QuietHours(21, 7)
        resident.press("🌙 Giờ không làm phiền")
        await resident.hears("Giờ nào không nên")
        resident.write("23 - 5")
        await resident.hears("Đã đổi giờ không làm phiền")
        resident.press("➕ Thêm nơi")
        await resident.hears("Gõ tên nơi đó")
        resident.write("tỉnh sơn la")
        await resident.hears("Nhận cho cả nơi này")
        resident.press("Cả tỉnh Sơn La")
        await resident.hears("Đã thêm: Cả tỉnh Sơn La")
        resident.press("📚 Chọn chủ đề")
        await resident.hears("Bấm để chọn hoặc bỏ")
        resident.press("✅ Giả công an")
        await resident.until_button("▫️ Giả công an")
        changed = await stored(served, resident)
        assert changed is not None
        assert (changed.id, changed.places, changed.quiet) == (first.id, (SON_LA,), QuietHours(23, 5))
        assert "*" not in changed.topics
        assert "fake_police" not in changed.topics
        resident.write("/ngung")
        await resident.hears("Đã dừng")
        assert await stored(served, resident) is None
        resident.write("/dung")
        await resident.hears("chưa đăng ký cảnh báo nào")


async def test_whoever_blocks_the_bot_is_paused_and_comes_back_by_writing(served: Served) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        resident.phone.block(True)
        await state_becomes(served, resident, SubscriberState.BLOCKED)
        resident.phone.block(False)
        await state_becomes(served, resident, SubscriberState.ACTIVE)
        resident.phone.block(True)
        await state_becomes(served, resident, SubscriberState.BLOCKED)
        resident.write("xin chào")
        await state_becomes(served, resident, SubscriberState.ACTIVE)


async def test_one_whom_a_warning_found_blocked_is_back_when_asking(served: Served) -> None:
    """The platform's refusal may be noted after the resident was back: what is shown as coming comes."""
    async with served:
        resident = served.resident()
        await subscribes(resident)
        found = await stored(served, resident)
        assert found is not None
        ids, day = (found.id,), found.since
        await served.parts.database.write(lambda conn: subscribers.mark_blocked(conn, ids, day))
        resident.write("/canhbao")
        await resident.hears("Đang nhận cảnh báo")
        await state_becomes(served, resident, SubscriberState.ACTIVE)


async def test_one_who_stopped_does_not_come_back_by_writing(served: Served) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        resident.write("/dung")
        await resident.hears("Đã dừng")
        resident.phone.block(True)
        resident.phone.block(False)
        resident.write("/start")
        await resident.hears("chuyển điều anh/chị thấy")
        assert await stored(served, resident) is None


async def test_erasing_the_chat_erases_the_subscription(served: Served) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        resident.write("/xoa")
        await resident.hears("đăng ký cảnh báo")
        rows = await served.parts.database.read(all_rows)
    assert not any(rows[table] for table in ("subscribers", "subscriber_places", "subscriber_topics"))


async def test_a_subscription_survives_a_restart_and_a_forgotten_conversation(served: Served) -> None:
    """What a chat gets stands in the store alone; the conversation's row goes after a day without it."""
    async with served:
        resident = served.resident()
        await subscribes(resident)
    async with served:
        resident.write("/canhbao")
        await resident.hears("Nơi: Xã Quỳnh Nhai, Sơn La")


async def test_no_byte_on_disk_is_a_chat_id_and_the_contact_key_alone_opens_the_address(
    served: Served,
) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        chat_id = resident.phone.chat.id
        rows = await served.parts.database.read(all_rows)
        found = await stored(served, resident)
    assert found is not None
    assert not [value for value in values(rows) if value in {chat_id, str(chat_id)}]
    needles = [str(chat_id).encode(), *(chat_id.to_bytes(8, order) for order in ("big", "little"))]
    assert files_holding(served.house.folder, needles) == []
    columns = [column.name for column in metadata.tables["subscribers"].columns]
    contact = rows["subscribers"][0][columns.index("contact")]
    place = ContactPlace(served.parts.deployment_id, "subscription", found.id)
    assert open_contact(served.parts.contact_key, place, contact).chat_id.reveal() == str(chat_id)


async def test_nothing_joins_a_subscription_with_a_tip_or_a_conversation(served: Served) -> None:
    """The same chat subscribes and reports: no key, no pseudonym and no random number stand on both sides."""
    async with served:
        resident = served.resident()
        await subscribes(resident)
        await resident.begins_a_report()
        resident.write("có chuyện này")
        await resident.hears("Đã cất kín 1 mục")
        await resident.sends_it()
        rows = await served.parts.database.read(all_rows)
    of_warnings = {name: rows[name] for name in rows if name.startswith("subscriber")}
    others = {name: rows[name] for name in rows if name not in of_warnings}
    assert others["tips"]
    assert others["conversations"]
    assert distinct(of_warnings)
    assert distinct(of_warnings) & distinct(others) == set()


async def test_two_chats_that_subscribe_at_the_same_moment_stay_two(served: Served) -> None:
    async with served:
        residents = [served.resident() for _ in range(5)]
        await asyncio.gather(*(subscribes(each) for each in residents))
        found = [await stored(served, each) for each in residents]
    assert len({each.id for each in found if each is not None}) == len(residents)


def values(rows: dict[str, list[tuple[Any, ...]]]) -> list[Any]:
    return [value for table in rows.values() for row in table for value in row]


def distinct(rows: dict[str, list[tuple[Any, ...]]]) -> set[Any]:
    """Values that could join two rows: bytes, and numbers too large to be a count."""
    return {
        value
        for value in values(rows)
        if (isinstance(value, bytes) and len(value) >= 8) or (isinstance(value, int) and value > 10**6)
    }
