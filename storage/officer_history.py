"""Writes what officers did into a tip's history, with the minute; must never take content, only plain facts."""

import json
from collections.abc import Mapping

from sqlalchemy import bindparam, exists, insert, select, update

from storage.audit import record_tip_act
from storage.engine import Connection
from storage.models import officer_events, tips
from storage.viewer import Viewer

_NEXT = (
    update(tips)
    .where(tips.c.id == bindparam("tip"))
    .values(last_event=tips.c.last_event + 1)
    .returning(tips.c.last_event)
)


def record(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    kind: str,
    at_minute: int,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Add an event, and the row of the audit record that says the same.

    `detail` holds codes and numbers (from, to, part); raises ValueError for words somebody wrote.
    """
    ordinal = conn.execute(_NEXT, {"tip": tip_id}).scalar_one()
    conn.execute(
        insert(officer_events).values(
            tip_id=tip_id,
            ordinal=ordinal,
            queue_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            kind=kind,
            at_minute=at_minute,
            detail=json.dumps(dict(detail or {}), sort_keys=True, separators=(",", ":")),
        )
    )
    record_tip_act(conn, viewer, tip_id, kind, at_minute, detail or {})


def has_done(conn: Connection, viewer: Viewer, tip_id: bytes, kind: str) -> bool:
    """Whether the viewer has an event of this kind on the tip."""
    mine = (
        select(officer_events.c.ordinal)
        .where(
            officer_events.c.tip_id == tip_id,
            officer_events.c.officer_id == viewer.officer_id,
            officer_events.c.kind == kind,
        )
        .limit(1)
    )
    return bool(conn.execute(select(exists(mine))).scalar())
