"""The buttons of a warning over the sandbox: counted as numbers, led on, and nothing of it kept with a report."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.channels.telegram_channel import TelegramChannel
from bot.residents.channel import Outgoing
from domain.campaigns import Audience, Button, CampaignContent, CampaignKind, Words
from handlers.bulletin_text import bulletin_text
from sealing.secret_types import SecretText
from storage import campaigns
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.viewer import Role, Viewer
from tests.bot.conftest import Served
from tests.bot.platform import until
from tests.bot.storytelling import Resident
from tests.bot.subscribing import QUYNH_NHAI, stored, subscribes
from tests.storage.raw_rows import all_rows
from tests.storage.town import officer
from tests.storage.warnings_town import Desk, begun

CONTENT = CampaignContent(
    words={
        "vi": Words("Không ai cập nhật VNeID qua điện thoại", "Có người gọi, xưng công an. Bà con tắt máy.")
    },
    audience=Audience((QUYNH_NHAI,)),
    buttons=(Button.STOP, Button.MET, Button.TOPIC, Button.REPORT),
    topic_id="fake_police",
    # So that it goes out whatever the hour at which the test runs.
    kind=CampaignKind.URGENT,
    urgent_reason="Đang có người đi lừa trong xã.",
)


class Warned:
    """A warning on its way to everybody who has subscribed."""

    def __init__(self, served: Served, channel: TelegramChannel) -> None:
        self.served, self.channel = served, channel

    async def begin(self) -> None:
        """Write and approve it, and take everybody from the ledger."""
        now = datetime.now(UTC)

        def run(conn: Connection) -> tuple[Desk, campaigns.Campaign]:
            desk = Desk(
                officer(conn, "d-14", "Hà Thị Mai", Role.AWARENESS),
                officer(conn, "d-14", "Cầm Văn Tuấn", Role.APPROVER),
            )
            campaign, run_id = begun(conn, desk, CONTENT, now)
            lead = campaigns.lead_deliveries(conn, "bot", "telegram", now)
            campaigns.take_batch(conn, lead, run_id, "telegram", 100, now)
            return desk, campaign

        self.desk, self.campaign = await self.served.parts.database.write(run)

    async def shown_to(self, resident: Resident) -> None:
        """Let the warning stand in a chat."""
        text = bulletin_text(self.served.parts.wordings, "vi", self.campaign.content, self.campaign.short_id)
        await self.channel.send(str(resident.phone.chat.id), Outgoing(text.text, text.choices))
        await resident.hears("VNeID")

    async def report(self) -> campaigns.CampaignReport:
        """The figures that the desk shows."""
        found = await self.served.parts.database.read(
            lambda conn: campaigns.report(conn, self.desk.author, self.campaign.id)
        )
        assert found is not None
        return found


@pytest.fixture
def warned(served: Served, channel: TelegramChannel) -> Warned:
    return Warned(served, channel)


async def test_meeting_a_trick_counts_once_and_leads_into_a_report_with_the_commune_chosen(
    served: Served, warned: Warned
) -> None:
    async with served:
        residents = [served.resident() for _ in range(5)]
        for each in residents:
            await subscribes(each)
        await warned.begin()
        for each in residents:
            await warned.shown_to(each)
            for _ in range(2):
                each.press("🙋 Tôi từng gặp trò này")
                await each.hears("chỉ đếm một lần")
        report = await warned.report()
        assert [(met.commune_code, met.count) for met in report.met] == [("03703", 5)]
        # Counted in fives: one more beside an unchanged queue would tell of a report about the local police.
        for each, begun in zip(residents, (0, 0, 0, 0, 5), strict=True):
            each.press("📝 Gửi tin báo: Xã Quỳnh Nhai, Sơn La")
            await each.hears("Nơi xảy ra: Xã Quỳnh Nhai, Sơn La")
            assert (await warned.report()).reports_begun == begun
        rows = await served.parts.database.read(all_rows)
    kept = {value for name in ("conversations", "tips", "tip_queues") for row in rows[name] for value in row}
    assert not {warned.campaign.id, warned.campaign.short_id} & kept


async def test_topic_quiz_and_stop_under_a_warning_are_counted(served: Served, warned: Warned) -> None:
    async with served:
        resident = served.resident()
        await subscribes(resident)
        await warned.begin()
        await warned.shown_to(resident)
        resident.press("📖 Xem cách nhận ra")
        await resident.until_button("❓ Đố vui một phút")
        resident.press("❓ Đố vui một phút")
        await resident.hears("1/")
        resident.press("A")
        await resident.hears("2/")
        resident.press("🔕 Ngừng nhận")
        await resident.hears("Đã dừng")
        report = await warned.report()
        assert (report.topic_opened, report.quiz_right + report.quiz_wrong, report.stopped) == (1, 1, 1)
        assert await stored(served, resident) is None


async def test_a_forged_or_strange_button_is_answered_kindly_and_counts_nothing(
    served: Served, warned: Warned
) -> None:
    async with served:
        await subscribes(served.resident())
        await warned.begin()
        stranger = served.resident()
        stranger.write("/start")
        await stranger.hears("chuyển điều anh/chị thấy")
        known = warned.campaign.short_id
        for data in (f"b:{known}:met", f"b:{known}:topic", f"b:{known}:dance", "b:nosuchid:report"):
            stranger.phone.press_stale(1, data)
            await stranger.hears("không gửi cảnh báo này tới đây")
        report = await warned.report()
    assert (report.met, report.topic_opened, report.reports_begun) == ((), 0, 0)


async def test_an_officers_link_makes_a_chat_their_test_chat_once(served: Served, warned: Warned) -> None:
    async with served:
        await subscribes(served.resident())
        await warned.begin()
        author, token = warned.desk.author, SecretText("abcDEF123_-abcDEF123")
        now = datetime.now(UTC)
        made = await served.parts.database.write(
            lambda conn: campaigns.make_test_link(conn, author, token, now)
        )
        assert made == Done()
        resident = served.resident()
        resident.write(f"/start t_{token.reveal()}")
        await resident.hears("nay nhận bản gửi thử")
        assert await served.parts.database.read(lambda conn: campaigns.has_test_chat(conn, author))
        resident.write(f"/start t_{token.reveal()}")
        await resident.hears("đã dùng hoặc đã quá 30 phút")
        await until(lambda: not resident.unread())


async def test_erasing_forgets_that_the_chat_was_an_officers_test_chat(
    served: Served, warned: Warned
) -> None:
    """Nobody else's test chat goes with it."""
    async with served:
        await subscribes(served.resident())
        await warned.begin()
        author, approver = warned.desk.author, warned.desk.approver
        residents = [served.resident(), served.resident()]
        for viewer, resident in zip((author, approver), residents, strict=True):
            token, now = SecretText(f"abcDEF123_-abcDEF12{residents.index(resident)}"), datetime.now(UTC)
            made = await served.parts.database.write(_linking(viewer, token, now))
            assert made == Done()
            resident.write(f"/start t_{token.reveal()}")
            await resident.hears("nay nhận bản gửi thử")
        residents[0].write("/xoa")
        await residents[0].hears("Đã xóa dữ liệu")
        assert not await served.parts.database.read(lambda conn: campaigns.has_test_chat(conn, author))
        assert await served.parts.database.read(lambda conn: campaigns.has_test_chat(conn, approver))


def _linking(viewer: Viewer, token: SecretText, now: datetime) -> Callable[[Connection], Done | Failure]:
    return lambda conn: campaigns.make_test_link(conn, viewer, token, now)


async def test_erasing_forgets_who_met_the_trick_and_keeps_the_count(served: Served, warned: Warned) -> None:
    async with served:
        residents = [served.resident() for _ in range(5)]
        for each in residents:
            await subscribes(each)
        await warned.begin()
        for each in residents:
            await warned.shown_to(each)
            each.press("🙋 Tôi từng gặp trò này")
            await each.hears("chỉ đếm một lần")
        residents[0].write("/xoa")
        await residents[0].hears("Đã xóa dữ liệu")
        pressed = (await served.parts.database.read(all_rows))["campaign_presses"]
        assert len(pressed) == 4
        assert [met.count for met in (await warned.report()).met] == [5]
