"""What remains of a forward: a line for who forwarded, and what the resident is told; must never show the tip again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select

from domain.permissions import Action
from domain.tips import When
from storage.case_tables import forwards
from storage.engine import Connection
from storage.models import officer_events, officers, units
from storage.queues import ChangeKind
from storage.viewer import Viewer

_SENT_BACK = exists().where(
    officer_events.c.tip_id == forwards.c.tip_id,
    officer_events.c.kind == ChangeKind.FORWARDED.value,
    officer_events.c.queue_id == forwards.c.queue_id,
    officer_events.c.at_minute == forwards.c.at_minute,
    officer_events.c.detail.contains('"unopened"', autoescape=True),
)
_TELLS = (ChangeKind.FORWARDED.value, ChangeKind.STATUS.value)


@dataclass(frozen=True, slots=True)
class ForwardedLine:
    """A tip that the viewer's unit had and forwarded; `number` is the one it had here, `at_minute` when it went.

    `sent_back`: it went back to where it came from, because it didn't open here. A purged tip no longer tells.
    """

    number: int
    category: str | None
    when: When
    commune_code: str
    received_hour: int
    at_minute: int
    to_unit_name: str
    officer_name: str
    sent_back: bool


def forwarded_tips(
    conn: Connection,
    viewer: Viewer,
    from_hour: int = 0,
    to_hour: int | None = None,
    limit: int = 2000,
) -> tuple[ForwardedLine, ...]:
    """What the viewer's unit forwarded of what arrived in a time (hours since 1970, the end excluded), by number."""
    if not viewer.may(Action.READ_TIPS):
        return ()
    mine = [
        forwards.c.queue_id == viewer.unit_id,
        # Nothing goes before it has come: the index knows when it went.
        forwards.c.at_minute >= from_hour * 60,
        forwards.c.received_hour >= from_hour,
    ]
    if to_hour is not None:
        mine.append(forwards.c.received_hour < to_hour)
    rows = conn.execute(
        select(
            forwards.c.number,
            forwards.c.category,
            forwards.c.when,
            forwards.c.commune_code,
            forwards.c.received_hour,
            forwards.c.at_minute,
            units.c.name.label("to_unit_name"),
            officers.c.name.label("officer_name"),
            _SENT_BACK.label("sent_back"),
        )
        .join(units, units.c.id == forwards.c.to_queue_id)
        .join(officers, officers.c.id == forwards.c.officer_id)
        .where(*mine)
        .order_by(forwards.c.number)
        .limit(limit)
    )
    return tuple(
        ForwardedLine(
            number=row.number,
            category=row.category,
            when=When(row.when),
            commune_code=row.commune_code,
            received_hour=row.received_hour,
            at_minute=row.at_minute,
            to_unit_name=row.to_unit_name,
            officer_name=row.officer_name,
            sent_back=row.sent_back,
        )
        for row in rows
    )


def came_from(conn: Connection, tip_id: bytes, queue_id: str) -> str | None:
    """Id of the unit that handed this queue the tip it has now; None where a resident did."""
    rows = conn.execute(
        select(officer_events.c.detail)
        .where(officer_events.c.tip_id == tip_id, officer_events.c.kind == ChangeKind.FORWARDED.value)
        .order_by(officer_events.c.ordinal)
    )
    return handed_on_by(map(json.loads, rows.scalars()), queue_id)


def handed_on_by(details: Iterable[Mapping[str, str]], queue_id: str) -> str | None:
    """The same from the details of a tip's forwards, oldest first.

    A tip that was sent back counts as never handed on: who had it before is the one that this queue got it from.
    """
    way: list[tuple[str, str]] = []
    for detail in details:
        if "unopened" in detail and way and way[-1] == (detail["to"], detail["from"]):
            way.pop()
        else:
            way.append((detail["from"], detail["to"]))
    return way[-1][0] if way and way[-1][1] == queue_id else None


def moved_last(conn: Connection, tip_id: bytes) -> bool:
    """Whether a forward is the last thing that happened to where the tip stands: no status was set since."""
    newest = conn.execute(
        select(officer_events.c.kind)
        .where(officer_events.c.tip_id == tip_id, officer_events.c.kind.in_(_TELLS))
        .order_by(officer_events.c.ordinal.desc())
        .limit(1)
    ).scalar()
    return newest == ChangeKind.FORWARDED.value
