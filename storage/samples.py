"""What a unit sets aside as groundless or junk, and what chance shows of it one level up; must never tell the unit which."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.hours import hour_of
from domain.permissions import Action
from domain.samples import Mark, Verdict
from domain.tips import Classification, TipStatus, When
from domain.units import UnitKind
from sealing.parts import Role as PartRole
from storage import units
from storage.audit import AuditAct
from storage.audit import record as record_act
from storage.case_tables import samples
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import tip_queues, tips
from storage.models import units as unit_rows
from storage.moments import minute_of
from storage.officer_history import record
from storage.parts import SealedPart
from storage.queues import ChangeKind, announce
from storage.receipts import receipts_of
from storage.resealing import ResealedKey, end_look, held_parts, wrap_to
from storage.table_kinds import new_row_id
from storage.tip_reading import BlobRef, NotVisible, ReceiptView, TipPart, body_for, parts_for, visible_row
from storage.tip_state import tip_state
from storage.tip_status import change_status, reopen
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SetAside:
    """As the officer's browser made it: the reason as a note for the own queue, and every part key, the reason's too,
    sealed to the level above; `keys` is empty only where that level has no key. `chosen`: chance says that it looks.

    `certified`: the epoch of that level's key as the caller has verified it under the root in this transaction, 0 where
    none verifies. What the browser says in `epoch` must agree, so that no page gets around the look by sealing nothing.
    """

    mark: Mark
    reason: SealedPart
    epoch: int
    keys: tuple[ResealedKey, ...]
    chosen: bool
    certified: int


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One tip that waits for the viewer's look: whose it is and why it was set aside; hours since the epoch."""

    tip_id: bytes
    unit_name: str
    mark: Mark
    category: str | None
    when: When
    hour: int


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample as the level above may read it: parts wrapped to its own queue, receipts to check the manifest with."""

    tip_id: bytes
    queue_id: str
    unit_name: str
    mark: Mark
    category: str | None
    when: When
    commune_code: str
    received_hour: int
    hour: int
    parts: tuple[TipPart, ...]
    receipts: tuple[ReceiptView, ...]


def sampler_of(conn: Connection, unit_id: str) -> str | None:
    """The queue one level above a unit; the two upper queues of a province look at each other's, as with alarms.

    None as well for a row that names another kind of unit, or another province's: nobody chooses this queue by its name,
    and its kind is what the province signs with its key.
    """
    unit = units.unit(conn, unit_id)
    province = None if unit is None else units.province(conn, unit.province_code)
    if unit is None or province is None:
        return None
    looks = UnitKind.INSPECTORATE if unit.kind is UnitKind.DUTY_DESK else UnitKind.DUTY_DESK
    above = province.inspectorate_id if looks is UnitKind.INSPECTORATE else province.duty_desk_id
    found = units.unit(conn, above)
    fits = found is not None and (found.kind, found.province_code) == (looks, unit.province_code)
    return above if fits else None


def set_aside(
    conn: Connection, viewer: Viewer, tip_id: bytes, order: SetAside, now: datetime
) -> Done | Failure:
    """Close a tip as groundless or junk; the answer is the same whether chance chose it or not.

    NUMBER_TAKEN, EPOCH_MOVED and PARTS_MOVED ask the browser to load and seal again.
    """
    undo = conn.begin_nested()
    done = _set_aside(conn, viewer, tip_id, order, now)
    if isinstance(done, Failure):
        undo.rollback()
    else:
        undo.commit()
    return done


def _set_aside(
    conn: Connection, viewer: Viewer, tip_id: bytes, order: SetAside, now: datetime
) -> Done | Failure:
    tip = tip_state(conn, tip_id)
    if tip is None or visible_row(conn, viewer, tip_id) is None or not viewer.may(Action.WORK_ON_TIPS):
        return Failure(FailureReason.NOT_VISIBLE)
    groundless = Classification.NO_GROUND
    if tip.status is TipStatus.RECEIVED:
        classified = change_status(conn, viewer, tip_id, TipStatus.CLASSIFIED, now, classification=groundless)
        if isinstance(classified, Failure):
            return classified
    elif tip.status not in (TipStatus.CLASSIFIED, TipStatus.TRANSFERRED):
        return Failure(FailureReason.MOVE_NOT_ALLOWED)
    conn.execute(update(tips).where(tips.c.id == tip_id).values(classification=groundless.value))
    # Nobody above can look while their key doesn't verify: the tip is closed all the same, and the record says that.
    unseen = {} if order.certified else {"above": "no_key"}
    record(conn, viewer, tip_id, "aside", minute_of(now), {"mark": order.mark.value, **unseen})
    closed = change_status(conn, viewer, tip_id, TipStatus.CLOSED, now, reason=order.reason, aside=True)
    if isinstance(closed, Failure):
        return closed
    return _offer(conn, viewer, tip_id, order, now)


def _offer(conn: Connection, viewer: Viewer, tip_id: bytes, order: SetAside, now: datetime) -> Done | Failure:
    """Check what is sealed to the level above, and keep it if chance says so."""
    sampler = sampler_of(conn, viewer.unit_id)
    # An epoch of the database alone doesn't count: its entry may have ended, and no browser seals to that.
    epoch = 0 if sampler is None else order.certified
    if order.epoch != epoch:
        return Failure(FailureReason.EPOCH_MOVED)
    if sampler is None or epoch < 1:
        return Done()
    held = held_parts(conn, tip_id, viewer.unit_id)
    named = {(key.role.value, key.number) for key in order.keys}
    if len(named) != len(order.keys) or named != held.keys():
        return Failure(FailureReason.PARTS_MOVED)
    if order.chosen:
        wrap_to(conn, held, sampler, epoch, order.keys)
        conn.execute(
            insert(samples).values(
                row_id=new_row_id(),
                tip_id=tip_id,
                queue_id=sampler,
                subject_queue_id=viewer.unit_id,
                mark=order.mark.value,
                hour=hour_of(now),
            )
        )
        announce(conn, sampler, tip_id, ChangeKind.SAMPLE, hour_of(now))
    return Done()


def waiting_samples(conn: Connection, viewer: Viewer, limit: int = 200) -> tuple[SampleLine, ...]:
    """What waits for a look of the viewer's queue, oldest first."""
    if not viewer.may(Action.SAMPLE_TIPS):
        return ()
    rows = conn.execute(
        select(
            samples.c.tip_id, unit_rows.c.name, samples.c.mark, tips.c.category, tips.c.when, samples.c.hour
        )
        .join(unit_rows, unit_rows.c.id == samples.c.subject_queue_id)
        .join(tips, tips.c.id == samples.c.tip_id)
        .where(samples.c.queue_id == viewer.unit_id, samples.c.verdict.is_(None))
        .where(tips.c.status == TipStatus.CLOSED.value)
        .order_by(samples.c.hour, samples.c.tip_id)
        .limit(limit)
    )
    return tuple(
        SampleLine(row.tip_id, row.name, Mark(row.mark), row.category, When(row.when), row.hour)
        for row in rows
    )


def sample(conn: Connection, viewer: Viewer, tip_id: bytes) -> SampleView | NotVisible:
    """A tip that waits for the viewer's look; nothing for anybody else, and nothing once it was judged or reopened."""
    row = _open_row(conn, viewer, tip_id)
    if row is None:
        return NotVisible()
    whole = conn.execute(select(tips).where(tips.c.id == tip_id)).one()
    holders = conn.execute(select(tip_queues.c.queue_id).where(tip_queues.c.tip_id == tip_id)).scalars()
    return SampleView(
        tip_id=tip_id,
        queue_id=viewer.unit_id,
        unit_name=row.unit_name,
        mark=Mark(row.mark),
        category=whole.category,
        when=When(whole.when),
        commune_code=whole.commune_code,
        received_hour=whole.received_hour,
        hour=row.hour,
        parts=parts_for(conn, viewer.unit_id, tip_id, frozenset(holders)),
        receipts=tuple(
            ReceiptView(receipt.mailbox, receipt.reply_public_key, receipt.verify_key)
            for receipt in receipts_of(conn, tip_id)
        ),
    )


def sample_body(
    conn: Connection, viewer: Viewer, tip_id: bytes, role: PartRole, number: int
) -> bytes | BlobRef | NotVisible:
    """The sealed bytes of a part of a sample."""
    if _open_row(conn, viewer, tip_id) is None:
        return NotVisible()
    return body_for(conn, viewer.unit_id, tip_id, role, number)


def judge(conn: Connection, viewer: Viewer, tip_id: bytes, verdict: Verdict, now: datetime) -> Done | Failure:
    """Say that a tip was rightly set aside, or open it again at its unit; either way the viewer's wraps go.

    The unit sees of it only that the level above has opened a tip again.
    """
    tip = tip_state(conn, tip_id)
    row = _open_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_A_SAMPLE)
    conn.execute(
        update(samples)
        .where(samples.c.row_id == row.row_id)
        .values(verdict=verdict.value, judged_by=viewer.officer_id, judged_at_minute=minute_of(now))
    )
    end_look(conn, tip_id, viewer.unit_id)
    if verdict is Verdict.REOPENED:
        reopen(conn, viewer, tip, now)
        record(conn, viewer, tip_id, "reopened", minute_of(now), {"mark": row.mark})
    else:
        record_act(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.TIP_SAMPLED,
            now=now,
            subject=tip_id.hex(),
            detail={"verdict": verdict.value, "mark": row.mark},
        )
    return Done()


def note_opening(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Write into the viewer's own audit record that the sample was opened; the unit's history says nothing of it."""
    if _open_row(conn, viewer, tip_id) is None:
        return Failure(FailureReason.NOT_A_SAMPLE)
    record_act(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.TIP_VIEWED,
        now=now,
        subject=tip_id.hex(),
        detail={"as": "sample"},
    )
    return Done()


def _open_row(conn: Connection, viewer: Viewer, tip_id: bytes) -> Row[*tuple[Any, ...]] | None:
    if not viewer.may(Action.SAMPLE_TIPS):
        return None
    return conn.execute(
        select(samples.c.row_id, samples.c.mark, samples.c.hour, unit_rows.c.name.label("unit_name"))
        .join(unit_rows, unit_rows.c.id == samples.c.subject_queue_id)
        .join(tips, tips.c.id == samples.c.tip_id)
        .where(
            samples.c.tip_id == tip_id,
            samples.c.queue_id == viewer.unit_id,
            samples.c.verdict.is_(None),
            tips.c.status == TipStatus.CLOSED.value,
        )
    ).first()
