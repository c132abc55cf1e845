"""The unit's page: its officers, how each came in, who holds the queue's key, what the key waits for; must never show a unit out of reach."""

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from domain.hours import day_of, hour_of
from domain.permissions import Action, Role
from domain.units import Unit
from storage import joining, officers, queue_keys, renewal, tips
from storage.engine import Connection
from storage.joining import Joining, KeyCheck
from storage.moments import minute_of
from storage.officers import Officer, OfficerState
from storage.queue_keys import QueueKeyRow
from storage.renewal import KeyState
from storage.sessions import Session
from storage.units import communes_of
from storage.viewer import Viewer
from web.desk import people_texts, posters, texts, times
from web.desk.inputs import base64_text
from web.desk.recovery_entries import recovery_entry
from web.desk.sessions import Desk, not_found


@dataclass(frozen=True, slots=True)
class Person:
    """One officer as the page lists them; bytes in base64, empty where there are none.

    `holds` is `all`, `some` or `none` of the key's epochs; `check` how the key is to be compared before
    a grant, empty where there is nothing to grant.
    """

    id: str
    name: str
    role: str
    mine: bool
    invited: bool
    invited_text: str
    invitation_ended: bool
    reads: bool
    holds: str
    check: str
    public_key: str
    tag: str
    known: str
    may_be_invited_again: bool
    may_be_dismissed: bool


@dataclass(frozen=True, slots=True)
class _Found:
    unit: Unit
    people: tuple[Person, ...]
    epochs: tuple[QueueKeyRow, ...]
    own_epochs: frozenset[int]
    state: KeyState
    unread: int
    served: tuple[str, ...]
    roles: tuple[Role, ...]
    recovery: bytes | None


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Officers and keys of the viewer's own unit, or of the one in the address for who reaches that far."""
    viewer, now = session.viewer, desk.now
    unit_id = request.path_params.get("unit", viewer.unit_id)

    def read(conn: Connection) -> _Found | None:
        unit = joining.reachable(conn, viewer, unit_id, Action.SEE_UNIT)
        return None if unit is None else _read(desk, conn, viewer, unit, now)

    found = await desk.parts.database.read(read)
    if found is None:
        return not_found(desk, request, viewer)
    own = found.unit.id == viewer.unit_id
    newest = found.epochs[-1] if found.epochs else None
    return desk.pages.render(
        request,
        "unit.html",
        section="unit" if own else "province",
        viewer=viewer,
        unit=found.unit,
        own_unit=own,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=found.unread,
        people=found.people,
        roles=[
            (role.value, texts.role_name(role, found.unit.name), people_texts.ROLE_MEANS[role.value])
            for role in found.roles
        ],
        newest=newest,
        state=found.state,
        may_renew=own and viewer.may(Action.RENEW_QUEUE_KEY) and found.state.newest in found.own_epochs,
        may_rewrap=own and viewer.may(Action.RENEW_QUEUE_KEY) and found.state.certified in found.own_epochs,
        posters=posters.offered(desk, found.served),
        bot_name=desk.parts.bot_name,
        queue_key=base64_text(newest.public_key) if newest else "",
        province=found.unit.province_code,
        recovery=base64_text(found.recovery or b""),
    )


def _read(desk: Desk, conn: Connection, viewer: Viewer, unit: Unit, now: datetime) -> _Found:
    held, own = queue_keys.holders(conn, unit.id), unit.id == viewer.unit_id
    state = renewal.key_state(conn, unit.id)
    invites = viewer.may(Action.INVITE_OFFICERS, own_unit=own)
    return _Found(
        unit=unit,
        people=_people(conn, viewer, unit, held, now),
        epochs=queue_keys.epochs(conn, unit.id),
        own_epochs=held.get(viewer.officer_id, frozenset()),
        # How much there is in hand is told by tips alone, so only to who reads them.
        state=state if own and viewer.reads_tips else replace(state, to_rewrap=0),
        unread=tips.counts(conn, viewer, hour_of(now)).unassigned if viewer.reads_tips else 0,
        served=communes_of(conn, unit.id, day_of(now)) if own else (),
        roles=joining.invitable(viewer, unit.kind) if invites else (),
        recovery=recovery_entry(desk.parts, conn, unit, now),
    )


def _people(
    conn: Connection, viewer: Viewer, unit: Unit, held: dict[bytes, frozenset[int]], now: datetime
) -> tuple[Person, ...]:
    joinings, ends = joining.joinings_of(conn, unit.id), officers.invitation_ends(conn, unit.id)
    known = joining.remembered_keys(conn, viewer)
    own = held.get(viewer.officer_id, frozenset())
    every = frozenset(range(1, queue_keys.newest_epoch(conn, unit.id) + 1))
    steerable, here = frozenset(joining.invitable(viewer, unit.kind)), unit.id == viewer.unit_id

    def person(officer: Officer) -> Person:
        came, mine = joinings.get(officer.id), officer.id == viewer.officer_id
        active = officer.state is OfficerState.ACTIVE
        theirs = held.get(officer.id, frozenset())
        reads = Viewer(officer.id, unit.id, officer.role, officer.name).reads_tips
        grantable = here and active and reads and not mine and bool(own - theirs)
        steered = not mine and officer.role in steerable
        return Person(
            id=officer.id.hex(),
            name=officer.name,
            role=texts.role_name(officer.role, unit.name),
            mine=mine,
            invited=not active,
            invited_text=_invited_text(came, now),
            invitation_ended=not active and ends.get(officer.id, 0) <= minute_of(now),
            reads=reads,
            holds=_holds(theirs, every),
            check=_check(came, officer.id in known) if grantable else "",
            public_key=base64_text(officer.public_key or b""),
            tag=base64_text(came.tag) if came is not None and came.waits_for_paper and came.tag else "",
            known=base64_text(known.get(officer.id, b"")),
            may_be_invited_again=steered and viewer.may(Action.INVITE_OFFICERS, own_unit=here),
            may_be_dismissed=steered and viewer.may(Action.DISMISS_OFFICERS, own_unit=here),
        )

    return tuple(person(officer) for officer in officers.officers_of(conn, unit.id))


def _holds(theirs: frozenset[int], every: frozenset[int]) -> str:
    if not theirs:
        return "none"
    return "all" if every <= theirs else "some"


def _check(came: Joining | None, known: bool) -> str:
    if came is not None and came.waits_for_paper:
        return KeyCheck.PAPER.value
    return KeyCheck.KNOWN.value if known else KeyCheck.DIGITS.value


def _invited_text(came: Joining | None, now: datetime) -> str:
    """`Mời 3 ngày trước`; empty where it isn't known any more."""
    if came is None:
        return ""
    hours = (minute_of(now) - came.invited_at_minute) // 60
    return f"Mời {times.age_text(hours)} trước" if hours >= 1 else "Vừa mời"
