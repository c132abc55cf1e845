"""Notices words of present danger, so that 113, 114, 115 come up first; it must never keep or block a text."""

from collections.abc import Iterator

from domain.typing_leftovers import without_leftovers
from domain.vietnamese_letters import Word, read_word, words_of

_SPOKEN = (
    "cháy nhà",
    "nhà đang cháy",
    "đang cháy to",
    "cứu với",
    "cứu tôi",
    "cứu em",
    "kêu cứu",
    "cầm dao dọa",
    "cầm dao đuổi",
    "cầm dao chém",
    "dọa giết",
    "đòi giết",
    "định giết",
    "giết người",
    "đang đánh nhau",
    "chém nhau",
    "đâm nhau",
    "đang chém",
    "bị chém",
    "bị đâm",
    "bắt cóc",
    "bị nhốt",
    "đuối nước",
    "chết đuối",
    "định tự tử",
    "nhảy cầu",
    "tự thiêu",
    "hiếp dâm",
    "bị hiếp",
    "nổ súng",
    "bất tỉnh",
    "đánh vợ",
    "đang đánh con",
    "bị đánh đập",
)
"""Shown for these words with their diacritics, and for the whole phrase typed without any."""

_ONLY_WITH_DIACRITICS = (
    "đang cháy",
    "tự sát",
    "có súng",
    "sắp chết",
    "nhà cháy",
    "cháy rồi",
    "cháy lớn",
    "đốt nhà",
    "cứu mạng",
    "bắn nhau",
    "bị bắn",
    "muốn tự tử",
    "cầm súng",
)
"""Without diacritics these are everyday words (`dang chay xe`, `no chay roi`, `dot nha`)."""

_ENGLISH = (
    "help me",
    "house on fire",
    "is on fire",
    "stabbed",
    "being stabbed",
    "kidnapped",
    "gunshot",
    "gunshots",
    "kill myself",
    "suicide",
    "drowning",
    "raped",
    "unconscious",
    "with a knife",
    "beating his wife",
)

_HARMLESS = ("cơm cháy nhà làm",)
"""Everyday words with a dangerous phrase whole within them. What only shares a word with one (`chợ cháy`, `cơm cháy`)
doesn't belong here: `cho cháy nhà tôi`, `nấu cơm cháy nhà rồi` are fires."""

_Phrase = tuple[Word, ...]


def _phrases(texts: tuple[str, ...]) -> tuple[_Phrase, ...]:
    return tuple(tuple(read_word(word) for word in text.split()) for text in texts)


def _by_first_word(texts: tuple[str, ...]) -> dict[str, tuple[_Phrase, ...]]:
    """Phrases under the base of their first word: a long text is then read once, not once for each phrase."""
    found: dict[str, tuple[_Phrase, ...]] = {}
    for phrase in _phrases(texts):
        found[phrase[0].base] = (*found.get(phrase[0].base, ()), phrase)
    return found


_WITH_OR_WITHOUT = _by_first_word(_SPOKEN + _ENGLISH)
_WITH = _by_first_word(_ONLY_WITH_DIACRITICS)
_READ_OVER = _by_first_word(_HARMLESS)
_MOST_WORDS = 1_000


def mentions_danger(text: str) -> bool:
    """Whether the emergency numbers should be shown before the conversation goes on; in doubt, yes.

    With diacritics a phrase must be exact (`cứ từ từ` isn't `định tự tử`); without, the whole phrase must
    stand there (`chay nha`). Keystrokes that Telex or VNI left over are undone. Source of the phrases: the
    product's list, with close variants.
    """
    words, _ = words_of(text, _MOST_WORDS)
    undone = tuple(without_leftovers(word) or word for word in words)
    return _in_danger(words) or (undone != words and _in_danger(undone))


def _in_danger(words: tuple[Word, ...]) -> bool:
    harmless = _harmless_spans(words)
    return any(
        not any(start <= place and end <= stop for start, stop in harmless)
        for place in range(len(words))
        for end in _dangers_at(words, place)
    )


def _dangers_at(words: tuple[Word, ...], place: int) -> Iterator[int]:
    """Where the dangerous phrases end that begin at a word."""
    first = words[place].base
    for phrase in _WITH_OR_WITHOUT.get(first, ()):
        if _stands_at(words, place, phrase):
            yield place + len(phrase)
    for phrase in _WITH.get(first, ()):
        if _stands_exactly_at(words, place, phrase):
            yield place + len(phrase)


def _harmless_spans(words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """Where everyday words stand; who types diacritics means each word as it stands, `cho` isn't `chợ`."""
    stands = _stands_exactly_at if any(word.marked for word in words) else _stands_at
    return [
        (place, place + len(phrase))
        for place, word in enumerate(words)
        for phrase in _READ_OVER.get(word.base, ())
        if stands(words, place, phrase)
    ]


def _stands_exactly_at(words: tuple[Word, ...], place: int, phrase: _Phrase) -> bool:
    typed = words[place : place + len(phrase)]
    return len(typed) == len(phrase) and all(
        word.signature == wanted.signature for word, wanted in zip(typed, phrase, strict=True)
    )


def _stands_at(words: tuple[Word, ...], place: int, phrase: _Phrase) -> bool:
    """Word for word: equal with diacritics, or typed without any where the phrase has some."""
    typed = words[place : place + len(phrase)]
    return len(typed) == len(phrase) and all(
        word.signature == wanted.signature or (not word.marked and word.base == wanted.base)
        for word, wanted in zip(typed, phrase, strict=True)
    )
