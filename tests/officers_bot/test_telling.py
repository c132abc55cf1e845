"""What officers are told unasked comes once, in one message, and never again when it isn't known to have arrived."""

import pytest
from sqlalchemy import select

from bot.officers.channel import ChatClosed, InDoubt, NotSent, Refused
from handlers.officers.events import CommandGiven
from handlers.officers.notices import MOST_IN_A_MESSAGE, Kind
from sealing.secret_types import SecretText
from storage import notices, officer_chats
from storage.engine import Connection, Database
from storage.notice_tables import notices as table
from storage.notices import NoticeKind
from tests.officers_bot.stage import Stage
from tests.storage.town import COMMUNE, DUTY, HOUR, INSPECTORATE, Report


@pytest.fixture
async def stage(sqlite_database: Database) -> Stage:
    """A town in which Lò Văn Hùng has linked chat 1."""
    made = Stage(sqlite_database).settled()
    made.officer("Lò Văn Hùng")
    await link(made, "Lò Văn Hùng", "1")
    return made


async def link(stage: Stage, name: str, chat: str) -> None:
    await stage.happen(chat, CommandGiven("start", SecretText(stage.code_for(name))))
    stage.platform.said.clear()


def states(stage: Stage) -> list[str]:
    def read(conn: Connection) -> list[str]:
        return sorted(conn.execute(select(table.c.telling)).scalars())

    return stage.database.read_now(read)


async def test_what_came_together_is_told_in_one_message(stage: Stage) -> None:
    for _ in range(MOST_IN_A_MESSAGE + 2):
        stage.tip(Report(), "drugs")
    await stage.telling.notices()
    (text,) = stage.platform.texts("1")
    assert text.count("📥 Tin mới") == MOST_IN_A_MESSAGE
    assert "Và 2 việc nữa" in text
    assert set(states(stage)) == {"told"}
    await stage.telling.notices()
    assert len(stage.platform.said) == 1


async def test_what_happens_now_comes_first(stage: Stage) -> None:
    stage.tip(Report(), "theft")
    stage.tip(Report.happening_now(), "violence")
    await stage.telling.notices()
    (text,) = stage.platform.texts("1")
    assert text.startswith("🚨 Đang xảy ra")


@pytest.mark.parametrize(
    ("trouble", "state", "again"),
    [
        (NotSent(0.01), "waiting", True),
        (InDoubt(), "in_doubt", False),
        (Refused(), "unreachable", False),
        (ChatClosed(), "unreachable", False),
    ],
)
async def test_only_what_surely_did_not_arrive_is_told_again(
    stage: Stage, trouble: Exception, state: str, again: bool
) -> None:
    stage.tip(Report())
    stage.platform.trouble.append(trouble)
    await stage.telling.notices()
    assert states(stage) == [state]
    await stage.telling.notices()
    assert bool(stage.platform.said) is again


async def test_a_kill_after_the_sending_began_leaves_it_in_doubt(stage: Stage) -> None:
    """The next process doesn't tell it: an alarm twice is worse than one that the desk shows anyway."""

    class Killed(BaseException):
        pass

    stage.tip(Report())
    stage.platform.trouble.append(Killed())  # type: ignore[arg-type]
    with pytest.raises(Killed):
        await stage.telling.notices()
    assert states(stage) == ["sending"]
    stage.restart()
    await stage.telling.notices()
    assert states(stage) == ["in_doubt"]
    assert stage.platform.said == []


async def test_begun_is_on_disk_before_anything_is_sent(stage: Stage) -> None:
    stage.tip(Report())
    seen: list[list[str]] = []
    stage.platform.before_send = lambda: seen.append(states(stage))
    await stage.telling.notices()
    assert seen == [["sending"]]


async def test_who_has_no_chat_is_not_waited_for(stage: Stage) -> None:
    stage.officer("Quàng Thị Ban")
    stage.tip(Report())
    await stage.telling.notices()
    assert states(stage) == ["told", "unreachable"]


async def test_a_notice_about_another_queue_says_neither_number_nor_unit(stage: Stage) -> None:
    """What comes up from below: that there is something, and where to look."""
    duty = stage.officer("Trực ban", DUTY)
    await link(stage, "Trực ban", "2")
    # A tip of the own queue that bears the same number must not be taken for it.
    stage.tip(Report(DUTY), "drugs")
    stage.database.write_now(lambda conn: notices.take_for_chat(conn, 10))
    for kind in NoticeKind:
        stage.database.write_now(
            lambda conn, kind=kind: notices.post(
                conn,
                officer_ids=[duty.officer_id],
                key=f"test:{kind}",
                kind=kind,
                queue_id=COMMUNE,
                number=1,
                category="drugs",
                when="past",
                hour=HOUR,
            )
        )
    while "waiting" in states(stage):
        await stage.telling.notices()
    told = "\n".join(stage.platform.texts("2"))
    assert told
    assert "số 1" not in told
    assert "Ma túy" not in told
    assert "Quỳnh Nhai" not in told
    labels = stage.platform.buttons("2")
    assert set(labels) == {"🖥 Mở bàn làm việc"}


async def test_every_kind_of_notice_has_its_words(stage: Stage) -> None:
    assert {kind.value for kind in Kind} == {kind.value for kind in NoticeKind}


async def test_a_tip_about_local_police_is_told_without_any_place(stage: Stage) -> None:
    stage.officer("Đèo Thị Vân", INSPECTORATE)
    await link(stage, "Đèo Thị Vân", "2")
    stage.tip(Report(INSPECTORATE, conflict=True), "gambling")
    await stage.telling.notices()
    (text,) = stage.platform.texts("2")
    assert "Tin số 1" in text
    assert stage.platform.texts("1") == []
    for word in ("Quỳnh Nhai", "Sơn La", "xã", "Thanh tra", "conflict"):
        assert word not in text


async def test_a_digest_that_surely_did_not_arrive_is_tried_again(stage: Stage) -> None:
    stage.tip(Report())
    stage.wait(hours=18)
    stage.platform.trouble.append(NotSent(0.01))
    await stage.telling.digests()
    assert stage.platform.said == []
    await stage.telling.digests()
    await stage.telling.digests()
    assert [text.splitlines()[0] for text in stage.platform.texts("1")] == ["☀️ Sáng nay"]


async def test_a_digest_in_doubt_is_not_repeated(stage: Stage) -> None:
    stage.tip(Report())
    stage.wait(hours=18)
    stage.platform.trouble.append(InDoubt())
    await stage.telling.digests()
    await stage.telling.digests()
    assert stage.platform.said == []


async def test_an_officer_who_left_is_told_nothing(stage: Stage) -> None:
    from storage import leaving

    stage.tip(Report())
    viewer = stage.people["Lò Văn Hùng"]
    stage.database.write_now(lambda conn: leaving.leave(conn, viewer.officer_id, stage.now))
    stage.wait(hours=18)
    await stage.telling.notices()
    await stage.telling.digests()
    assert stage.platform.said == []
    assert stage.database.read_now(lambda conn: officer_chats.own_chat(conn, viewer)) is None
