"""Warnings at their edges: full lists, topics that have gone, a library without topics, buttons of yesterday."""

from dataclasses import replace

import pytest

from domain.subscriptions import MOST_PLACES, Place
from handlers.awareness_library import TopicLibrary
from handlers.conversation import dump
from handlers.effects import SealPart
from handlers.events import BulletinPressed, ChoicePicked, CommandReceived, TextReceived
from handlers.state import Stage
from handlers.subscriptions import Bulletin, SaveSubscription, StopSubscription, Subscription
from handlers.transitions import may_follow
from sealing.secret_types import SecretText
from tests.handlers.house import gazetteer
from tests.handlers.phone import Phone

QUYNH_NHAI = Place("14", "03703")


def subscribed(*places: Place, **chosen: object) -> Phone:
    phone = Phone()
    phone.subscription = Subscription(places or (QUYNH_NHAI,), **chosen)  # type: ignore[arg-type]
    return phone


def write(phone: Phone, *texts: str) -> None:
    for text in texts:
        name, _, payload = text.removeprefix("/").partition(" ")
        typed = TextReceived(SecretText(text), phone.next_number())
        phone.happen(CommandReceived(name, payload, phone.next_number()) if text.startswith("/") else typed)


def press(phone: Phone, *labels: str) -> None:
    for label in labels:
        token, _, index = phone.button(label).data.partition(":")
        phone.happen(ChoicePicked(token, int(index)))


def many_places(count: int) -> tuple[Place, ...]:
    return tuple(Place("14", commune.code) for commune in gazetteer().communes_of("14")[:count])


def test_a_full_list_takes_no_more_places_and_says_so() -> None:
    full = tuple(place for place in many_places(MOST_PLACES + 1) if place != QUYNH_NHAI)[:MOST_PLACES]
    phone = subscribed(*full)
    write(phone, "/canhbao")
    press(phone, "➕ Thêm nơi")
    write(phone, "quynh nhai")
    press(phone, "Xã Quỳnh Nhai, Sơn La")
    assert f"Đã đủ {MOST_PLACES} nơi" in phone.screen[-1].text
    assert phone.subscription == Subscription(full)


def test_a_full_list_still_takes_the_whole_province_in_place_of_its_communes() -> None:
    phone = subscribed(*many_places(MOST_PLACES))
    write(phone, "/canhbao")
    press(phone, "➕ Thêm nơi")
    write(phone, "tỉnh sơn la")
    press(phone, "Cả tỉnh Sơn La")
    assert phone.subscription == Subscription((Place("14"),))


def test_a_long_list_of_places_is_dropped_page_by_page() -> None:
    phone = subscribed(*many_places(12))
    write(phone, "/canhbao")
    press(phone, "➖ Bớt nơi", "Trang sau ▶", "Trang sau ▶")
    assert len(phone.screen[-1].choices) == 2 + 2
    press(phone, phone.screen[-1].choices[0].label)
    assert phone.subscription is not None
    assert len(phone.subscription.places) == 11


def test_every_page_has_as_many_choices_as_a_channel_without_buttons_can_number() -> None:
    phone = subscribed(*many_places(30), topics=("fire",))
    for way in (("➖ Bớt nơi", "Trang sau ▶"), ("📚 Chọn chủ đề",), ("📚 Chọn chủ đề", "Trang sau ▶")):
        write(phone, "/canhbao")
        press(phone, *way)
        assert len(phone.screen[-1].choices) <= 9
    write(phone, "/canhgiac")
    assert len(phone.screen[-1].choices) <= 9


def test_a_place_that_has_gone_since_can_be_dropped() -> None:
    phone = subscribed(Place("14", "99999"), QUYNH_NHAI)
    write(phone, "/canhbao")
    assert "Nơi: Xã Quỳnh Nhai, Sơn La" in phone.screen[-1].text
    press(phone, "➖ Bớt nơi", "✖️ ?")
    assert phone.subscription == Subscription((QUYNH_NHAI,))


def test_a_subscription_that_went_meanwhile_is_not_changed_but_offered_anew() -> None:
    """Stopped from another place: the old page's buttons lead to how to begin."""
    phone = subscribed()
    write(phone, "/canhbao")
    press(phone, "📚 Chọn chủ đề")
    phone.subscription = None
    press(phone, "✅ Giả công an gọi điện")
    assert phone.conversation.stage is Stage.WARNINGS
    assert not any(isinstance(effect, SaveSubscription) for effect in phone.log)


def test_topics_that_left_the_library_count_for_nothing() -> None:
    phone = subscribed(topics=("gone", "hiv"))
    write(phone, "/canhbao")
    assert "Chủ đề: Phòng chống HIV" in phone.screen[-1].text
    press(phone, "📚 Chọn chủ đề", "Trang sau ▶", "✅ Phòng chống HIV")
    assert "Cần giữ ít nhất một chủ đề" in phone.screen[-1].text
    assert phone.subscription is not None
    assert phone.subscription.topics == ("gone", "hiv")


def test_choosing_every_topic_one_by_one_is_choosing_all() -> None:
    phone = subscribed(topics=tuple(t.id for t in Phone().house.topics.topics("vi") if t.id != "fake_police"))
    write(phone, "/canhbao")
    press(phone, "📚 Chọn chủ đề", "▫️ Giả công an gọi điện")
    assert phone.subscription is not None
    assert phone.subscription.topics == ("*",)


@pytest.mark.parametrize(("typed", "hours"), [("23-6", (23, 6)), ("từ 24 giờ tới 5 giờ", (0, 5))])
def test_quiet_hours_are_read_as_they_are_typed(typed: str, hours: tuple[int, int]) -> None:
    phone = subscribed()
    write(phone, "/canhbao")
    press(phone, "🌙 Giờ không làm phiền")
    write(phone, typed)
    assert phone.subscription is not None
    assert (phone.subscription.quiet.start, phone.subscription.quiet.end) == hours


@pytest.mark.parametrize("typed", ["7 7", "0 - 24", "22-22", "9 - 6 giờ sáng"])
def test_quiet_hours_that_are_not_clear_change_nothing_and_are_asked_again(typed: str) -> None:
    phone = subscribed()
    before = phone.subscription
    write(phone, "/canhbao")
    press(phone, "🌙 Giờ không làm phiền")
    write(phone, typed)
    assert phone.subscription == before
    assert "Gõ hai giờ" in phone.screen[-1].text


def test_a_quiz_whose_topic_has_gone_leads_back_to_the_list() -> None:
    phone = Phone()
    write(phone, "/canhgiac")
    press(phone, "Giả công an gọi điện", "❓ Đố vui một phút")
    phone.house.topics = TopicLibrary({"vi": {}, "en": {}})
    press(phone, "A")
    assert phone.conversation.stage is Stage.AWARENESS
    assert "không còn nữa" in phone.screen[-1].text
    assert all(may_follow(start, event, to) for start, event, to in phone.moves)


def test_a_library_without_topics_says_nothing_wrong() -> None:
    phone = Phone()
    phone.house.topics = TopicLibrary({"vi": {}, "en": {}})
    write(phone, "/canhgiac", "có người gọi nói là công an")
    assert "chưa thấy chủ đề nào" in phone.screen[-1].text


def test_a_report_begun_under_a_warning_carries_nothing_of_it() -> None:
    phone = subscribed()
    phone.bulletins = {"w1x2y3": Bulletin("fake_police", "03703")}
    phone.happen(BulletinPressed("w1x2y3", "topic"))
    assert b"w1x2y3" in dump(phone.conversation)
    phone.happen(BulletinPressed("w1x2y3", "report"))
    press(phone, "Tiếp tục", "Không có", "Đã xảy ra")
    write(phone, "một chuyện")
    assert any(isinstance(effect, SealPart) for effect in phone.log)
    assert b"w1x2y3" not in dump(phone.conversation)
    assert "w1x2y3" not in repr([effect for effect in phone.log if isinstance(effect, SealPart)])


def test_a_subscription_stands_in_no_conversation() -> None:
    """What a chat gets is looked up; its state says where it stands and nothing of places."""
    phone = subscribed(QUYNH_NHAI, Place("38"))
    write(phone, "/canhbao")
    state = dump(phone.conversation).decode()
    assert "03703" not in state
    assert "Quỳnh Nhai" not in state


def test_stopping_wins_over_everything_that_is_typed_or_pressed_later() -> None:
    phone = subscribed()
    write(phone, "/canhbao")
    old = phone.button("🌙 Giờ không làm phiền").data
    write(phone, "/ngung")
    assert any(isinstance(effect, StopSubscription) for effect in phone.log)
    token, _, index = old.partition(":")
    phone.happen(ChoicePicked(token, int(index)))
    assert phone.subscription is None


def test_a_paused_subscription_is_shown_as_coming_only_once_it_comes() -> None:
    phone = subscribed()
    phone.paused = True
    phone.conversation = replace(phone.conversation, token="t")  # a conversation of today
    write(phone, "/canhbao")
    assert "Đang nhận cảnh báo" in phone.screen[-1].text
    assert not phone.paused
