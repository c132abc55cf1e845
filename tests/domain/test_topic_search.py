"""The search for a topic keeps its laws, whatever is typed."""

from hypothesis import given
from hypothesis import strategies as st

from domain.topic_search import TopicIndex, TopicText

TOPICS = (
    TopicText("calls", ("có người gọi nói là công an", "công an gọi điện"), "Giả công an"),
    TopicText("loans", ("vay tiền qua mạng", "bị đòi nợ"), "Tín dụng đen"),
    TopicText("fire", ("cháy ổ điện", "sạc xe ban đêm"), "Phòng cháy"),
    TopicText("selling", ("bán hàng giả", "bạn bán thuốc"), "Hàng giả"),
)
INDEX = TopicIndex.of(TOPICS, "vi")
WORDS = st.sampled_from(
    ["công", "an", "cong", "vay", "tiền", "chay", "cháy", "ban", "bán", "xe", "gọi", "zz", "5"]
)


@given(st.text(max_size=300) | st.lists(WORDS, max_size=90).map(" ".join), st.integers(1, 5))
def test_any_text_gets_a_short_list_of_topics_that_exist(text: str, most: int) -> None:
    """Nothing typed breaks the search, and no topic stands in the answer twice."""
    found = INDEX.search(text, most)
    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert set(found) <= {topic.key for topic in TOPICS}


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_capitals_and_punctuation_change_nothing(text: str) -> None:
    assert INDEX.search(text.upper()) == INDEX.search(text)
    assert INDEX.search(f"  {text.replace(' ', ', ')}!!") == INDEX.search(text)


@given(st.lists(WORDS, min_size=60, max_size=60).map(" ".join), st.lists(WORDS, max_size=30).map(" ".join))
def test_only_the_first_sixty_words_are_read(text: str, rest: str) -> None:
    """A whole pasted book costs no more than a few sentences."""
    assert INDEX.search(f"{text} {rest}") == INDEX.search(text)


def test_diacritics_decide_where_they_are_typed() -> None:
    """`bán` and `bạn` are one word on a phone without diacritics, and two with them."""
    index = TopicIndex.of(
        (
            TopicText("shop", ("bán hàng",), ""),
            TopicText("friend", ("bạn hàng",), ""),
            TopicText("none", ("xa",), ""),
        ),
        "vi",
    )
    assert index.search("bán")[0] == "shop"
    assert index.search("bạn")[0] == "friend"
    assert set(index.search("ban")) == {"shop", "friend"}


def test_a_wrong_letter_is_forgiven() -> None:
    assert INDEX.search("conhg an gọii") == ("calls",)


def test_an_index_of_nothing_finds_nothing() -> None:
    assert TopicIndex.of((), "vi").search("công an") == ()


def test_english_endings_are_taken_off() -> None:
    """`called`, `calls` and `calling` tell the same story."""
    index = TopicIndex.of(
        (TopicText("calls", ("somebody calls me",), ""), TopicText("fire", ("a fire",), "")), "en"
    )
    assert index.search("called") == index.search("calling") == index.search("call") == ("calls",)
