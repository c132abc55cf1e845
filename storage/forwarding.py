"""Hands a tip to another unit in one transaction; must never leave the former queue a wrap it is served, nor reach the unit a tip is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from domain.forwarding import Whereabouts, may_be_forwarded_to
from domain.hours import hour_of
from domain.permissions import Action
from domain.routing import AlarmKind
from domain.tips import When
from domain.units import Unit, UnitKind
from storage import units
from storage.alarms import SENT_BACK, forget_in_queue
from storage.arrivals import add_alarm, arrive_in, take_over
from storage.case_tables import forwards, tip_links
from storage.clocks import refresh
from storage.engine import Connection
from storage.errors import EpochMoved
from storage.failures import Done, Failure, FailureReason
from storage.forwarded import came_from
from storage.kept_wraps import PartName, give_back, keep_wraps
from storage.level_above import alarm_above
from storage.models import assignments, provinces, queues, tip_queues, tips
from storage.models import units as unit_rows
from storage.moments import minute_of
from storage.officer_history import record
from storage.parts import PartRole, SealedPart, store_part
from storage.queues import ChangeKind, Lane, announce, change_row, remove_row, row_of
from storage.resealing import HeldParts, ResealedKey, drop_wraps, epoch_of, held_parts, wrap_to
from storage.table_kinds import new_row_id
from storage.tip_reading import visible_row
from storage.tip_state import COPY, RECIPIENT, Holder, TipState, tip_state
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward as the officer's browser made it: every part key, and the reason as a note, sealed to the target.

    `unopened` names the parts that the browser couldn't open, so that it has no key of theirs to seal. With any of them
    the tip is sent back: to the unit that it came from, and to no other.
    """

    target_id: str
    epoch: int
    keys: tuple[ResealedKey, ...]
    reason: SealedPart
    unopened: frozenset[PartName] = frozenset()


def targets(conn: Connection, viewer: Viewer, tip_id: bytes) -> tuple[Unit, ...]:
    """Units that this tip may be forwarded to, by id; whether their key verifies is still to be asked.

    Only of switched-on provinces, with a certified epoch; the own province's come first. Empty for who may not.
    """
    row = visible_row(conn, viewer, tip_id)
    if row is None or row.copy or not viewer.may(Action.FORWARD_TIPS):
        return ()
    tip = _whereabouts(conn, viewer, tip_id)
    own = units.unit(conn, viewer.unit_id)
    found = conn.execute(
        select(unit_rows)
        .join(queues, queues.c.queue_id == unit_rows.c.id)
        .join(provinces, provinces.c.code == unit_rows.c.province_code)
        .where(queues.c.epoch >= 1, provinces.c.switched_on)
        .order_by(unit_rows.c.id)
    )
    possible = [Unit(each.id, UnitKind(each.kind), each.name, each.province_code) for each in found]
    allowed = [unit for unit in possible if may_be_forwarded_to(unit, tip)]
    return tuple(sorted(allowed, key=lambda unit: own is None or unit.province_code != own.province_code))


def forward(conn: Connection, viewer: Viewer, tip_id: bytes, order: Forward, now: datetime) -> Done | Failure:
    """Give the tip to `order.target_id`: its wraps and row there, none here; history, copies and bodies stay.

    The wraps that were here are kept apart until the target has opened the parts (`storage.kept_wraps`).
    PARTS_MOVED, NUMBER_TAKEN and EPOCH_MOVED ask the browser to load and seal again; NOT_A_TARGET is final.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None or order.reason.tip_id != tip_id or not viewer.may(Action.FORWARD_TIPS):
        return Failure(FailureReason.NOT_VISIBLE)
    held = held_parts(conn, tip_id, viewer.unit_id)
    refusal = _refusal(conn, viewer, tip, row, order, held)
    if refusal is not None:
        return Failure(refusal)
    try:
        store_part(
            conn,
            order.reason,
            (Holder(order.target_id, epoch_of(conn, order.target_id)),),
            hour_of(now),
            author_id=viewer.officer_id,
            at_minute=minute_of(now),
        )
    except EpochMoved:
        return Failure(FailureReason.EPOCH_MOVED)
    conn.execute(update(tips).where(tips.c.id == tip_id).values(last_note=order.reason.number))
    stays = _keeps_a_copy(conn, tip, viewer)
    _move_wraps(conn, tip_id, order, held, viewer.unit_id, stays=stays)
    _move_holders(conn, tip_id, viewer.unit_id, order.target_id, stays=stays)
    _keep_a_line(conn, viewer, row, order.target_id, now)
    detail = {"from": viewer.unit_id, "to": order.target_id, "reason_note": str(order.reason.number)}
    if order.unopened:
        detail["unopened"] = str(len(order.unopened))
    record(conn, viewer, tip_id, ChangeKind.FORWARDED.value, minute_of(now), detail)
    moved = tip_state(conn, tip_id)
    assert moved is not None
    _move_rows(conn, moved, row, now, stays=stays)
    refresh(conn, tip_id)
    _move_alarms(conn, moved, viewer.unit_id, hour_of(now))
    if order.unopened:
        alarm_above(conn, tip_id, order.target_id, SENT_BACK, now)
    return Done()


def _refusal(
    conn: Connection,
    viewer: Viewer,
    tip: TipState,
    row: Row[Any],
    order: Forward,
    held: HeldParts,
) -> FailureReason | None:
    if row.copy:
        return FailureReason.NOT_RESPONSIBLE
    if row.lane != Lane.OPEN.value:
        return FailureReason.NOT_OPEN
    if row.claimed_by not in (None, viewer.officer_id) and not viewer.may(Action.RETURN_FOR_ANOTHER):
        return FailureReason.NOT_ALLOWED
    if not _is_target(conn, viewer, tip.tip_id, order.target_id):
        return FailureReason.NOT_A_TARGET
    if order.unopened and came_from(conn, tip.tip_id, viewer.unit_id) != order.target_id:
        return FailureReason.NOT_A_TARGET
    return _moved(conn, tip, order, held)


def _moved(conn: Connection, tip: TipState, order: Forward, held: HeldParts) -> FailureReason | None:
    """Whether something came between what the browser saw and now: the target's key, a part, a note."""
    if order.epoch < 1 or order.epoch != epoch_of(conn, order.target_id):
        return FailureReason.EPOCH_MOVED
    named = {(key.role.value, key.number) for key in order.keys}
    if len(named) != len(order.keys) or named & order.unopened or named | order.unopened != held.keys():
        return FailureReason.PARTS_MOVED
    if order.reason.role is not PartRole.NOTE or order.reason.number != tip.last_note + 1:
        return FailureReason.NUMBER_TAKEN
    return None


def _is_target(conn: Connection, viewer: Viewer, tip_id: bytes, target_id: str) -> bool:
    target = units.unit(conn, target_id)
    if target is None or not may_be_forwarded_to(target, _whereabouts(conn, viewer, tip_id)):
        return False
    served = units.province(conn, target.province_code)
    return served is not None and served.switched_on


def _whereabouts(conn: Connection, viewer: Viewer, tip_id: bytes) -> Whereabouts:
    tip = conn.execute(select(tips.c.commune_code, tips.c.conflict).where(tips.c.id == tip_id)).one()
    local = conn.execute(
        select(assignments.c.unit_id).where(assignments.c.commune_code == tip.commune_code)
    ).scalars()
    return Whereabouts(viewer.unit_id, tip.commune_code, tip.conflict, frozenset(local))


def _keeps_a_copy(conn: Connection, tip: TipState, viewer: Viewer) -> bool:
    """What happens now stays with the province's duty desk too: the resident was told so."""
    unit = units.unit(conn, viewer.unit_id)
    return tip.when is When.NOW and unit is not None and unit.kind is UnitKind.DUTY_DESK


def _move_wraps(
    conn: Connection, tip_id: bytes, order: Forward, held: HeldParts, former_id: str, *, stays: bool
) -> None:
    give_back(conn, tip_id, order.target_id)
    wrap_to(conn, held, order.target_id, order.epoch, order.keys)
    if stays:
        return
    # A wrap that didn't open here is worth nothing once the target has one of its own; else nobody else may have any.
    theirs = held_parts(conn, tip_id, order.target_id)
    spoilt = {name: held[name] for name in order.unopened if name in theirs}
    drop_wraps(conn, spoilt, former_id)
    keep_wraps(conn, held, former_id)


def _move_holders(conn: Connection, tip_id: bytes, former_id: str, target_id: str, *, stays: bool) -> None:
    of_tip = tip_queues.c.tip_id == tip_id
    conn.execute(delete(tip_queues).where(of_tip, tip_queues.c.queue_id.in_((former_id, target_id))))
    values = [{"tip_id": tip_id, "queue_id": target_id, "role": RECIPIENT}]
    if stays:
        values.append({"tip_id": tip_id, "queue_id": former_id, "role": COPY})
    conn.execute(insert(tip_queues), values)
    # Links are one queue's own; a tip that has left is linked to nothing there any more.
    either = or_(tip_links.c.tip_id == tip_id, tip_links.c.other_id == tip_id)
    conn.execute(delete(tip_links).where(tip_links.c.queue_id == former_id, either))


def _keep_a_line(conn: Connection, viewer: Viewer, row: Row[Any], target_id: str, now: datetime) -> None:
    conn.execute(
        insert(forwards).values(
            row_id=new_row_id(),
            tip_id=row.tip_id,
            queue_id=viewer.unit_id,
            to_queue_id=target_id,
            number=row.number,
            commune_code=row.commune_code,
            when=row.when,
            category=row.category,
            received_hour=row.received_hour,
            at_minute=minute_of(now),
            officer_id=viewer.officer_id,
        )
    )


def _move_rows(conn: Connection, tip: TipState, former: Row[Any], now: datetime, *, stays: bool) -> None:
    """Out of the former queue, into the target's; queues are locked in the order of their ids."""
    hour = hour_of(now)
    for queue_id in sorted({former.queue_id, *(holder.queue_id for holder in tip.holders)}):
        row = row_of(conn, queue_id, tip.tip_id)
        if queue_id == former.queue_id:
            if stays:
                change_row(conn, former, {"copy": True, "claimed_by": None})
            else:
                remove_row(conn, former)
        elif queue_id == tip.recipient_id and row is None:
            arrive_in(conn, tip, queue_id, hour, None, now)
            continue
        elif queue_id == tip.recipient_id and row is not None:
            take_over(conn, tip, row, now)
            continue
        announce(conn, queue_id, tip.tip_id, ChangeKind.FORWARDED, hour)


def _move_alarms(conn: Connection, tip: TipState, former_id: str, hour: int) -> None:
    """Alarms about the former queue are over; what happens now alarms the new one and who holds a copy."""
    forget_in_queue(conn, tip.tip_id, former_id)
    if tip.when is When.NOW:
        for holder in sorted(tip.holders, key=lambda holder: holder.queue_id):
            add_alarm(
                conn, tip.tip_id, holder.queue_id, AlarmKind.HAPPENING_NOW.value, tip.recipient_id, hour
            )
