"""One tip as one queue may read it; must never give a body or a wrap to a viewer whose queue doesn't hold the tip."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select

from domain.tips import Classification, Decision, TipStatus, When
from storage.clocks import NOTHING_DUE
from storage.engine import Connection
from storage.forwarded import handed_on_by
from storage.kept_wraps import PartName, kept_parts
from storage.models import (
    officer_events,
    officers,
    part_wraps,
    parts,
    queue_keys,
    queues,
    tip_queues,
    tips,
    units,
)
from storage.parts import PartRole
from storage.queues import ChangeKind, Lane, row_of
from storage.receipts import receipts_of
from storage.tip_state import COPY, RECIPIENT
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NotVisible:
    """There is no such tip for this viewer; whether it exists elsewhere isn't said."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A sealed part that stands in the blob store."""

    name: str
    sealed_bytes: int


@dataclass(frozen=True, slots=True)
class TipPart:
    """A sealed part without its body. `sealed_key` is the wrap for the viewer's queue and `epoch`.

    Residents' parts have an `hour` only; officers' (reply, note) also a minute since the epoch and an author: by
    name while the author's unit holds the tip, else by unit and role alone (`author_name` empty).
    """

    role: PartRole
    number: int
    sealed_bytes: int
    digest: bytes
    epoch: int
    sealed_key: bytes
    hour: int
    signature: bytes | None
    author_id: bytes | None
    author_name: str | None
    author_unit: str | None
    author_role: str | None
    at_minute: int | None
    read_day: date | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A valid receipt as the server offers it; the browser compares it with the manifest."""

    mailbox: bytes
    reply_public_key: bytes
    verify_key: bytes


@dataclass(frozen=True, slots=True)
class OfficerEvent:
    """One thing an officer did. `detail` holds plain facts, never content: from, to, reason …

    Who acted for a unit that no longer holds the tip is named by unit and role alone: `officer_id` and `officer_name`
    are empty.
    """

    ordinal: int
    queue_id: str
    officer_id: bytes
    officer_name: str
    unit_name: str
    role: str
    kind: str
    at_minute: int
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class TipHolder:
    """A queue that holds the tip, with the epoch its key has now and that key's public half (empty: not known)."""

    queue_id: str
    unit_name: str
    epoch: int
    public_key: bytes
    copy: bool


@dataclass(frozen=True, slots=True)
class TipView:
    """A tip as the viewer's queue holds it; hours since the epoch. `next_reply`, `next_note`: numbers to seal with."""

    tip_id: bytes
    queue_id: str
    number: int
    lane: Lane
    copy: bool
    status: TipStatus
    classification: Classification | None
    decision: Decision | None
    category: str | None
    when: When
    conflict: bool
    commune_code: str
    received_hour: int
    due_hour: int | None
    first_viewed_day: date | None
    first_word_hour: int | None
    closed_hour: int | None
    claimed_by: bytes | None
    claimed_name: str | None
    holders: tuple[TipHolder, ...]
    parts: tuple[TipPart, ...]
    receipts: tuple[ReceiptView, ...]
    events: tuple[OfficerEvent, ...]
    next_reply: int
    next_note: int
    unit_names: Mapping[str, str]
    """Names of the units that `events` name by id (forwards)."""
    kept: frozenset[PartName]
    """Parts that a unit which had the tip before could still open, were it given back (`storage.kept_wraps`)."""
    came_from: tuple[str, str] | None
    """Id and name of the unit that forwarded it here."""
    assigned_names: Mapping[str, str]
    """Names of the own unit's officers whom `events` name by id in hex (assignments)."""


_PARTS = (
    select(
        parts.c.role,
        parts.c.number,
        parts.c.sealed_bytes,
        parts.c.digest,
        part_wraps.c.epoch,
        part_wraps.c.sealed_key,
        parts.c.hour,
        parts.c.signature,
        parts.c.author_id,
        officers.c.name,
        units.c.name.label("author_unit"),
        officers.c.role.label("author_role"),
        parts.c.at_minute,
        parts.c.read_day,
        officers.c.unit_id,
    )
    .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
    .outerjoin(officers, officers.c.id == parts.c.author_id)
    .outerjoin(units, units.c.id == officers.c.unit_id)
    .where(parts.c.tip_id == bindparam("tip"), part_wraps.c.queue_id == bindparam("queue"))
    .order_by(parts.c.role, parts.c.number)
)
_BODY = (
    select(parts.c.body, parts.c.blob_name, parts.c.sealed_bytes)
    .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
    .where(
        parts.c.tip_id == bindparam("tip"),
        parts.c.role == bindparam("role_"),
        parts.c.number == bindparam("number_"),
        part_wraps.c.queue_id == bindparam("queue"),
    )
)


def visible_row(conn: Connection, viewer: Viewer, tip_id: bytes) -> Row[Any] | None:
    """The gate that every officer's read and command goes through: the tip's row in the viewer's own queue."""
    return row_of(conn, viewer.unit_id, tip_id) if viewer.reads_tips else None


def tip(conn: Connection, viewer: Viewer, tip_id: bytes) -> TipView | NotVisible:
    """Everything of a tip but the bodies."""
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return NotVisible()
    whole = conn.execute(select(tips).where(tips.c.id == tip_id)).one()
    name = select(officers.c.name).where(officers.c.id == row.claimed_by)
    holders = _holders(conn, tip_id)
    named = frozenset(holder.queue_id for holder in holders)
    events = _events(conn, tip_id, named)
    unit_names = _unit_names(conn, events)
    former = handed_on_by(
        (event.detail for event in events if event.kind == ChangeKind.FORWARDED.value), viewer.unit_id
    )
    return TipView(
        tip_id=tip_id,
        queue_id=viewer.unit_id,
        number=row.number,
        lane=Lane(row.lane),
        copy=row.copy,
        status=TipStatus(whole.status),
        classification=None if whole.classification is None else Classification(whole.classification),
        decision=None if whole.decision is None else Decision(whole.decision),
        category=whole.category,
        when=When(whole.when),
        conflict=whole.conflict,
        commune_code=whole.commune_code,
        received_hour=row.received_hour,
        due_hour=None if row.due_hour == NOTHING_DUE or row.lane == Lane.CLOSED.value else row.due_hour,
        first_viewed_day=whole.first_viewed_day,
        first_word_hour=whole.first_word_hour,
        closed_hour=whole.closed_hour,
        claimed_by=row.claimed_by,
        claimed_name=None if row.claimed_by is None else conn.execute(name).scalar(),
        holders=holders,
        parts=parts_for(conn, viewer.unit_id, tip_id, named),
        receipts=tuple(
            ReceiptView(receipt.mailbox, receipt.reply_public_key, receipt.verify_key)
            for receipt in receipts_of(conn, tip_id)
        ),
        events=events,
        next_reply=whole.last_reply + 1,
        next_note=whole.last_note + 1,
        unit_names=unit_names,
        kept=kept_parts(conn, tip_id),
        came_from=None if former is None else (former, unit_names[former]),
        assigned_names=_assigned_names(conn, viewer, events),
    )


def part_body(
    conn: Connection, viewer: Viewer, tip_id: bytes, role: PartRole, number: int
) -> bytes | BlobRef | NotVisible:
    """The sealed bytes of a part, or where they stand; only of a part that is wrapped to the viewer's queue."""
    if visible_row(conn, viewer, tip_id) is None:
        return NotVisible()
    return body_for(conn, viewer.unit_id, tip_id, role, number)


def body_for(
    conn: Connection, queue_id: str, tip_id: bytes, role: PartRole, number: int
) -> bytes | BlobRef | NotVisible:
    """The sealed bytes of a part that is wrapped to a queue; the caller has asked whether the viewer may see the tip."""
    found = conn.execute(
        _BODY, {"tip": tip_id, "role_": role.value, "number_": number, "queue": queue_id}
    ).first()
    if found is None:
        return NotVisible()
    if found.blob_name is not None:
        return BlobRef(found.blob_name, found.sealed_bytes)
    body: bytes = found.body
    return body


def _holders(conn: Connection, tip_id: bytes) -> tuple[TipHolder, ...]:
    rows = conn.execute(
        select(
            tip_queues.c.queue_id, units.c.name, queues.c.epoch, queue_keys.c.public_key, tip_queues.c.role
        )
        .join(units, units.c.id == tip_queues.c.queue_id)
        .join(queues, queues.c.queue_id == tip_queues.c.queue_id)
        .outerjoin(
            queue_keys,
            (queue_keys.c.queue_id == queues.c.queue_id) & (queue_keys.c.epoch == queues.c.epoch),
        )
        .where(tip_queues.c.tip_id == tip_id)
        .order_by((tip_queues.c.role == RECIPIENT).desc(), tip_queues.c.queue_id)
    )
    return tuple(
        TipHolder(row.queue_id, row.name, row.epoch, row.public_key or b"", row.role == COPY) for row in rows
    )


def parts_for(conn: Connection, queue_id: str, tip_id: bytes, named: frozenset[str]) -> tuple[TipPart, ...]:
    """The parts that are wrapped to a queue; authors by name for units in `named`, else by unit and role alone."""
    return tuple(
        TipPart(
            role=PartRole(row.role),
            number=row.number,
            sealed_bytes=row.sealed_bytes,
            digest=row.digest,
            epoch=row.epoch,
            sealed_key=row.sealed_key,
            hour=row.hour,
            signature=row.signature,
            author_id=row.author_id if row.unit_id in named else None,
            author_name=row.name if row.unit_id in named else None,
            author_unit=row.author_unit,
            author_role=row.author_role,
            at_minute=row.at_minute,
            read_day=row.read_day,
        )
        for row in conn.execute(_PARTS, {"tip": tip_id, "queue": queue_id})
    )


def _unit_names(conn: Connection, events: tuple[OfficerEvent, ...]) -> Mapping[str, str]:
    ids = {
        value
        for event in events
        if event.kind == ChangeKind.FORWARDED.value
        for value in event.detail.values()
    }
    if not ids:
        return {}
    rows = conn.execute(select(units.c.id, units.c.name).where(units.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _assigned_names(conn: Connection, viewer: Viewer, events: tuple[OfficerEvent, ...]) -> Mapping[str, str]:
    """To whom tips were given in the viewer's own unit, by id in hex; another unit's officers stay without a name."""
    ids = {
        bytes.fromhex(event.detail["to"])
        for event in events
        if event.kind == "assigned" and event.queue_id == viewer.unit_id
    }
    if not ids:
        return {}
    rows = conn.execute(select(officers.c.id, officers.c.name).where(officers.c.id.in_(ids)))
    return {row.id.hex(): row.name for row in rows}


def _events(conn: Connection, tip_id: bytes, named: frozenset[str]) -> tuple[OfficerEvent, ...]:
    rows = conn.execute(
        select(
            officer_events.c.ordinal,
            officer_events.c.queue_id,
            officer_events.c.officer_id,
            officers.c.name,
            units.c.name.label("unit_name"),
            officers.c.role,
            officer_events.c.kind,
            officer_events.c.at_minute,
            officer_events.c.detail,
        )
        .join(officers, officers.c.id == officer_events.c.officer_id)
        .join(units, units.c.id == officer_events.c.queue_id)
        .where(officer_events.c.tip_id == tip_id)
        .order_by(officer_events.c.ordinal)
    )
    return tuple(
        OfficerEvent(
            row.ordinal,
            row.queue_id,
            row.officer_id if row.queue_id in named else b"",
            row.name if row.queue_id in named else "",
            row.unit_name,
            row.role,
            row.kind,
            row.at_minute,
            json.loads(row.detail),
        )
        for row in rows
    )
