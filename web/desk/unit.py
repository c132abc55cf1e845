"""The unit's page: its officers, who holds the queue's key, and granting it; must never seal a key here."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of, hour_of
from domain.permissions import Action, may
from sealing.hybrid_keys import PUBLIC_KEY_BYTES, SEALED_KEY_BYTES
from storage import audit, officers, queue_keys, tips
from storage.engine import Connection
from storage.failures import Failure
from storage.officers import Officer, OfficerState
from storage.queue_keys import SeedWrap
from storage.sessions import Session
from storage.units import communes_of
from storage.viewer import Viewer
from web.desk import posters, texts
from web.desk.inputs import BadInput, Fields, base64_text, hex_id, outcome, refused
from web.desk.sessions import Desk


@dataclass(frozen=True, slots=True)
class Person:
    """One officer as the page lists them; `public_key` in base64, empty before enrolment."""

    id: str
    name: str
    role: str
    mine: bool
    invited: bool
    holds_key: bool
    may_be_granted: bool
    public_key: str


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Officers and keys of the viewer's own unit."""
    viewer, now_hour = session.viewer, hour_of(desk.now)

    def read(
        conn: Connection,
    ) -> tuple[tuple[Person, ...], tuple[queue_keys.QueueKeyRow, ...], int, tuple[str, ...]]:
        unread = tips.counts(conn, viewer, now_hour).unassigned if viewer.reads_tips else 0
        served = communes_of(conn, viewer.unit_id, day_of(desk.now))
        return (
            _people(conn, viewer, session.unit_name),
            queue_keys.epochs(conn, viewer.unit_id),
            unread,
            served,
        )

    people, epochs, unread, served = await desk.parts.database.read(read)
    newest = epochs[-1] if epochs else None
    return desk.pages.render(
        request,
        "unit.html",
        section="unit",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        people=people,
        newest=newest,
        posters=posters.offered(desk, served),
        bot_name=desk.parts.bot_name,
        queue_key=base64_text(newest.public_key) if newest else "",
        holds_key=any(person.mine and person.holds_key for person in people),
    )


async def grant(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Store the queue's seeds as the viewer's browser sealed them to a colleague of the same unit."""
    viewer, fields, now = session.viewer, await Fields.read(request), desk.now
    officer_id, key = hex_id(fields.text("officer", 32)), fields.bytes("key", PUBLIC_KEY_BYTES)
    if officer_id is None:
        raise BadInput
    sealed = {
        row.number("epoch"): row.bytes("sealed_seed", SEALED_KEY_BYTES) for row in fields.rows("wraps", 100)
    }

    def write(conn: Connection) -> Failure | None:
        officer = officers.officer(conn, officer_id)
        own = {seed.epoch for seed in queue_keys.own_seeds(conn, viewer)}
        good = (
            officer is not None
            and officer.unit_id == viewer.unit_id
            and officer.state is OfficerState.ACTIVE
            and officer.public_key == key
            and may(officer.role, Action.READ_TIPS, own_unit=True)
            and sealed
            and set(sealed) <= own
        )
        if not good or officer is None:
            raise BadInput
        # What a colleague holds already stays: a grant gives, it must not be a way to take a key away.
        held = {seed.epoch for seed in queue_keys.own_seeds(conn, _as_viewer(officer))}
        for epoch in sealed.keys() - held:
            seed = sealed[epoch]
            queue_keys.add_wraps(conn, viewer.unit_id, epoch, (SeedWrap(officer_id, None, seed),))
            audit.record(
                conn,
                unit_id=viewer.unit_id,
                officer_id=viewer.officer_id,
                act=audit.AuditAct.KEY_GRANTED,
                now=now,
                subject=officer_id.hex(),
                detail={"epoch": str(epoch)},
            )
        return None

    try:
        return outcome(await desk.parts.database.write(write))
    except BadInput:
        return refused("stale")


def _people(conn: Connection, viewer: Viewer, unit_name: str) -> tuple[Person, ...]:
    people = officers.officers_of(conn, viewer.unit_id)
    epochs = queue_keys.epochs(conn, viewer.unit_id)
    newest = epochs[-1].epoch if epochs else 0
    return tuple(_person(conn, officer, viewer, unit_name, newest) for officer in people)


def _as_viewer(officer: Officer) -> Viewer:
    return Viewer(officer.id, officer.unit_id, officer.role, officer.name)


def _person(conn: Connection, officer: Officer, viewer: Viewer, unit_name: str, newest: int) -> Person:
    as_viewer = _as_viewer(officer)
    holds = any(seed.epoch == newest for seed in queue_keys.own_seeds(conn, as_viewer))
    active = officer.state is OfficerState.ACTIVE
    return Person(
        id=officer.id.hex(),
        name=officer.name,
        role=texts.role_name(officer.role, unit_name),
        mine=officer.id == viewer.officer_id,
        invited=not active,
        holds_key=holds,
        may_be_granted=active and not holds and as_viewer.reads_tips and officer.id != viewer.officer_id,
        public_key=base64_text(officer.public_key or b""),
    )
