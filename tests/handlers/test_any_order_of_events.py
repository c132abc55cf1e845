"""Whatever comes in whatever order: nothing raises, leaves the table, repeats content or sends without a code."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.subscriptions import Place
from handlers.conversation import Conversation, dump
from handlers.effects import Ask, Say, SealPart, SendTip
from handlers.events import (
    BulletinLoaded,
    BulletinPressed,
    ChatJoined,
    ChatLeft,
    ChoicePicked,
    CommandReceived,
    ContactShared,
    DraftGone,
    Event,
    FileKind,
    FileReceived,
    FileRef,
    FileRefusalReason,
    LocationShared,
    MessagesDeleted,
    ReceiptMade,
    Stumbled,
    SubscriptionLoaded,
    TestLinkExpired,
    TextReceived,
    ThreadLapsed,
    ThreadNotFound,
    TimerFired,
    TurnedAway,
    UnsupportedReceived,
    UpdateRepeated,
)
from handlers.subscriptions import Bulletin, Subscription
from handlers.transitions import may_follow
from sealing.secret_types import SecretText
from tests.handlers.house import gazetteer, wordings
from tests.handlers.phone import Phone

SECRET = "zqxsecretzqx"
COMMANDS = [
    "start",
    "baotin",
    "xemtin",
    "tracuu",
    "canhgiac",
    "canhbao",
    "khancap",
    "riengtu",
    "huy",
    "xoa",
    "ngung",
    "dung",
    "xacminh",
    "nonsense",
]
MENU = (
    "📝 Gửi tin báo",
    "🔎 Xem tin đã gửi",
    "🚨 Khẩn cấp",
    "⚙️ Riêng tư, cài đặt",
    "🛡 Cảnh giác",
    "🔔 Nhận cảnh báo",
)
TYPED = (
    f"một chuyện {SECRET}",
    f"cứu với {SECRET}",
    "quynh nhai",
    "tan thanh",
    "đồng văn",
    "khong co",
    "dang xay ra",
    "xong sang buoc gui",
    "gui tin nay",
    "bo qua buoc nay",
    "a" * 4001,
    "\u202e\x00\u200f",
    "0000 0000 0000 0000 0000 0098",
    "sơn la",
    "23 - 6",
    f"có người gọi nói là công an {SECRET}",
    f"https://t.me/TinBaoVN_bot?start=c_03703 https://{SECRET}.example @TinBa0VN_bot",
    *MENU,
)

ACTIONS = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 6)),
    st.tuples(st.just("press"), st.integers(0, 6)),
    st.tuples(st.just("forward"), st.just(0)),
    st.tuples(st.just("forward"), st.just(0)),
    st.tuples(st.just("forward"), st.just(0)),
    st.tuples(st.just("old button"), st.integers(0, 200)),
    st.tuples(st.just("type"), st.integers(0, len(TYPED) - 1)),
    st.tuples(st.just("command"), st.integers(0, len(COMMANDS) - 1)),
    st.tuples(st.just("file"), st.integers(0, 5)),
    st.tuples(st.just("edit"), st.integers(0, 30)),
    st.tuples(st.just("code"), st.integers(0, 3)),
    st.tuples(st.just("other"), st.integers(0, 21)),
    st.tuples(st.just("warning"), st.integers(0, 11)),
    st.tuples(st.just("hours"), st.integers(0, 25)),
)


class Resident:
    """Somebody who does anything, on a phone that remembers everything."""

    def __init__(self) -> None:
        self.phone = Phone()
        self.phone.set_limits(tips_per_chat_day=50, drafts_per_chat_day=50, wrong_codes_per_hour=50)
        self.phone.bulletins = {"w1": Bulletin("fake_police", "03703"), "w2": Bulletin("gone", None)}
        self.ids = [1]

    def number(self) -> int:
        self.ids.append(self.phone.next_number())
        return self.ids[-1]

    def event(self, what: str, which: int) -> Event | None:  # noqa: C901, PLR0911, PLR0912
        phone = self.phone
        buttons = [choice for bubble in phone.screen for choice in bubble.choices]
        match what:
            case "press" | "forward":
                newest = [bubble.choices for bubble in phone.screen if bubble.choices]
                if not newest:
                    return TextReceived(SecretText(MENU[0]), self.number())
                choices = newest[-1]
                report = phone.conversation.report
                if (
                    what == "forward"
                    and phone.conversation.stage == "content"
                    and report
                    and not report.items
                ):
                    return TextReceived(SecretText(TYPED[0]), self.number())
                if what == "forward" and phone.conversation.stage == "place":
                    return TextReceived(SecretText("quynh nhai"), self.number())
                return self._press(choices[which % len(choices)].data)
            case "old button":
                return (
                    self._press(buttons[which % len(buttons)].data) if buttons else ChoicePicked("x", which)
                )
            case "type":
                return TextReceived(SecretText(TYPED[which]), self.number())
            case "command":
                payload = "c_03703" if COMMANDS[which] == "start" and len(self.ids) % 2 else ""
                return CommandReceived(COMMANDS[which], payload, self.number())
            case "file":
                phone.refuse_file = FileRefusalReason.DAMAGED if which == 5 else None
                size = 21 * 1024 * 1024 if which == 4 else 9_000_000 if which == 3 else 1000
                file = FileRef(list(FileKind)[which], size)
                caption = SecretText(SECRET) if which == 1 else None
                return FileReceived(file, caption, self.number(), "a1" if which == 2 else None)
            case "edit":
                message_id = self.ids[which % len(self.ids)]
                if which % 3:
                    return TextReceived(SecretText(f"sửa {SECRET}"), message_id, edited=True)
                return FileReceived(FileRef(FileKind.PHOTO, 5), None, message_id, edited=True)
            case "code":
                codes = [code for draft in phone.store.values() for code in draft.codes]
                return TextReceived(SecretText(codes[which % len(codes)]), self.number()) if codes else None
            case "warning":
                act = ("stop", "met", "topic", "report", "forged", "")[which % 6]
                return BulletinPressed("w1" if which < 6 else ("w2", "w3")[which % 2], act)
            case "hours":
                phone.house.wait(hours=which)
                return None
            case _:
                return OTHERS[which]

    def _press(self, data: str) -> Event:
        if data.startswith("b:"):
            return BulletinPressed(*data.split(":")[1:])
        token, _, index = data.partition(":")
        return ChoicePicked(token, int(index), 5)


OTHERS: tuple[Event, ...] = (
    LocationShared(21.6433, 103.661, 9),
    LocationShared(float("nan"), 1e300, 9),
    ContactShared(9),
    UnsupportedReceived(9),
    TimerFired("draft"),
    UpdateRepeated(),
    Stumbled(),
    TurnedAway(12),
    MessagesDeleted(3, 1),
    ChatLeft(),
    ChatJoined(),
    ThreadNotFound(),
    ThreadNotFound(unsent=True),
    ReceiptMade(SecretText("1" * 24)),
    BulletinPressed("", ""),
    BulletinLoaded(None),
    BulletinLoaded(Bulletin("fake_police", "03703")),
    SubscriptionLoaded(None),
    SubscriptionLoaded(Subscription((Place("14"),))),
    TestLinkExpired(),
    CommandReceived("start", "t_token", 9),
    CommandReceived("xacminh", f"www.{SECRET}.vn", 9),
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([0, 0, 5, 7, 8]),
    st.booleans(),
    st.lists(ACTIONS, min_size=5, max_size=60),
)
def test_any_sequence_of_events_keeps_the_promises(
    begun: int, subscribed: bool, actions: list[tuple[str, int]]
) -> None:
    """Sending without a shown code, sealing to others than named and wrong part numbers are refused by the phone."""
    assert len(OTHERS) == 22
    resident = Resident()
    phone = resident.phone
    if subscribed:
        phone.subscription = Subscription((Place("14", "03703"), Place("38")))
    for leg in ("c", "go", "no", "past", "text", "done", "skip", "send")[:begun]:
        phone.happen(_leg(phone, leg))
    resident.ids.append(2)
    for what, which in actions:
        event = resident.event(what, which)
        if event is None:
            continue
        seen = len(phone.moves)
        for effect in phone.happen(event):
            if isinstance(effect, Say | Ask):
                said = effect.text.text
                assert SECRET not in said
                _count_is_true(phone, said)
        for start, cause, to in phone.moves[seen:]:
            assert may_follow(start, cause, to), (start, cause, to)
        state = dump(phone.conversation).decode()
        assert SECRET not in state
        _no_code_in(phone, state)
    assert all(draft.sent == 1 for draft in phone.sent_tips())
    assert sum(isinstance(effect, SendTip) for effect in phone.log) == len(phone.sent_tips())


def _count_is_true(phone: Phone, said: str) -> None:
    """A sealed count that is said equals the items stored of this draft; corrections aren't items."""
    for count in re.findall(r"Đã cất kín (\d+) mục", said):
        report = phone.conversation.report
        assert report is not None
        assert report.tip_id is not None
        assert int(count) == sum(part.content.amends is None for part in phone.store[report.tip_id].parts)


def _no_code_in(phone: Phone, state: str) -> None:
    for draft in phone.store.values():
        for code in draft.codes:
            assert code not in state


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60), st.sampled_from(["menu", "place", "content", "code"]))
def test_any_text_at_all_is_answered(typed: str, where: str) -> None:
    """Any characters whatsoever get an answer at the menu, the place, the telling and the code."""
    phone = Phone()
    way = {
        "menu": [],
        "place": ["/", "go"],
        "content": ["c", "go", "no", "past"],
        "code": ["c", "go", "no", "past", "text", "done", "skip"],
    }[where]
    for leg in way:
        phone.happen(_leg(phone, leg))
    said = [
        effect for effect in phone.happen(TextReceived(SecretText(typed), 5)) if isinstance(effect, Say | Ask)
    ]
    assert said


def _leg(phone: Phone, leg: str) -> Event:
    if leg in {"/", "c"}:
        return CommandReceived("start" if leg == "c" else "baotin", "c_03703" if leg == "c" else "", 1)
    if leg == "text":
        return TextReceived(SecretText("một chuyện"), 2)
    labels = {
        "go": "Tiếp tục",
        "no": "Không có",
        "past": "Đã xảy ra",
        "done": "✅ Xong, sang bước gửi",
        "skip": "Bỏ qua bước này",
        "send": "📨 Gửi tin này",
    }
    token, _, index = phone.button(labels[leg]).data.partition(":")
    return ChoicePicked(token, int(index))


def test_a_draft_that_the_store_has_dropped_is_told() -> None:
    """The runtime steps `DraftGone` when the sweep was first: the resident hears that the draft has died."""
    phone = Phone()
    for leg in ("c", "go", "no", "past", "text"):
        phone.happen(_leg(phone, leg))
    said = [effect.text.text for effect in phone.happen(DraftGone()) if isinstance(effect, Say | Ask)]
    assert wordings().text("vi", "draft-died").text in said
    assert phone.conversation.report is None


def test_an_answer_that_nobody_waits_for_does_nothing() -> None:
    """A result event out of turn changes nothing and says nothing."""
    phone = Phone()
    before = phone.conversation
    assert phone.happen(ReceiptMade(SecretText("1" * 24))) == []
    assert phone.happen(ThreadLapsed()) == []
    assert phone.conversation == before


def test_every_part_goes_to_the_queues_that_were_named() -> None:
    """What happens now is sealed to the commune and the duty desk, and to nobody else."""
    phone = Phone()
    for leg in ("c", "go", "no"):
        phone.happen(_leg(phone, leg))
    token, _, index = phone.button("Đang xảy ra").data.partition(":")
    phone.happen(ChoicePicked(token, int(index)))
    phone.happen(TextReceived(SecretText("một chuyện"), 2))
    sealed = [effect for effect in phone.log if isinstance(effect, SealPart)]
    assert [part.queue_ids for part in sealed] == [("c-03703", "d-14")]


def test_nothing_is_sealed_to_a_recipient_who_was_not_named() -> None:
    """If the commune's officers leave while the resident types, the item waits until the new recipient is named."""
    phone = Phone()
    for leg in ("c", "go", "no", "past"):
        phone.happen(_leg(phone, leg))
    serving = phone.house.serving
    phone.house.serving = type(serving)(
        serving.provinces, serving.assignments, serving.units, serving.active - {"c-03703"}, serving.keys
    )
    effects = phone.happen(TextReceived(SecretText("một chuyện"), 2))
    assert not any(isinstance(effect, SealPart) for effect in effects)
    assert "Trực ban Công an tỉnh Sơn La" in phone.screen[-1].text
    phone.happen(TextReceived(SecretText("một chuyện"), 3))
    assert [draft.begun.recipient_id for draft in phone.store.values()] == ["d-14"]


def test_the_repr_of_a_conversation_shows_no_place() -> None:
    """A conversation that gets into a log line says its stage and nothing else."""
    phone = Phone()
    phone.happen(_leg(phone, "c"))
    assert repr(phone.conversation) == "Conversation(notice)"
    assert isinstance(phone.conversation, Conversation)
    assert gazetteer().commune("03703") is not None


def test_an_addition_that_the_store_could_not_take_is_told() -> None:
    """When the keys go between the question and the storing, the resident hears that the item wasn't sent."""
    phone = Phone()
    for leg in ("c", "go", "no", "past", "text", "done", "skip", "send"):
        phone.happen(_leg(phone, leg))
    phone.happen(TextReceived(SecretText(phone.sent_tips()[0].codes[0]), 9))
    token, _, index = phone.button("✍️ Gửi thêm").data.partition(":")
    phone.happen(ChoicePicked(token, int(index)))
    phone.happen(ThreadLapsed())
    assert "Mục vừa rồi chưa được gửi." in phone.screen[-1].text


def test_long_answers_are_shown_whole_in_messages_that_fit() -> None:
    """Three answers of 4,000 characters arrive in several messages, nothing cut, none over the platform's bound."""
    phone = Phone()
    for leg in ("c", "go", "no", "past", "text", "done", "skip", "send"):
        phone.happen(_leg(phone, leg))
    answers = [letter * 3_999 + "😀" for letter in "xyz"]
    for answer in answers:
        phone.police_answer(answer)
    seen = len(phone.screen)
    phone.happen(TextReceived(SecretText(phone.sent_tips()[0].codes[0]), 9))
    shown = "".join(bubble.text for bubble in phone.screen[seen:])
    for answer in answers:
        assert answer in shown.replace("\n", "")
