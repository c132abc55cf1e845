"""A tip about the local police never touches the local police: no row of the commune's differs with and without it."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from domain.routing import Alarm, AlarmKind
from storage import alarms, escalations, level_above, models, presence, sweep, threads, tips
from storage.engine import Connection, Database
from storage.parts import PartRole
from storage.viewer import Viewer
from tests.storage.raw_rows import all_rows, rows_naming
from tests.storage.town import (
    COMMUNE,
    DUTY,
    HOUR,
    INSPECTORATE,
    NOW,
    Report,
    later,
    officer,
    sealed_part,
    settle,
)

T = TypeVar("T")


def whole_life(conn: Connection, report: Report, viewer: Viewer) -> None:
    """Everything that can happen to a tip."""
    report.sent(conn, limit=1)
    kept = conn.execute(select(models.tips).where(models.tips.c.id == report.tip_id)).one()
    assert COMMUNE not in str(tuple(kept))
    sealed = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.ADDITION)
    threads.add_addition(conn, report.mailboxes[0], sealed, b"s" * 64, HOUR)
    tips.mark_viewed(conn, viewer, report.tip_id, NOW)
    tips.claim(conn, viewer, report.tip_id, NOW)
    tips.assign(conn, viewer, report.tip_id, viewer.officer_id, NOW)
    assert presence.look(conn, viewer, report.tip_id, NOW)
    tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer), NOW)


def escalate(conn: Connection, now: datetime) -> None:
    """What the worker does about tips that lie still."""
    for queue_id in level_above.unmanned(conn):
        level_above.raise_unmanned(conn, queue_id, now)
    escalations.escalate(conn, escalations.lying(conn, now), now)


def commune_after(
    database: Database, conflict: Report | None
) -> tuple[dict[str, list[tuple[object, ...]]], object]:
    """The commune's rows and pages after an ordinary day, with or without a conflict tip in the midst of it."""
    day = random.Random(7)  # noqa: S311 - the same day in every story

    def ordinary(conn: Connection, hour: int) -> None:
        Report(tip_id=day.randbytes(16), random=day.randbytes).sent(conn, hour=hour)

    def story(conn: Connection) -> tuple[dict[str, list[tuple[object, ...]]], object]:
        settle(conn)
        commune, inspector, duty = (officer(conn, queue, queue) for queue in (COMMUNE, INSPECTORATE, DUTY))
        ordinary(conn, HOUR)
        if conflict is not None:
            whole_life(conn, conflict, inspector)
            tips.mark_viewed(conn, duty, conflict.tip_id, NOW)
            Report(INSPECTORATE, conflict=True).sent(conn)
        escalate(conn, later(hours=100))
        ordinary(conn, HOUR + 1)
        escalate(conn, later(hours=200))
        sweep.release_due(conn, later(hours=3), 60)
        pages = (
            tips.queue_page(conn, commune, tips.QueueFilter(), None, now_hour=HOUR + 200),
            tips.counts(conn, commune, HOUR + 200),
            tips.changes_since(conn, commune, 0),
            alarms.alarms(conn, commune),
            presence.open_now(conn, commune, NOW),
        )
        return rows_naming(conn, COMMUNE), pages

    return undone(database, story)


def undone(database: Database, story: Callable[[Connection], T]) -> T:
    """Run a story and undo it, so that the next one begins with the same empty database."""

    def rolled(conn: Connection) -> T:
        nested = conn.begin_nested()
        try:
            return story(conn)
        finally:
            nested.rollback()

    return database.write_now(rolled)


def test_the_communes_rows_are_the_same_with_and_without_a_conflict_tip(database: Database) -> None:
    conflict = Report.happening_now(INSPECTORATE)
    # A routing that went wrong must not alarm the commune either.
    conflict.alarms = (*conflict.alarms, Alarm(AlarmKind.NO_ACTIVE_QUEUE, (COMMUNE,)))
    rows, pages = commune_after(database, None)
    rows_with, pages_with = commune_after(database, conflict)
    # Officers and keys are made at random in each story; nothing of a tip stands in their tables. Wraps have
    # random row ids: there are as many of them.
    assert len(rows.pop("part_wraps")) == len(rows_with.pop("part_wraps")) == 6
    # So have notices, and they name their officers: what they say is the same.
    told, told_with = (sorted(row[2:] for row in each.pop("notices")) for each in (rows, rows_with))
    assert told == told_with != []
    for table in ("officers", "queue_keys", "directory", "queue_seeds"):
        assert len(rows.pop(table)) == len(rows_with.pop(table))
    assert rows == rows_with
    assert pages == pages_with
    assert len(rows["queue_rows"]) == 2


def test_a_second_story_does_not_see_the_first(database: Database) -> None:
    """The comparison above is only worth something if undoing leaves nothing."""
    before = database.read_now(all_rows)
    undone(database, lambda conn: (settle(conn), Report().sent(conn)))
    assert database.read_now(all_rows) == before
