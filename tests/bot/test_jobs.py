"""What is due is done, once, by whoever leads, and a tick that fails ends no other."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.channels.telegram_channel import TelegramChannel
from bot.jobs import Housekeeping, Jobs, Tick
from bot.leaders import FileLeader
from bot.residents.reminding import Reminding
from domain.health import Pulse
from sealing.conversation_keys import Chat, ContactPlace, seal_contact
from sealing.deletion_marks import DeletionMarks
from sealing.secret_types import SecretBytes, SecretText
from storage import campaign_pictures, conversations, heartbeats, purging, reminders
from storage.blobs import new_blob_name
from storage.deletions import DeletionList, Listed
from storage.engine import Connection
from storage.moments import minute_of
from tests.bot.conftest import Served
from tests.bot.platform import until
from tests.storage.town import settle
from tests.storage.warnings_town import CONTENT, draft, open_desk


class Lead:
    """A leader a test can change."""

    def __init__(self, leads: bool = True) -> None:
        self.now = leads

    async def leads(self) -> bool:
        return self.now

    async def let_go(self) -> None:
        self.now = False


async def test_ticks_run_at_their_pace_and_a_failing_one_ends_no_other(lines: list[str]) -> None:
    runs: list[str] = []

    async def fail() -> None:
        runs.append("fail")
        raise RuntimeError("secret words")

    async def work() -> None:
        runs.append("work")

    jobs = Jobs((Tick("fail", 0.05, fail), Tick("work", 0.05, work)), Lead())
    jobs.start()
    await until(lambda: runs.count("work") > 2 and runs.count("fail") > 2)
    await jobs.stop()
    assert "tick_failed" in "".join(lines)
    assert "secret" not in "".join(lines)


async def test_a_stop_waits_for_the_tick_under_way() -> None:
    ended: list[bool] = []

    async def slow() -> None:
        await asyncio.sleep(0.2)
        ended.append(True)

    jobs = Jobs((Tick("slow", 60, slow),), Lead())
    jobs.start()
    await until(lambda: bool(jobs._under_way))
    await jobs.stop()
    assert ended


async def test_one_process_leads_and_another_takes_over(tmp_path: Path) -> None:
    first, second = FileLeader(tmp_path / "lead"), FileLeader(tmp_path / "lead")
    assert await first.leads()
    assert not await second.leads()
    assert await first.leads()
    await first.let_go()
    assert await second.leads()
    await second.let_go()


async def test_a_process_that_does_not_lead_does_nothing() -> None:
    runs: list[bool] = []

    async def work() -> None:
        runs.append(True)

    await Jobs((), Lead(leads=False)).run(Tick("work", 1, work))
    assert not runs


async def test_a_draft_dies_after_its_day_with_its_blobs_and_the_resident_is_told(served: Served) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
    later = datetime.now(UTC) + timedelta(hours=26)
    parts = replace(served.parts, clock=lambda: later)
    keeping = Housekeeping(parts.database, parts.blobs, parts.limits, parts.clock)
    for tick in keeping.ticks():
        await tick.work()
    served.parts = parts
    async with served:
        resident.write("/baotin")
        await resident.hears("đã quá 24 giờ")


async def test_an_idle_conversation_is_forgotten(served: Served) -> None:
    async with served:
        resident = served.resident()
        resident.write("/baotin")
        await resident.hears("Cố ý báo sai")
        assert served.performer is not None
        loaded = await served.performer._conversations.load(str(resident.phone.chat.id))
    later = datetime.now(UTC) + timedelta(hours=50)
    keeping = Housekeeping(served.parts.database, served.parts.blobs, served.parts.limits, lambda: later)
    await keeping.forget_idle()
    await keeping.forget_idle()
    row = await served.parts.database.read(lambda conn: conversations.load(conn, loaded.row_key))
    assert row is None or row.state is None


async def test_a_blob_that_no_row_knows_goes_after_a_day_and_not_before(served: Served) -> None:
    name, now = new_blob_name(), datetime.now(UTC)
    await served.parts.blobs.put(name, b"sealed", now - timedelta(hours=2))
    for moment, left in ((now, 1), (now + timedelta(hours=30), 0)):
        clock = partial(_the_time, moment)
        keeping = Housekeeping(served.parts.database, served.parts.blobs, served.parts.limits, clock)
        await keeping.sweep_blobs()
        found = await served.parts.blobs.list_older_than(now + timedelta(hours=99))
        assert len(found) == left


def _the_time(moment: datetime) -> datetime:
    return moment


async def test_a_reminder_is_said_on_its_day_by_daylight_and_its_address_forgotten(
    served: Served, channel: TelegramChannel
) -> None:
    async with served:
        resident = served.resident()
        await resident.tells_one_thing()
        code = await resident.sends_it()
        resident.write("/xemtin")
        await resident.hears("Gõ mã tin")
        resident.write(code)
        await resident.hears("Đã tới, chờ xem")
        resident.press("⏰")
        await resident.hears("Đã hẹn")

    async def tick(moment: datetime) -> None:
        await Reminding(replace(served.parts, clock=lambda: moment), channel).tick()

    def kept() -> int:
        day = datetime.now(UTC).date() + timedelta(days=30)
        return len(served.parts.database.read_now(lambda conn: reminders.due(conn, day)))

    noon = datetime.now(UTC).replace(hour=5, minute=0)
    await tick(noon + timedelta(days=1))
    await tick((noon + timedelta(days=4)).replace(hour=18))
    assert await asyncio.to_thread(kept) == 1
    assert not any("Đến hẹn" in text for text in resident.unread())
    await tick(noon + timedelta(days=4))
    await resident.hears("Đến hẹn nhắc")
    assert await asyncio.to_thread(kept) == 0


async def test_a_reminder_is_understood_by_who_speaks_english_though_the_conversation_is_forgotten(
    served: Served, channel: TelegramChannel
) -> None:
    """The language goes with the idle conversation, long before the third day: both languages are said."""
    async with served:
        resident = served.resident()
        resident.write("/baotin")
        await resident.hears("Cố ý báo sai")
    row = bytes(15) + b"r"
    place = ContactPlace(served.parts.deployment_id, "reminder", row)
    chat = Chat("telegram", SecretText(str(resident.phone.chat.id)))
    noon = datetime.now(UTC).replace(hour=5, minute=0)
    due = reminders.Reminder(row, seal_contact(served.parts.contact_key, place, chat), noon.date())
    await served.parts.database.write(lambda conn: reminders.put(conn, due))
    later = datetime.now(UTC) + timedelta(hours=50)
    await Housekeeping(
        served.parts.database, served.parts.blobs, served.parts.limits, lambda: later
    ).forget_idle()
    await Reminding(replace(served.parts, clock=lambda: noon), channel).tick()
    text = await resident.hears("Đến hẹn nhắc")
    wordings = served.parts.wordings
    said = [wordings.text(language, "reminder-due").text for language in ("vi", "en")]
    assert text == "\n\n".join(said)


async def test_two_ticks_that_list_deletions_at_the_same_moment_do_it_one_after_the_other(
    served: Served, tmp_path: Path
) -> None:
    """They are in phase every half hour; the list holds each mark once, and the next start takes it."""
    running: list[int] = [0, 0]

    class Slow(DeletionList):
        def append(self, marks: tuple[bytes, ...]) -> Listed:
            running[0] += 1
            running[1] = max(running)
            time.sleep(0.1)
            listed = super().append(marks)
            running[0] -= 1
            return listed

    listing = Slow(tmp_path, DeletionMarks(SecretBytes(bytes(32)), bytes(16)))
    parts = served.parts
    keeping = Housekeeping(parts.database, parts.blobs, parts.limits, parts.clock, listing)
    await parts.database.write(lambda conn: purging.note(conn, b"a" * 16))
    await asyncio.gather(keeping.purge_tips(), keeping.list_deletions(), keeping.list_deletions())
    read = listing.read()
    assert read is not None
    assert (read.marks, running) == ((b"a" * 16,), [0, 1])


async def test_a_picture_that_no_campaign_names_goes_after_a_day_and_a_named_one_stays(
    served: Served,
) -> None:
    def furnish(conn: Connection) -> tuple[bytes, bytes]:
        settle(conn)
        named = campaign_pictures.put_picture(conn, b"named", "image/png", 10, 10)
        other = campaign_pictures.put_picture(conn, b"other", "image/png", 10, 10)
        draft(conn, open_desk(conn), replace(CONTENT, picture=named))
        return named.sha256, other.sha256

    database, start = served.parts.database, datetime.now(UTC)
    named, other = await database.write(furnish)
    moment = [start]
    keeping = Housekeeping(database, served.parts.blobs, served.parts.limits, lambda: moment[0])
    for hours, left in ((0, {named, other}), (23, {named, other}), (25, {named})):
        moment[0] = start + timedelta(hours=hours)
        await keeping.sweep_pictures()
        kept = {
            sha256
            for sha256 in (named, other)
            if await database.read(partial(campaign_pictures.picture, sha256=sha256)) is not None
        }
        assert kept == left


async def test_the_heartbeat_says_when_a_tick_of_the_worker_fails(served: Served) -> None:
    database, moment = served.parts.database, datetime.now(UTC)
    keeping = Housekeeping(database, served.parts.blobs, served.parts.limits, lambda: moment)

    async def fail() -> None:
        raise RuntimeError("secret words")

    jobs = Jobs((), Lead(), keeping.failing)
    await jobs.run(Tick("purge", 1, fail))
    await keeping.heartbeat()
    beat = (await database.read(heartbeats.beats))[Pulse.WORKER]
    assert (beat.failing_since, beat.error) == (minute_of(moment), "RuntimeError")
    await jobs.run(Tick("purge", 1, keeping.purge))
    await keeping.heartbeat()
    beat = (await database.read(heartbeats.beats))[Pulse.WORKER]
    assert (beat.failing_since, beat.error) == (None, None)
