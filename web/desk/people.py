"""Invites, invites anew, dismisses and grants at the desk; must never see a paper code, nor a seed that isn't sealed."""

from secrets import token_bytes, token_urlsafe

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import hour_of
from domain.permissions import Action, Role
from sealing.hybrid_keys import PUBLIC_KEY_BYTES, SEALED_KEY_BYTES
from sealing.secret_types import SecretText
from storage import joining, officers
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.joining import Grant, KeyCheck
from storage.moments import minute_of
from storage.officers import INVITATION_HOURS, PAPER_HOURS, Officer, OfficerState
from storage.sessions import Session
from storage.units import unit as unit_row
from web.desk import texts, times
from web.desk.inputs import BadInput, Fields, hex_id, refused
from web.desk.sessions import Desk, not_found

MOST_NAME_LETTERS = 80
TAG_BYTES = 32


async def invite(desk: Desk, request: Request, session: Session) -> Response:
    """Invite somebody into a unit; the answer holds the link once, and the page adds the paper code that it makes itself."""
    viewer, unit_id, now = session.viewer, request.path_params["unit"], desk.now
    database = desk.parts.database
    unit = await database.read(lambda conn: joining.reachable(conn, viewer, unit_id, Action.INVITE_OFFICERS))
    if unit is None:
        return not_found(desk, request, viewer)
    fields = await Fields.read(request)
    name, role = " ".join(fields.text("name", MOST_NAME_LETTERS).split()), _role(fields.text("role", 32))
    token, officer_id = _new_token(), token_bytes(16)
    done = await database.write(
        lambda conn: joining.invite(conn, viewer, unit.id, officer_id, role, name, token, now)
    )
    if isinstance(done, Failure):
        return refused(done.reason.value)
    paper = joining.by_paper(viewer, unit.id, role)
    invited = Officer(officer_id, unit.id, role, name, OfficerState.INVITED, None, None)
    return _slip(desk, invited, unit.name, token, paper)


async def invite_again(desk: Desk, request: Request, session: Session) -> Response:
    """Let the same officer enrol anew; whatever they had to sign in and open with ends in this moment."""
    viewer, officer_id, now = session.viewer, hex_id(request.path_params["officer"]), desk.now
    if officer_id is None:
        return not_found(desk, request, viewer)
    token = _new_token()

    def write(conn: Connection) -> tuple[Done | Failure, Officer | None, str]:
        done = joining.invite_again(conn, viewer, officer_id, token, now)
        person = officers.officer(conn, officer_id)
        unit = None if person is None else unit_row(conn, person.unit_id)
        return done, person, unit.name if unit else ""

    done, person, unit_name = await desk.parts.database.write(write)
    if isinstance(done, Failure) or person is None:
        return _no(desk, request, session, done)
    return _slip(desk, person, unit_name, token, joining.by_paper(viewer, person.unit_id, person.role))


async def dismiss(desk: Desk, request: Request, session: Session) -> Response:
    """End an officer's membership at once, or take an invitation back."""
    viewer, officer_id, now = session.viewer, hex_id(request.path_params["officer"]), desk.now
    if officer_id is None:
        return not_found(desk, request, viewer)
    done = await desk.parts.database.write(lambda conn: joining.dismiss(conn, viewer, officer_id, now))
    return _no(desk, request, session, done) if isinstance(done, Failure) else JSONResponse({"done": True})


async def grant(desk: Desk, request: Request, session: Session) -> Response:
    """Store the queue's seeds as the viewer's browser sealed them to a colleague of the same unit."""
    viewer, officer_id, now = session.viewer, hex_id(request.path_params["officer"]), desk.now
    person = (
        None
        if officer_id is None
        else await desk.parts.database.read(lambda conn: officers.officer(conn, officer_id))
    )
    if person is None or person.unit_id != viewer.unit_id:
        return not_found(desk, request, viewer)
    fields = await Fields.read(request)
    try:
        check = KeyCheck(fields.text("check", 16))
    except ValueError:
        raise BadInput from None
    made = Grant(
        person.id,
        fields.bytes("key", PUBLIC_KEY_BYTES),
        {
            row.number("epoch"): row.bytes("sealed_seed", SEALED_KEY_BYTES)
            for row in fields.rows("wraps", 100)
        },
        check,
        fields.bytes("checked", TAG_BYTES),
    )
    done = await desk.parts.database.write(lambda conn: joining.grant(conn, viewer, made, now))
    return _no(desk, request, session, done) if isinstance(done, Failure) else JSONResponse({"done": True})


def _no(desk: Desk, request: Request, session: Session, done: Done | Failure) -> Response:
    """The same answer for nobody and for another unit's officer; else the sentence that says why not."""
    if isinstance(done, Done) or done.reason is FailureReason.NOT_VISIBLE:
        return not_found(desk, request, session.viewer)
    return refused("own_membership" if done.reason is FailureReason.NOT_ALLOWED else done.reason.value)


def _slip(desk: Desk, person: Officer, unit_name: str, token: SecretText, paper: bool) -> JSONResponse:
    """What the page prints on the slip, but for the paper code: that one never comes here."""
    link = f"{desk.parts.desk_origin}/invitation#{token.reveal()}"
    until = minute_of(desk.now) + 60 * (PAPER_HOURS if paper else INVITATION_HOURS)
    return JSONResponse(
        {
            "officer": person.id.hex(),
            "name": person.name,
            "role": texts.role_name(person.role, unit_name),
            "unit": unit_name,
            "link": link,
            "squares": ["".join("1" if dark else "0" for dark in row) for row in segno.make(link).matrix],
            "paper": paper,
            "until": times.minute_text(until, hour_of(desk.now)),
        }
    )


def _new_token() -> SecretText:
    return SecretText(token_urlsafe(24))


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise BadInput from None
