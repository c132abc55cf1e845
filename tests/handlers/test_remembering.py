"""What is remembered comes back unchanged, and what can't be read never turns anybody away."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.routing import ConflictAnswer
from domain.tips import When
from handlers.conversation import Conversation, dump, load
from handlers.state import Awaited, Pick, Report, SentMarker, Stage, Waiting
from sealing.secret_types import SecretText

FULL = Conversation(
    language="en",
    stage=Stage.CODE,
    token="t1",
    picks=(Pick("send", "📨 Gửi tin này"),),
    listed=("03703|Chiềng Khoang",),
    page=1,
    report=Report(
        stage=Stage.CODE,
        commune_code="03703",
        pending_commune="03688",
        conflict=ConflictAnswer.YES,
        when=When.NOW,
        recipient_id="i-14",
        recipient_name="Thanh tra Công an tỉnh Sơn La",
        copy_ids=("d-14",),
        fell_back=True,
        tip_id=bytes(range(16)),
        begun_hour=498_000,
        items=2,
        parts=3,
        size=400,
        numbers=((7, 1), (9, 2)),
        category_asked=True,
        code_shown=True,
        codes=2,
        reminded=True,
        slot_taken=True,
        tracked=(7, 8, 9),
    ),
    sent=(SentMarker("s", "e", "Công an xã Hà Trung", 497_990, (1, 2)),),
    thread="h1",
    tracked=(4,),
    added=3,
    draft_died=True,
    left=True,
)


def test_a_conversation_comes_back_as_it_was() -> None:
    """Every field survives; only what is awaited within an update is left out."""
    assert load(dump(FULL)) == FULL
    assert load(dump(Conversation())) == Conversation()


def test_a_state_stored_by_a_former_release_is_still_read() -> None:
    """A row of the former release keeps its draft."""
    former = dump(FULL).replace(b',"left":true', b"").replace(b',"added":3', b"")
    assert load(former) == replace(FULL, left=False, added=0)


def test_a_code_that_is_waited_for_is_never_written() -> None:
    """The code lives in memory for one update."""
    waiting = Conversation(waiting=Waiting(Awaited.CODE, code=SecretText("1" * 24)))
    assert b"1111" not in dump(waiting)
    assert load(dump(waiting)).waiting is None


@given(st.binary(max_size=200))
def test_damaged_bytes_give_a_fresh_conversation(stored: bytes) -> None:
    """Nobody is turned away because a row can't be read."""
    assert load(stored) == Conversation()


@given(st.integers(0, 1000), st.binary(min_size=1, max_size=3))
def test_a_damaged_state_never_raises(place: int, noise: bytes) -> None:
    """Any change within a stored state gives a conversation."""
    stored = bytearray(dump(FULL))
    place %= len(stored)
    stored[place : place + len(noise)] = noise
    assert isinstance(load(bytes(stored)), Conversation)


def test_another_version_gives_a_fresh_conversation() -> None:
    """A state of a newer program isn't guessed at."""
    assert load(dump(FULL).replace(b'"v":1', b'"v":2')) == Conversation()
