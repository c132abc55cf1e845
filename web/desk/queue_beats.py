"""The beats' page: which officer has which hamlet and which categories; must never tie a hamlet to a tip."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import urandom

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of, hour_of
from domain.permissions import Action
from storage import assigning, beats, tips
from storage.assigning import Colleague
from storage.beats import Beat
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.sessions import Session
from storage.units import communes_of
from web.desk import texts
from web.desk.inputs import BadInput, Fields, hex_id, outcome
from web.desk.queue_acts import said
from web.desk.sessions import Desk

_WORDS = {
    FailureReason.OUTSIDE_AREA: "outside_area",
    FailureReason.UNFIT: "unfit_hamlet",
    FailureReason.TOO_MANY: "too_many_hamlets",
    FailureReason.NOBODY: "nobody",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of the unit with its hamlets."""

    code: str
    title: str
    hamlets: tuple[Beat, ...]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Hamlets by commune, and the categories of each officer."""
    viewer, now = session.viewer, desk.now

    def read(conn: Connection) -> tuple[tuple[Beat, ...], tuple[Colleague, ...], tuple[str, ...], int]:
        return (
            beats.beats(conn, viewer),
            assigning.colleagues(conn, viewer, now),
            communes_of(conn, viewer.unit_id, day_of(now)),
            tips.counts(conn, viewer, hour_of(now)).unassigned,
        )

    known, people, served, unread = await desk.parts.database.read(read)
    codes = dict.fromkeys((*served, *(beat.commune_code for beat in known)))
    return desk.pages.render(
        request,
        "beats.html",
        section="unit",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        places=[_place(desk, code, known) for code in codes],
        served=served,
        people=people,
        names={each.officer_id: each.name for each in people},
        hamlets_of=_hamlets_of(known),
        may_plan=viewer.may(Action.PLAN_DUTY),
    )


async def add(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Add hamlets to a commune, one a line."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    commune, names = fields.text("commune", 10), fields.texts("names", beats.MOST_BEATS)
    return _outcome(
        await desk.parts.database.write(
            lambda conn: beats.add_hamlets(conn, viewer, commune, names, lambda: urandom(16), now)
        )
    )


async def give(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Make an officer responsible for hamlets; without an officer, nobody."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    chosen, officer = _beats(fields), fields.optional_text("officer", 32)
    officer_id = hex_id(officer) if officer else None
    if officer and officer_id is None:
        raise BadInput
    return _outcome(
        await desk.parts.database.write(
            lambda conn: beats.give_hamlets(conn, viewer, chosen, officer_id, now)
        )
    )


async def remove(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Take hamlets off the list."""
    viewer, now, chosen = session.viewer, desk.now, _beats(await Fields.read(request))
    return _outcome(
        await desk.parts.database.write(lambda conn: beats.remove_hamlets(conn, viewer, chosen, now))
    )


async def categories(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Say which categories an officer looks after."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    officer_id, chosen = hex_id(fields.text("officer", 32)), fields.texts("categories", 30)
    if officer_id is None:
        raise BadInput
    return _outcome(
        await desk.parts.database.write(
            lambda conn: beats.set_categories(conn, viewer, officer_id, chosen, now)
        )
    )


def _outcome(answer: Done | Failure) -> JSONResponse:
    if isinstance(answer, Failure) and answer.reason in _WORDS:
        return said(_WORDS[answer.reason])
    return outcome(answer)


def _beats(fields: Fields) -> list[bytes]:
    chosen = [hex_id(each) for each in fields.texts("beats", beats.MOST_BEATS)]
    if not chosen or None in chosen:
        raise BadInput
    return [each for each in chosen if each is not None]


def _place(desk: Desk, code: str, known: tuple[Beat, ...]) -> Place:
    commune = desk.parts.commune(code)
    return Place(
        code, commune.title if commune else "", tuple(beat for beat in known if beat.commune_code == code)
    )


def _hamlets_of(known: tuple[Beat, ...]) -> Mapping[bytes | None, tuple[str, ...]]:
    officers = {beat.officer_id for beat in known}
    return {each: tuple(beat.hamlet for beat in known if beat.officer_id == each) for each in officers}
