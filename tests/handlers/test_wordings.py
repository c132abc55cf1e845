"""The texts: complete in both languages, with the labels that outside checks rely on, in the agreed tone."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from domain.campaigns import Button
from domain.categories import CATEGORIES
from domain.tips import VagueStatus
from handlers.effects import MarkKind
from handlers.wording import LANGUAGES, UnknownText, joined, marked
from tests.handlers.house import wordings

FOLDER = Path(__file__).parent.parent.parent / "handlers" / "wording"
CODE = Path(__file__).parent.parent.parent / "handlers"

LABELS = {
    "menu-report": "📝 Gửi tin báo",
    "menu-follow-up": "🔎 Xem tin đã gửi",
    "menu-awareness": "🛡 Cảnh giác",
    "menu-warnings": "🔔 Nhận cảnh báo",
    "menu-emergency": "🚨 Khẩn cấp",
    "menu-privacy": "⚙️ Riêng tư, cài đặt",
    "go-on": "Tiếp tục",
    "place-again": "🔁 Tìm lại",
    "conflict-no": "Không có",
    "conflict-yes": "Có",
    "conflict-province": "Gửi thẳng lên cấp tỉnh",
    "when-now": "Đang xảy ra",
    "when-recurring": "Vẫn hay xảy ra",
    "when-soon": "Sắp xảy ra",
    "when-past": "Đã xảy ra",
    "content-done": "✅ Xong, sang bước gửi",
    "content-cancel": "🗑 Hủy tin này",
    "category-skip": "Bỏ qua bước này",
    "code-send": "📨 Gửi tin này",
    "sent-erase": "🧹 Xóa tin nhắn ở đây",
    "status-arrived": "Đã tới, chờ xem",
    "status-seen": "Công an đã xem",
    "status-verifying": "Đang xác minh",
    "status-moved": "Đã chuyển nơi xử lý",
    "status-ended": "Đã kết thúc",
    "thread-add": "✍️ Gửi thêm",
    "thread-remind": "⏰ 3 ngày nữa nhắc tôi",
    "broadcast-met": "🙋 Tôi từng gặp trò này",
}
PHRASES = {
    "conflict-question": (
        "Có công an hoặc cán bộ xã Quỳnh Nhai, hay người nhà của họ, dính líu hoặc bao che vụ này không?"
    ),
    "content-recipient": "Tin này sẽ gửi tới: Công an xã Quỳnh Nhai",
    "content-ack": "🔒 Đã cất kín 3 mục, CHƯA GỬI",
    "sent-done": "Đã gửi tới Công an xã Quỳnh Nhai",
    "sent-erase-hint": "Tin đã gửi không bị xóa.",
    "sent-already": "Đã gửi rồi",
    "unserved": "Địa bàn này chưa dùng Tin Báo",
    "place-elsewhere": "Nơi khác ở huyện Quỳnh Nhai cũ",
}
VALUES: dict[str, str | int] = {
    "place": "xã Quỳnh Nhai",
    "unit": "Công an xã Quỳnh Nhai",
    "count": 3,
    "district": "huyện Quỳnh Nhai",
    "label": "Xã Quỳnh Nhai, Sơn La",
    "old": "Chiềng Khoang",
    "area": "Thành phố Nam Định",
    "form": "https://form.example.vn",
    "most": 3,
    "phone": "113",
    "code": "0000 0000 0000 0000 0000 0098",
    "status": "Công an đã xem",
    "day": "20/11/2026",
    "places": "Xã Quỳnh Nhai, Sơn La; Cả tỉnh Thanh Hóa",
    "topics": "Giả công an gọi điện; Tín dụng đen",
    "topic": "Giả công an gọi điện",
    "spoken": "Tiếng Việt",
    "hours": "từ 21 giờ đến 7 giờ",
    "start": 21,
    "end": 7,
    "province": "tỉnh Sơn La",
    "reason": "nước lũ đang lên",
    "number": 12,
    "name": "Lò Văn Hùng",
    "bot": "tinbao_bot",
    "span": "3 giờ",
    "duty": "Xem lần đầu",
}
MOST_SYLLABLES = 15
LONG_BY_CONTRACT = {"conflict-question"}


def messages(language: str) -> dict[str, ast.Message]:
    """Every message of a language, by id."""
    found: dict[str, ast.Message] = {}
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, entry.id.name
                found[entry.id.name] = entry
    return found


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def variables(message: ast.Message) -> set[str]:
    """The variables that a message takes."""
    visitor = _Variables()
    visitor.visit(message)
    return visitor.names


def texts(language: str) -> dict[str, str]:
    """Every text as it reads, with sample values."""
    return {
        text_id: wordings()
        .text(language, text_id, **{name: VALUES[name] for name in variables(message)})
        .text
        for text_id, message in messages(language).items()
    }


def test_every_text_exists_in_every_language_with_the_same_variables() -> None:
    """A text that one language lacks would be an answer that somebody doesn't get."""
    reference = {text_id: variables(message) for text_id, message in messages(LANGUAGES[0]).items()}
    for language in LANGUAGES[1:]:
        assert {text_id: variables(message) for text_id, message in messages(language).items()} == reference


def test_every_text_that_the_code_names_exists_and_none_lies_idle() -> None:
    """Ids in the code and ids in the files are the same set, counting those that are put together."""
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.rglob("*.py"))
    named = set(re.findall(r"""["']([a-z][a-z_]*(?:-[a-z_]+)*)["']""", code))
    made = {
        *(f"category-{category}" for category in CATEGORIES),
        *(f"status-{status}" for status in VagueStatus),
        *(f"conflict-{answer}" for answer in ("no", "yes", "province")),
        *(f"when-{when}" for when in ("now", "recurring", "soon", "past")),
        *(f"language-{language}" for language in LANGUAGES),
        *(f"warnings-in-{language}" for language in LANGUAGES),
        *(f"{text_id}{none}" for text_id in ("quiet-hours", "quiet-told") for none in ("", "-none")),
        *(f"broadcast-{button}" for button in Button),
        "reminder-due",
    }
    assert set(messages("vi")) - named - made == set()
    assert made <= set(messages("vi"))


@pytest.mark.parametrize(("text_id", "label"), LABELS.items())
def test_a_label_is_the_agreed_one(text_id: str, label: str) -> None:
    assert wordings().label("vi", text_id) == label


@pytest.mark.parametrize(("text_id", "phrase"), PHRASES.items())
def test_a_phrase_is_the_agreed_one(text_id: str, phrase: str) -> None:
    assert phrase in texts("vi")[text_id]


def test_no_sentence_is_too_long_to_be_read_once() -> None:
    """At most fifteen syllables a sentence, lines and list items counting as sentences."""
    for text_id, text in texts("vi").items():
        if text_id in LONG_BY_CONTRACT:
            continue
        for sentence in re.split(r"[.!?:;]+(?:\s|$)|\n", text):
            syllables = [word for word in sentence.split() if any(letter.isalpha() for letter in word)]
            assert len(syllables) <= MOST_SYLLABLES, (text_id, len(syllables), sentence)


@pytest.mark.parametrize(
    "word", ["đối tượng", "tiến hành", "nhập sai", "ẩn danh", "sai mã", " em ", "khai báo", "\u00a0"]
)
def test_no_text_says(word: str) -> None:
    assert [text_id for text_id, text in texts("vi").items() if word in text.casefold()] == []


def test_only_not_sent_is_in_capitals() -> None:
    """Capitals shout; the one thing worth it is that nothing has been sent."""
    for text_id, text in texts("vi").items():
        words = re.findall(r"[^\W\d_]{2,}", text)
        shouted = {word for word in words if word.isupper()} - {"CHƯA", "GỬI", "MB", "PDF", "OTP", "QR"}
        assert not shouted, (text_id, shouted)


def test_buttons_say_i_and_the_bot_is_tin_bao() -> None:
    """`tôi` belongs to the resident's buttons alone; quotations of the resident stand in quotation marks."""
    buttons = {"broadcast-met", "privacy-erase", "code-new", "thread-remind", "code-question"}
    for text_id, text in texts("vi").items():
        if re.search(r"\btôi\b", re.sub("“[^”]*”", "", text)):
            assert text_id in buttons, text_id


def test_the_form_is_named_only_where_it_is_open() -> None:
    """Texts without a form's address never mention the sealed form."""
    for text_id, text in texts("vi").items():
        assert ("mẫu kín" in text.casefold()) == ("https://" in text), text_id


def test_the_code_stands_on_a_line_of_its_own() -> None:
    """Six groups of four, marked as code."""
    wording = wordings().text("vi", "code-shown", code=VALUES["code"])
    assert VALUES["code"] in wording.text.split("\n")
    mark = wording.marks[0]
    assert mark.kind is MarkKind.CODE
    cut = wording.text.encode("utf-16-le")[mark.offset * 2 : (mark.offset + mark.length) * 2]
    assert cut.decode("utf-16-le") == VALUES["code"]


def test_marks_count_as_chat_platforms_do() -> None:
    """Emoji take two units, and joining moves the marks along."""
    both = joined(marked("🔒 __a__"), marked("`b`"))
    assert both.text == "🔒 a\n\nb"
    assert [(mark.kind, mark.offset, mark.length) for mark in both.marks] == [
        (MarkKind.BOLD, 3, 1),
        (MarkKind.CODE, 6, 1),
    ]


def test_an_unknown_text_is_refused() -> None:
    with pytest.raises(UnknownText):
        wordings().text("vi", "no-such-text")
    with pytest.raises(UnknownText):
        wordings().text("vi", "content-ack")
