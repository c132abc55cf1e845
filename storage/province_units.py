"""A province's units with the state of their people and keys; must never say anything of a tip, not even that there is one."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from domain.permissions import Action, Role, may
from domain.units import Unit, UnitKind
from storage.engine import Connection
from storage.models import officers, queue_keys, queue_seeds, queues, units
from storage.seed_holders import officer_holder

_ORDER = {UnitKind.DUTY_DESK: 0, UnitKind.INSPECTORATE: 1, UnitKind.COMMUNE: 2}


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit: how many are at work, invited, read tips and hold the newest key; its newest key and what is certified.

    `newest_epoch` 0 and `public_key` None: its first officer hasn't made a key yet. `certified_epoch` is what the
    directory's rows say, still to be verified.
    """

    unit: Unit
    active: int
    invited: int
    readers: int
    holding: int
    newest_epoch: int
    certified_epoch: int
    public_key: bytes | None


def units_of_province(conn: Connection, code: str) -> tuple[UnitState, ...]:
    """Duty desk, inspectorate, then communes by name."""
    rows = conn.execute(
        select(units, queues.c.epoch)
        .join(queues, queues.c.queue_id == units.c.id)
        .where(units.c.province_code == code)
    ).all()
    newest = _newest_keys(conn, code)
    people = _people(conn, code)
    holders = _holders(conn, code)
    found = []
    for row in rows:
        unit = Unit(row.id, UnitKind(row.kind), row.name, row.province_code)
        epoch, public_key = newest.get(unit.id, (0, None))
        mine = people.get(unit.id, [])
        readers = [who for who, role, state in mine if state == "active" and _reads(role)]
        holding = [who for who in readers if (unit.id, epoch, officer_holder(who)) in holders]
        found.append(
            UnitState(
                unit=unit,
                active=sum(state == "active" for _, _, state in mine),
                invited=sum(state == "invited" for _, _, state in mine),
                readers=len(readers),
                holding=len(holding),
                newest_epoch=epoch,
                certified_epoch=row.epoch,
                public_key=public_key,
            )
        )
    return tuple(sorted(found, key=lambda state: (_ORDER[state.unit.kind], state.unit.name, state.unit.id)))


def _newest_keys(conn: Connection, code: str) -> dict[str, tuple[int, bytes | None]]:
    last = (
        select(queue_keys.c.queue_id, func.max(queue_keys.c.epoch).label("epoch"))
        .join(units, units.c.id == queue_keys.c.queue_id)
        .where(units.c.province_code == code)
        .group_by(queue_keys.c.queue_id)
        .subquery()
    )
    same = and_(last.c.queue_id == queue_keys.c.queue_id, last.c.epoch == queue_keys.c.epoch)
    rows = conn.execute(
        select(queue_keys.c.queue_id, queue_keys.c.epoch, queue_keys.c.public_key).join(last, same)
    )
    return {row.queue_id: (row.epoch, row.public_key) for row in rows}


def _people(conn: Connection, code: str) -> dict[str, list[tuple[bytes, str, str]]]:
    rows = conn.execute(
        select(officers.c.unit_id, officers.c.id, officers.c.role, officers.c.state)
        .join(units, units.c.id == officers.c.unit_id)
        .where(units.c.province_code == code, officers.c.state != "left")
    )
    found: dict[str, list[tuple[bytes, str, str]]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append((row.id, row.role, row.state))
    return found


def _holders(conn: Connection, code: str) -> set[tuple[str, int, str]]:
    rows = conn.execute(
        select(queue_seeds.c.queue_id, queue_seeds.c.epoch, queue_seeds.c.holder)
        .join(units, units.c.id == queue_seeds.c.queue_id)
        .where(units.c.province_code == code, queue_seeds.c.unfit.is_(False))
    )
    return {(row.queue_id, row.epoch, row.holder) for row in rows}


def _reads(role: str) -> bool:
    return may(Role(role), Action.READ_TIPS, own_unit=True)
