"""Gives tips to colleagues of one unit and says who could take one; must never give a tip to somebody who can't open it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.beats import Candidate
from domain.hours import hour_of
from domain.permissions import Action
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers, part_wraps, parts, queue_counts, queue_keys, queue_seeds
from storage.moments import minute_of
from storage.officer_history import record
from storage.queues import ChangeKind, Lane, announce, change_row, claimed_count
from storage.rota import on_duty, tip_readers
from storage.seed_holders import officer_holder
from storage.tip_reading import visible_row
from storage.tip_state import tip_state
from storage.viewer import Role, Viewer
from storage.workplace_tables import beat_categories, beats


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer of the unit who reads tips, as they may be given one.

    `holds_key`: they can open what comes in now; `on_duty`: this very shift, where not everybody is.
    """

    officer_id: bytes
    name: str
    role: Role
    holds_key: bool
    on_duty: bool
    load: int
    communes: frozenset[str]
    categories: frozenset[str]

    @property
    def candidate(self) -> Candidate:
        """What a suggestion looks at."""
        leads = self.role is Role.CHIEF
        return Candidate(self.officer_id, self.communes, self.categories, self.load, leads)


def colleagues(conn: Connection, viewer: Viewer, now: datetime) -> tuple[Colleague, ...]:
    """The active tip readers of the viewer's unit, the viewer among them, by name; nobody for who reads no tips."""
    if not viewer.reads_tips:
        return ()
    ids = tip_readers(conn, viewer.unit_id)
    names = {
        row.id: (row.name, Role(row.role))
        for row in conn.execute(
            select(officers.c.id, officers.c.name, officers.c.role).where(officers.c.id.in_(ids))
        )
    }
    newest = (
        select(queue_keys.c.epoch)
        .where(queue_keys.c.queue_id == viewer.unit_id)
        .order_by(queue_keys.c.epoch.desc())
        .limit(1)
    )
    epoch = conn.execute(newest).scalar()
    keys, loads = _epochs_held(conn, viewer.unit_id, ids), _loads(conn, viewer.unit_id)
    on, places, kinds = (
        set(on_duty(conn, viewer.unit_id, now)),
        _communes(conn, viewer),
        _categories(conn, viewer),
    )
    return tuple(
        Colleague(
            officer_id=officer_id,
            name=names[officer_id][0],
            role=names[officer_id][1],
            holds_key=epoch is not None and epoch in keys[officer_id],
            on_duty=officer_id in on and len(on) < len(ids),
            load=loads.get(claimed_count(officer_id), 0),
            communes=frozenset(places[officer_id]),
            categories=frozenset(kinds[officer_id]),
        )
        for officer_id in ids
    )


def readers(conn: Connection, viewer: Viewer) -> dict[str, str]:
    """The active tip readers of the viewer's unit: ids in hex with their names, by name."""
    if not viewer.reads_tips:
        return {}
    ids = tip_readers(conn, viewer.unit_id)
    rows = conn.execute(select(officers.c.id, officers.c.name).where(officers.c.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return {officer_id.hex(): names[officer_id] for officer_id in ids}


def assign(
    conn: Connection, viewer: Viewer, tip_id: bytes, officer_id: bytes, now: datetime
) -> Done | Failure:
    """Give a tip to an officer of the viewer's unit, whoever held it. Done as well when that officer holds it already.

    Failure(NOT_VISIBLE | NOT_ALLOWED | NOT_OPEN | CANNOT_OPEN): the last where the officer has left, reads no tips, or
    holds no key for what the tip is sealed with.
    """
    tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not viewer.may(Action.ASSIGN_TIPS):
        return Failure(FailureReason.NOT_ALLOWED)
    if row.lane != Lane.OPEN.value:
        return Failure(FailureReason.NOT_OPEN)
    if row.claimed_by == officer_id:
        return Done()
    if officer_id not in tip_readers(conn, viewer.unit_id) or not _can_open(
        conn, viewer.unit_id, tip_id, officer_id
    ):
        return Failure(FailureReason.CANNOT_OPEN)
    change_row(conn, row, {"claimed_by": officer_id})
    detail = {"to": officer_id.hex()}
    if row.claimed_by is not None:
        detail["from"] = row.claimed_by.hex()
    record(conn, viewer, tip_id, ChangeKind.ASSIGNED.value, minute_of(now), detail)
    announce(conn, viewer.unit_id, tip_id, ChangeKind.ASSIGNED, hour_of(now))
    return Done()


def holder_name(conn: Connection, viewer: Viewer, tip_id: bytes) -> str | None:
    """Who of the viewer's unit holds a tip now, to say it kindly to whoever came second."""
    row = visible_row(conn, viewer, tip_id)
    return None if row is None or row.claimed_by is None else _name(conn, row.claimed_by)


def _name(conn: Connection, officer_id: bytes) -> str:
    name: str = conn.execute(select(officers.c.name).where(officers.c.id == officer_id)).scalar_one()
    return name


def _can_open(conn: Connection, queue_id: str, tip_id: bytes, officer_id: bytes) -> bool:
    """Whether the officer holds the seed of every epoch that the tip's parts are sealed to in this queue."""
    used = conn.execute(
        select(part_wraps.c.epoch)
        .join(parts, parts.c.row_id == part_wraps.c.part_id)
        .where(parts.c.tip_id == tip_id, part_wraps.c.queue_id == queue_id)
        .distinct()
    )
    return set(used.scalars()) <= _epochs_held(conn, queue_id, (officer_id,))[officer_id]


def _epochs_held(conn: Connection, queue_id: str, ids: Collection[bytes]) -> Mapping[bytes, set[int]]:
    by_holder = {officer_holder(officer_id): officer_id for officer_id in ids}
    held: defaultdict[bytes, set[int]] = defaultdict(set)
    for row in conn.execute(
        select(queue_seeds.c.holder, queue_seeds.c.epoch).where(
            queue_seeds.c.queue_id == queue_id,
            queue_seeds.c.holder.in_(sorted(by_holder)),
            queue_seeds.c.unfit.is_(False),
        )
    ):
        held[by_holder[row.holder]].add(row.epoch)
    return held


def _loads(conn: Connection, queue_id: str) -> dict[str, int]:
    rows = conn.execute(
        select(queue_counts.c.name, queue_counts.c.value).where(queue_counts.c.queue_id == queue_id)
    )
    return {row.name: row.value for row in rows}


def _communes(conn: Connection, viewer: Viewer) -> Mapping[bytes, set[str]]:
    found: defaultdict[bytes, set[str]] = defaultdict(set)
    mine = (beats.c.queue_id == viewer.unit_id) & beats.c.officer_id.is_not(None)
    for row in conn.execute(select(beats.c.officer_id, beats.c.commune_code).where(mine).distinct()):
        found[row.officer_id].add(row.commune_code)
    return found


def _categories(conn: Connection, viewer: Viewer) -> Mapping[bytes, set[str]]:
    found: defaultdict[bytes, set[str]] = defaultdict(set)
    for row in conn.execute(
        select(beat_categories.c.officer_id, beat_categories.c.category).where(
            beat_categories.c.queue_id == viewer.unit_id
        )
    ):
        found[row.officer_id].add(row.category)
    return found
