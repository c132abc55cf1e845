"""Units, who serves which province and commune; must never decide a route (domain does)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, or_, select, text, update
from sqlalchemy.types import Date

from domain.units import CommuneAssignment, Unit, UnitKind, fits_unit_id
from storage.deployment import bump_serving_version
from storage.directory import entries
from storage.engine import Connection
from storage.models import assignments, officers, provinces, queue_seeds, queues, units
from storage.seed_holders import officer_holder


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A province with its two upper queues; served once switched on and both keys are valid."""

    code: str
    duty_desk_id: str
    inspectorate_id: str
    switched_on: bool


@dataclass(frozen=True, slots=True)
class ServingRows:
    """Everything the serving snapshot is made from; `entries` are raw signed directory entries, still to be verified.

    `active_unit_ids`: units with at least one active officer who holds the seed of the queue's current epoch.
    """

    units: tuple[Unit, ...]
    provinces: tuple[ProvinceRow, ...]
    assignments: tuple[CommuneAssignment, ...]
    active_unit_ids: frozenset[str]
    entries: tuple[bytes, ...]


_UPSERT_UNIT = text(
    "INSERT INTO units (id, kind, name, province_code) VALUES (:id, :kind, :name, :province_code)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name,"
    " province_code = excluded.province_code"
)
_ADD_QUEUE = text(
    "INSERT INTO queues (queue_id, epoch, last_number, last_change) VALUES (:id, 0, 0, 0) ON CONFLICT DO NOTHING"
)
_UPSERT_PROVINCE = text(
    "INSERT INTO provinces (code, duty_desk_id, inspectorate_id, switched_on)"
    " VALUES (:code, :duty_desk_id, :inspectorate_id, :switched_on) ON CONFLICT (code) DO UPDATE SET"
    " duty_desk_id = excluded.duty_desk_id, inspectorate_id = excluded.inspectorate_id,"
    " switched_on = excluded.switched_on"
)
_UPSERT_ASSIGNMENT = text(
    "INSERT INTO assignments (commune_code, valid_from, valid_to, unit_id)"
    " VALUES (:commune_code, :valid_from, :valid_to, :unit_id) ON CONFLICT (commune_code, valid_from)"
    " DO UPDATE SET valid_to = excluded.valid_to, unit_id = excluded.unit_id"
).bindparams(bindparam("valid_from", type_=Date), bindparam("valid_to", type_=Date))


def upsert_units(conn: Connection, rows: Iterable[Unit]) -> None:
    """Add units or change their names; a new unit gets an empty queue. Raises ValueError for an id that no record could take."""
    values = [
        {"id": row.id, "kind": row.kind.value, "name": row.name, "province_code": row.province_code}
        for row in rows
    ]
    if not values:
        return
    if not all(fits_unit_id(value["id"]) for value in values):
        raise ValueError("A unit's id is made of small letters, digits and hyphens, at most 64.")
    conn.execute(_UPSERT_UNIT, values)
    conn.execute(_ADD_QUEUE, [{"id": value["id"]} for value in values])
    bump_serving_version(conn)


def unit(conn: Connection, unit_id: str) -> Unit | None:
    """One unit."""
    row = conn.execute(select(units).where(units.c.id == unit_id)).first()
    return None if row is None else Unit(row.id, UnitKind(row.kind), row.name, row.province_code)


def all_units(conn: Connection) -> tuple[Unit, ...]:
    """Every unit, by id."""
    return tuple(
        Unit(row.id, UnitKind(row.kind), row.name, row.province_code)
        for row in conn.execute(select(units).order_by(units.c.id))
    )


def serve_province(
    conn: Connection, code: str, duty_desk_id: str, inspectorate_id: str, *, switched_on: bool
) -> None:
    """Name a province's duty desk and inspectorate and switch it on or off."""
    values = {
        "code": code,
        "duty_desk_id": duty_desk_id,
        "inspectorate_id": inspectorate_id,
        "switched_on": switched_on,
    }
    conn.execute(_UPSERT_PROVINCE, values)
    bump_serving_version(conn)


def province(conn: Connection, code: str) -> ProvinceRow | None:
    """One province's row."""
    row = conn.execute(select(provinces).where(provinces.c.code == code)).first()
    return None if row is None else ProvinceRow(*row)


def assign(conn: Connection, rows: Iterable[CommuneAssignment]) -> None:
    """Say which unit serves a commune from a day on; a row that was still open then ends the day before."""
    for row in rows:
        conn.execute(
            update(assignments)
            .where(
                assignments.c.commune_code == row.commune_code,
                assignments.c.valid_from < row.valid_from,
                or_(assignments.c.valid_to.is_(None), assignments.c.valid_to >= row.valid_from),
            )
            .values(valid_to=row.valid_from - timedelta(days=1))
        )
        conn.execute(
            _UPSERT_ASSIGNMENT,
            {
                "commune_code": row.commune_code,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "unit_id": row.unit_id,
            },
        )
    bump_serving_version(conn)


def assigned(conn: Connection, commune_code: str, day: date) -> str | None:
    """The unit that serves a commune on a day; where rows overlap, the newest."""
    found: str | None = conn.execute(
        select(assignments.c.unit_id)
        .where(
            assignments.c.commune_code == commune_code,
            assignments.c.valid_from <= day,
            or_(assignments.c.valid_to.is_(None), assignments.c.valid_to >= day),
        )
        .order_by(assignments.c.valid_from.desc())
        .limit(1)
    ).scalar()
    return found


def communes_of(conn: Connection, unit_id: str, day: date) -> tuple[str, ...]:
    """The codes of the communes that a unit serves on a day, in order."""
    rows = conn.execute(
        select(assignments.c.commune_code)
        .where(assignments.c.unit_id == unit_id, assignments.c.valid_from <= day)
        .distinct()
        .order_by(assignments.c.commune_code)
    )
    return tuple(code for code in rows.scalars() if assigned(conn, code, day) == unit_id)


def serving_rows(conn: Connection) -> ServingRows:
    """What the serving snapshot is made from, in one consistent read."""
    seeds = select(queue_seeds.c.queue_id, queue_seeds.c.holder).join(
        queues,
        and_(
            queues.c.queue_id == queue_seeds.c.queue_id,
            queues.c.epoch == queue_seeds.c.epoch,
            queue_seeds.c.unfit.is_(False),
        ),
    )
    holding = {(row.queue_id, row.holder) for row in conn.execute(seeds)}
    active = conn.execute(select(officers.c.id, officers.c.unit_id).where(officers.c.state == "active"))
    return ServingRows(
        units=all_units(conn),
        provinces=tuple(
            ProvinceRow(*row) for row in conn.execute(select(provinces).order_by(provinces.c.code))
        ),
        assignments=tuple(
            CommuneAssignment(row.commune_code, row.unit_id, row.valid_from, row.valid_to)
            for row in conn.execute(
                select(assignments).order_by(assignments.c.commune_code, assignments.c.valid_from)
            )
        ),
        active_unit_ids=frozenset(
            row.unit_id for row in active if (row.unit_id, officer_holder(row.id)) in holding
        ),
        entries=entries(conn),
    )
