"""A small awareness library for conversations: fixed texts, so that editing a topic changes no transcript."""

from functools import cache

from handlers.awareness_library import TopicLibrary
from handlers.topic_texts import Question, Topic, TopicWords

_WORDS = {
    "vi": TopicWords(
        "Chuyện thường thế này",
        "Nhận ra bằng cách nào",
        "Nên làm gì",
        "Gọi cho ai",
        "Đố vui một phút",
        "Đúng rồi.",
        "Chưa đúng.",
        "Việc khẩn cấp: gọi 113",
    ),
    "en": TopicWords(
        "How it usually goes",
        "How to see it",
        "What to do",
        "Whom to call",
        "A minute's quiz",
        "That's right.",
        "Not quite.",
        "In an emergency: call 113",
    ),
}
_TITLES = {
    "vi": {
        "bank_otp": "Giả ngân hàng xin mã OTP",
        "loan_sharks": "Tín dụng đen trên mạng",
        "gambling": "Cá độ, cờ bạc trên mạng",
        "drugs": "Ma túy giả dạng kẹo",
        "fire": "Phòng cháy trong nhà",
        "theft": "Trộm vào nhà vắng",
        "hiv": "Phòng chống HIV",
    },
    "en": {
        "bank_otp": "Fake banks that ask for an OTP",
        "loan_sharks": "Loan sharks online",
        "gambling": "Betting rings online",
        "drugs": "Drugs disguised as sweets",
        "fire": "Fire at home",
        "theft": "Thieves in empty houses",
        "hiv": "Prevention of HIV",
    },
}


@cache
def small_library() -> TopicLibrary:
    """Eight topics: one with a story and two questions, seven that only fill the pages."""
    return TopicLibrary(
        {
            language: {
                "fake_police": _fake_police(language),
                **{topic: _filler(language, topic, title) for topic, title in titles.items()},
            }
            for language, titles in _TITLES.items()
        }
    )


def long_library() -> TopicLibrary:
    """One topic whose card doesn't fit into one message of any channel."""
    return TopicLibrary(
        {"vi": {"long": _topic("vi", "long", "Chuyện dài", "Chuyện này dài. " * 120, ("dài",))}}
    )


def _fake_police(language: str) -> Topic:
    if language == "en":
        return _topic(
            "en",
            "fake_police",
            "Fake police on the phone",
            "A caller says he is an officer and that you are in a case. Then he wants money.",
            ("a man called and said he was the police", "they say I am in a case"),
        )
    return _topic(
        "vi",
        "fake_police",
        "Giả công an gọi điện",
        "Người gọi xưng công an, bảo anh/chị dính vụ án. Rồi người đó đòi tiền.",
        ("có người gọi nói là công an", "gọi bảo tôi dính vụ án"),
    )


def _filler(language: str, topic_id: str, title: str) -> Topic:
    return _topic(language, topic_id, title, f"{title}.", (title,))


def _topic(language: str, topic_id: str, title: str, scene: str, told_by: tuple[str, ...]) -> Topic:
    vi = language == "vi"
    return Topic(
        id=topic_id,
        language=language,
        title=title,
        summary="Một mẹo hay gặp." if vi else "A common trick.",
        picture="",
        scene=scene,
        signs=("Giục làm ngay.",) if vi else ("They hurry you.",),
        advice=("Tắt máy, tự gọi lại số chính thức.",) if vi else ("Hang up, call the official number.",),
        call=("113 công an",) if vi else ("113 police",),
        told_by=told_by,
        quiz=(
            Question(
                "Người gọi giục chuyển tiền ngay. Làm gì?"
                if vi
                else "The caller hurries you to pay. What now?",
                ("Chuyển cho xong", "Tắt máy, gọi lại số chính thức")
                if vi
                else ("Pay and be done", "Hang up, call the official number"),
                1,
                "Người thật không giục." if vi else "The real ones don't hurry you.",
            ),
            Question(
                "Công an có hỏi mã OTP không?" if vi else "Do the police ask for an OTP?",
                ("Không bao giờ", "Có khi") if vi else ("Never", "Sometimes"),
                0,
                "Mã OTP chỉ để mình dùng." if vi else "An OTP is for you alone.",
            ),
        ),
        loudspeaker="",
        sources="",
        words=_WORDS[language],
    )
