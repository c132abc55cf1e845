"""Takes a tip out of the database for good, and leaves a row for the figures; must never leave a way back to it, nor take one that something new came to."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select, text

from domain.hours import day_of, hour_of
from domain.retention import purge_hour, shortest_days
from domain.tips import Classification, TipStatus
from storage.audit import AuditAct, record
from storage.engine import Connection
from storage.models import changes, officer_events, parts, queue_rows, tip_queues, tips
from storage.moments import day_of_minute
from storage.notice_tables import deletions, past_tips
from storage.parts import PartRole
from storage.queues import ChangeKind, remove_row, rows_of
from storage.table_kinds import new_row_id
from storage.tip_state import RECIPIENT

_NEWS = (PartRole.ADDITION.value,)


def due(conn: Connection, now_hour: int, limit: int = 100) -> tuple[bytes, ...]:
    """Closed tips whose time has come, the longest closed first. Reads only."""
    groundless_days, other_days = shortest_days()
    bound, groundless_bound = now_hour - other_days * 24, now_hour - groundless_days * 24
    # As text, so that SQLite finds its partial indexes, which know these conditions in these words only.
    closed, groundless = text("closed_hour IS NOT NULL"), text("classification = 'no_ground'")
    # What was decided on isn't groundless, whatever it was called before: versions before this one left it called so.
    undecided = tips.c.decision.is_(None)
    unread = exists().where(queue_rows.c.tip_id == tips.c.id, queue_rows.c.news)

    def added_after(hour: int) -> ColumnElement[bool]:
        return exists().where(parts.c.tip_id == tips.c.id, parts.c.role.in_(_NEWS), parts.c.hour > hour)

    queries = (
        select(tips.c.id)
        .where(closed, groundless, undecided, tips.c.closed_hour <= groundless_bound, ~unread)
        .where(~added_after(groundless_bound)),
        select(tips.c.id).where(closed, tips.c.closed_hour <= bound, ~unread).where(~added_after(bound)),
    )
    found = {
        bytes(row.id): None
        for query in queries
        for row in conn.execute(query.order_by(tips.c.closed_hour).limit(limit))
    }
    return tuple(tip_id for tip_id in found if _may_go(conn, tip_id, now_hour))[:limit]


def purge_if_due(conn: Connection, tip_id: bytes, mark: bytes, now: datetime) -> tuple[str, ...]:
    """Delete a tip by rule, unless something new has come meanwhile; returns its blobs' names, for deletion after the commit."""
    conn.execute(select(tips.c.id).where(tips.c.id == tip_id).with_for_update())
    if not _may_go(conn, tip_id, hour_of(now)):
        return ()
    note(conn, mark)
    return purge(conn, tip_id, now, early=False)


def note(conn: Connection, mark: bytes) -> None:
    """Remember, in the transaction that deletes a tip, that it has to be listed outside (`storage.deletions`)."""
    conn.execute(insert(deletions).values(row_id=new_row_id(), mark=mark))


def purge(conn: Connection, tip_id: bytes, now: datetime, *, early: bool) -> tuple[str, ...]:
    """Delete a tip with everything that hangs on it; a row without id or content stays for the figures.

    The caller has decided that it may go, and lists it (`storage.deletions`). Returns its blobs' names.
    """
    tip = conn.execute(select(tips).where(tips.c.id == tip_id).with_for_update()).first()
    if tip is None:
        return ()
    names = conn.execute(
        select(parts.c.blob_name).where(parts.c.tip_id == tip_id, parts.c.blob_name.is_not(None))
    )
    gone = tuple(names.scalars())
    if tip.sent and tip.received_hour is not None:
        _keep_figures(conn, tip_id, now, early=early)
    for row in rows_of(conn, tip_id):
        if not early:
            # An early deletion is on record with who asked and who confirmed it.
            _put_on_record(conn, row.queue_id, tip_id, row.number, now)
        remove_row(conn, row)
    conn.execute(delete(changes).where(changes.c.tip_id == tip_id))
    # Parts, wraps, receipts, reply keys, events, alarms, notices and whatever else names the tip go with its row.
    conn.execute(delete(tips).where(tips.c.id == tip_id))
    return gone


def _put_on_record(conn: Connection, queue_id: str, tip_id: bytes, number: int, now: datetime) -> None:
    record(
        conn,
        unit_id=queue_id,
        officer_id=None,
        act=AuditAct.TIP_PURGED,
        now=now,
        subject=tip_id.hex(),
        detail={"number": str(number)},
    )


def _may_go(conn: Connection, tip_id: bytes, now_hour: int) -> bool:
    tip = conn.execute(select(tips).where(tips.c.id == tip_id)).first()
    if tip is None or tip.closed_hour is None or tip.status != TipStatus.CLOSED.value:
        return False
    unread = select(queue_rows.c.number).where(queue_rows.c.tip_id == tip_id, queue_rows.c.news)
    if conn.execute(unread.limit(1)).first() is not None:
        return False
    last_news: int | None = conn.execute(
        select(parts.c.hour)
        .where(parts.c.tip_id == tip_id, parts.c.role.in_(_NEWS))
        .order_by(parts.c.hour.desc())
        .limit(1)
    ).scalar()
    plain = tip.classification is None or tip.decision is not None
    classified = None if plain else Classification(tip.classification)
    return purge_hour(tip.closed_hour, last_news, classified) <= now_hour


def _keep_figures(conn: Connection, tip_id: bytes, now: datetime, *, early: bool) -> None:
    tip = conn.execute(
        select(tips, tip_queues.c.queue_id)
        .join(tip_queues, and_(tip_queues.c.tip_id == tips.c.id, tip_queues.c.role == RECIPIENT))
        .where(tips.c.id == tip_id)
    ).one()
    moves = conn.execute(
        select(officer_events.c.at_minute, officer_events.c.detail)
        .where(officer_events.c.tip_id == tip_id, officer_events.c.kind == ChangeKind.STATUS.value)
        .order_by(officer_events.c.ordinal)
    )
    days: dict[str, str] = {}
    for move in moves:
        days[json.loads(move.detail)["to"]] = day_of_minute(move.at_minute).isoformat()
    conn.execute(
        insert(past_tips).values(
            row_id=new_row_id(),
            queue_id=tip.queue_id,
            commune_code=tip.commune_code,
            conflict=tip.conflict,
            category=tip.category,
            when=tip.when,
            status=tip.status,
            classification=tip.classification,
            decision=tip.decision,
            received_hour=tip.received_hour,
            first_viewed_day=tip.first_viewed_day,
            first_word_hour=tip.first_word_hour,
            closed_hour=tip.closed_hour,
            status_days=json.dumps(days, sort_keys=True, separators=(",", ":")),
            purged_day=day_of(now),
            early=early,
        )
    )
