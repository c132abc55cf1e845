"""An awareness officer warns two communes, another approves, 200 subscribers get it once each; one stops, one has blocked the bot, and a correction follows."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot.sandbox.resident import SandboxResident
from tests.journeys.actors import Officer
from tests.journeys.conftest import Demo

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

P = TypeVar("P")
T = TypeVar("T")
PLACES = ("Xã Quỳnh Nhai, Sơn La", "Xã Mường Chiên, Sơn La")

SUBSCRIBERS = 200
AT_ONCE = 25
SENDING = 120_000
FIRST = "Có người giả làm điện lực, DẤU-1188"
CHANGED = "Có người giả làm điện lực đòi tiền, DẤU-1188"
CORRECTED = "Số gọi tới là số lạ, không phải điện lực, DẤU-2299"
BODY = "Họ dọa cắt điện ngay. Bà con đừng chuyển tiền.\n\nGọi lại số trên hóa đơn."
REASON = "Sáng nay năm nhà trong xã bị gọi"


class Warner(Officer):
    """Someone who works on warnings at the desk."""

    def signs_in(self) -> None:
        self.types_what_signs_in()
        expect(self.page.get_by_role("heading", name="Chiến dịch", level=1)).to_be_visible()

    def goes_to(self, campaign: str) -> None:
        """Open a campaign's page."""
        self.page.goto(f"{self._demo.desk_url}/campaigns/{campaign}")

    @property
    def campaign(self) -> str:
        """The campaign whose page is open."""
        return self.page.url.rsplit("/", 1)[-1].partition("?")[0]

    def is_saved(self) -> None:
        """Wait until the editor has saved what was typed."""
        expect(self.page.locator("[data-saved]")).to_have_text("Đã lưu")

    def adds_place(self, typed: str, name: str) -> None:
        """Tick a commune of the list."""
        self.page.get_by_role("button", name="Thêm nơi").click()
        self.page.fill("#place-filter", typed)
        self.page.get_by_label(name, exact=True).check()
        self.page.get_by_role("button", name="Xong").click()

    def asks_for_approval(self) -> None:
        """Hand it to a second person."""
        self.page.get_by_role("button", name="Xin duyệt").click()
        expect(self.page.get_by_text("Đang chờ người thứ hai duyệt.")).to_be_visible()

    def approves(self, title: str, people: str) -> None:
        """Read the page, press, and read once more what follows."""
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()
        self.page.get_by_role("button", name="Duyệt", exact=True).click()
        self.page.get_by_role("button", name=f"Duyệt, gửi tới {people}").click()
        expect(self.page.get_by_text("Đã duyệt", exact=True)).to_be_visible()


class Village:
    """The subscribers' phones, in an event loop of their own beside the browsers."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)
        self._ready = self._thread.submit(self._loop.run_forever)
        self.phones: list[SandboxResident] = []

    def does(self, work: Coroutine[object, object, T]) -> T:
        """Do something with phones and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(300)

    async def all(self, act: Callable[[P], Awaitable[T]], each: Sequence[P]) -> list[T]:
        """Do something with every one of these, a few at once."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(item: P) -> T:
            async with slots:
                return await act(item)

        return list(await asyncio.gather(*(one(item) for item in each)))

    async def subscribe(self, count: int) -> list[SandboxResident]:
        """So many people subscribe through the chat, half of them to each commune."""

        async def one(number: int) -> SandboxResident:
            phone = await SandboxResident.arrive(self._demo.url)
            self.phones.append(phone)
            await phone.send("/start")
            await phone.press("🔔 Nhận cảnh báo", wait=120)
            await phone.press("📍 Chọn nơi", wait=120)
            await phone.wait_for("Gõ tên nơi đó", wait=120)
            await phone.send("quynh nhai")
            await phone.press(PLACES[number % 2], wait=120)
            await phone.wait_for("Đang nhận cảnh báo", wait=120)
            return phone

        return await self.all(one, range(count))

    async def arrives_with(self, command: str) -> SandboxResident:
        """A phone that says what the desk shows, to be an officer's test chat."""
        phone = await SandboxResident.arrive(self._demo.url)
        self.phones.append(phone)
        await phone.send(command)
        await phone.wait_for(lambda message: bool(message.text), wait=60)
        return phone

    def got(self, mark: str, phones: list[SandboxResident]) -> list[int]:
        """How many messages with this mark stand in each chat."""

        async def count(phone: SandboxResident) -> int:
            try:
                seen = await phone.messages()
            except httpx.TransportError:
                # The sandbox ends idle connections; one that ends at this very moment is simply opened anew.
                seen = await phone.messages()
            return sum(message.from_bot and mark in message.text for message in seen)

        return self.does(self.all(count, phones))

    def platform_says_too_many(self, after: int, seconds: int) -> None:
        """Order a 429 for a message to come."""
        wish = {"kind": "flood", "method": "sendMessage", "skip": after, "seconds": seconds, "count": 1}
        httpx.post(f"{self._demo.url}/sandbox/faults", json=wish, trust_env=False).raise_for_status()

    def waits_for_a_phone_that_has_nothing_yet(
        self, mark: str, phones: list[SandboxResident], reached: int
    ) -> SandboxResident:
        """Wait until so many have the message; gives one that hasn't."""
        until = time.monotonic() + 120
        while sum(counts := self.got(mark, phones)) < reached:
            assert time.monotonic() < until, "nothing is being sent"
        return phones[counts.index(0)]

    def close(self) -> None:
        """Put all phones away."""
        self.does(self.all(lambda phone: phone.aclose(), self.phones))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._ready.result(10)
        self._thread.shutdown()
        self._loop.close()


@pytest.fixture(scope="module")
def village(demo: Demo) -> Iterator[Village]:
    """The phones, put away whatever happens."""
    phones = Village(demo)
    yield phones
    phones.close()


@pytest.fixture(scope="module")
def told(demo: Demo, browser: Browser, village: Village):
    """The whole way once; what was seen on it is asked by the tests below."""
    writer, judge = Warner(browser, demo, "thao.ht"), Warner(browser, demo, "loc.cb")
    seen: dict[str, object] = {}
    phones = village.does(village.subscribe(SUBSCRIBERS))

    writer.signs_in()
    writer.page.get_by_role("button", name="Soạn cảnh báo").click()
    writer.page.fill("#title-vi", FIRST)
    expect(writer.page.locator(".chat-telegram [data-preview-title]")).to_have_text(FIRST)
    writer.page.fill("#body-vi", BODY)
    writer.adds_place("muong chien", "Xã Mường Chiên")
    expect(writer.page.locator("#audience-count")).to_have_text(f"{SUBSCRIBERS} người")
    writer.page.get_by_text("Khẩn", exact=True).click()
    writer.page.fill("#urgent-reason", REASON)
    writer.page.select_option("#schedule", "once")
    writer.page.fill("#once-day", "01/01/2099")
    writer.is_saved()
    writer.page.get_by_role("button", name="Gửi thử cho tôi").click()
    expect(writer.page.locator("[data-command]")).not_to_be_empty()
    own_phone = village.does(village.arrives_with(writer.page.locator("[data-command]").inner_text()))
    writer.page.get_by_role("button", name="Nối rồi, gửi thử").click()
    seen["test"] = village.does(own_phone.wait_for(FIRST, wait=60)).text
    writer.asks_for_approval()
    campaign = writer.campaign

    judge.signs_in()
    expect(judge.page.locator("#nav .nav-count")).to_have_text("chờ duyệt: 1")
    judge.goes_to(campaign)
    judge.approves(FIRST, f"{SUBSCRIBERS} người")
    expect(judge.page.locator("#campaign-head")).to_contain_text("Chờ tới giờ gửi")

    # The text is changed after the approval: nothing goes out before a new one.
    writer.page.reload()
    writer.page.get_by_role("link", name="Sửa").click()
    writer.page.fill("#title-vi", CHANGED)
    writer.page.select_option("#schedule", "at_once")
    expect(writer.page.get_by_text("Chiến dịch trở về bước Soạn và phải xin duyệt lại.")).to_be_visible()
    writer.is_saved()
    seen["sent before the second approval"] = sum(village.got("DẤU-1188", phones))
    writer.asks_for_approval()
    judge.goes_to(campaign)
    # The platform says "too many" in the middle: the house holds still for as long as it says, and somebody blocks the bot.
    village.platform_says_too_many(after=SUBSCRIBERS // 4, seconds=15)
    judge.approves(CHANGED, f"{SUBSCRIBERS} người")
    judge.goes_to(campaign)
    expect(judge.page.locator("#running")).to_contain_text(f"/ {SUBSCRIBERS} người")
    blocker = village.waits_for_a_phone_that_has_nothing_yet("DẤU-1188", phones, SUBSCRIBERS // 4)
    village.does(blocker.block())
    expect(judge.page.locator("#campaign-head")).to_contain_text("Đã gửi xong", timeout=SENDING)

    seen["first"] = village.got("DẤU-1188", phones)
    stopper, *others = (phone for phone in phones if phone is not blocker)
    seen["blocker"] = phones.index(blocker)
    newest = village.does(_newest(others[0], "DẤU-1188"))
    seen["text"], seen["buttons"] = newest
    village.does(stopper.press("🔕 Ngừng nhận"))
    village.does(stopper.wait_for("Đã dừng"))
    judge.page.reload()
    report = judge.page.locator("#report")
    expect(report.get_by_text("Đã chặn bot từ trước").first).to_be_visible()
    seen["report"] = report.inner_text()

    # A newcomer subscribes; the correction is for those who got the first.
    (late,) = village.does(village.subscribe(1))
    writer.goes_to(campaign)
    writer.page.get_by_label("Việc khác").click()
    writer.page.get_by_role("button", name="Gửi bản đính chính").click()
    writer.page.get_by_role("button", name="Soạn bản đính chính").click()
    expect(writer.page.get_by_text("Chỉ tới những người đã nhận bản đầu.")).to_be_visible()
    expect(writer.page.locator("#audience-count")).to_have_text(f"{SUBSCRIBERS - 2} người")
    writer.page.fill("#title-vi", CORRECTED)
    writer.is_saved()
    writer.asks_for_approval()
    correction = writer.campaign
    judge.goes_to(correction)
    judge.approves(CORRECTED, f"{SUBSCRIBERS - 2} người")
    judge.goes_to(correction)
    expect(judge.page.locator("#campaign-head")).to_contain_text("Đã gửi xong", timeout=SENDING)
    seen["correction"] = village.got("DẤU-2299", others)
    seen["correction elsewhere"] = village.got("DẤU-2299", [stopper, blocker, late])
    seen["first again"] = village.got("DẤU-1188", phones)
    seen["complaints"] = [*writer.complaints, *judge.complaints]
    yield seen
    for person in (writer, judge):
        person.close()


async def _newest(phone: SandboxResident, mark: str) -> tuple[str, list[str]]:
    message = next(each for each in reversed(await phone.messages()) if mark in each.text)
    return message.text, message.labels


def test_the_officer_gets_a_test_on_the_phone_that_they_tied(told):
    """Exactly what subscribers would get, before anybody was asked to approve it."""
    assert told["test"].startswith(f"{FIRST}\n{BODY}\n\nBáo ngay lúc này vì: {REASON}")


def test_nothing_is_sent_before_exactly_it_was_approved(told):
    """The first approval was for another text and another time."""
    assert told["sent before the second approval"] == 0


def test_everybody_gets_it_once_but_who_blocked_the_bot(told):
    """Once, not twice, whatever was approved, changed and approved again; the same after the correction."""
    expected = [0 if number == told["blocker"] else 1 for number in range(SUBSCRIBERS)]
    assert told["first"] == expected
    assert told["first again"] == expected


def test_the_warning_says_what_was_approved_and_why_it_comes_now(told):
    """Title, text, the reason, and no link; the buttons that were chosen."""
    assert CHANGED in told["text"]
    assert f"Báo ngay lúc này vì: {REASON}" in told["text"]
    assert told["buttons"] == ["🙋 Tôi từng gặp trò này", "📝 Gửi tin báo", "🔕 Ngừng nhận"]


def test_the_report_says_who_was_not_reached_and_who_stopped(told):
    """199 of 200, one blocked, one stopped; nobody is named."""
    lines = [line for line in told["report"].splitlines() if line.strip()]
    said = dict(pairwise(lines))
    assert said["Đã gửi tới"] == str(SUBSCRIBERS - 1)
    assert said["Không tới được"] == "1"
    assert said["Ngừng nhận"] == "1"
    assert "Đã chặn bot từ trước\t1" in told["report"]


def test_the_correction_reaches_those_who_got_the_first(told):
    """Not who has stopped, not who never got it, not who came later."""
    assert told["correction"] == [1] * (SUBSCRIBERS - 2)
    assert told["correction elsewhere"] == [0, 0, 0]


def test_what_is_stored_names_no_subscriber(told, demo, village):
    """Database, write-ahead log, process log and temporary files hold the id of none of the two hundred chats."""
    written = {
        form: phone.chat_id
        for phone in village.phones
        for form in (
            str(phone.chat_id).encode(),
            phone.chat_id.to_bytes(8, "big"),
            phone.chat_id.to_bytes(8, "little"),
        )
    }
    files = list(demo.files())
    assert any("DẤU-1188".encode() in content for _, content in files), (
        "the campaign itself is there to be found"
    )
    assert len(village.phones) > SUBSCRIBERS
    assert [
        (path.name, chat) for path, content in files for form, chat in written.items() if form in content
    ] == []


def test_no_page_complains(told):
    """No script failed, no policy was broken, no stranger was asked."""
    assert told["complaints"] == []
