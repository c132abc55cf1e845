"""Enrols an officer from an invitation link; must never see the passphrase, the officer's seed or the queue's seed."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from domain.permissions import Action, may
from domain.units import Unit
from sealing.errors import SealingError
from sealing.hybrid_keys import PUBLIC_KEY_BYTES, SEALED_KEY_BYTES, check_public_key
from sealing.officer_keys import (
    normalise_name,
    open_second_factor,
    outer_wrap,
    seal_second_factor,
    sign_in_verifier,
)
from sealing.secret_types import SecretBytes, SecretText
from storage import audit, officers, queue_keys, units
from storage.audit import AuditAct
from storage.engine import Connection
from storage.failures import Failure, FailureReason
from storage.officers import Enrolment, InvitedOfficer
from storage.queue_keys import SeedWrap
from web.desk import texts
from web.desk.certified import recovery_key
from web.desk.inputs import BadInput, Fields, base64_text, refused
from web.desk.people import TAG_BYTES
from web.desk.recovery_entries import recovery_entry
from web.desk.sessions import Desk
from web.desk.sign_in import matching_step

_WRAPPED_SEED_BYTES = 104
_NAME_CHARACTERS = range(3, 65)
_TOKEN_CHARACTERS = 100
_UNKNOWN = Failure(FailureReason.INVITATION_UNKNOWN)


@dataclass(frozen=True, slots=True)
class _QueueKey:
    public_key: bytes
    sealed_seed: bytes
    recovery_seed: bytes
    recovery_key: bytes


@dataclass(frozen=True, slots=True)
class _Joining:
    token: SecretText
    fields: Fields
    now: datetime


class _Undo(Exception):
    """Carries an ordinary no out of a transaction that must leave nothing behind."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def page(desk: Desk, request: Request) -> Response:
    """The empty page of every invitation: its token stands behind the `#`, so no request and no log has it."""
    return desk.pages.render(request, "invitation.html")


async def opened(desk: Desk, request: Request) -> Response:
    """The steps of joining as a piece of HTML for the page, or why this link no longer works."""
    fields, now = await Fields.read(request), desk.now
    token = SecretText(fields.text("token", _TOKEN_CHARACTERS))

    def read(conn: Connection) -> tuple[InvitedOfficer | Failure, bytes | None, str]:
        invited = officers.open_invitation(conn, token, now)
        if isinstance(invited, Failure):
            return invited, None, ""
        unit = _unit_of(conn, invited)
        return invited, recovery_entry(desk.parts, conn, unit, now), unit.province_code

    with desk.sources.a_try(request, now) as this:
        if this is None:
            return refused("too_many_tries", 429)
        invited, recovery, province = await desk.parts.database.read(read)
        this.failed = invited == _UNKNOWN
    if isinstance(invited, Failure):
        return refused(invited.reason.value, 404)
    first = _makes_first_key(invited)
    if first and recovery is None:
        return refused("no_recovery_key")
    secret = SecretText(pyotp.random_base32())
    officer = invited.officer
    piece = desk.pages.html(
        "invitation_steps.html",
        officer=officer,
        unit_name=invited.unit_name,
        role_name=texts.role_name(officer.role, invited.unit_name),
        reads=may(officer.role, Action.READ_TIPS, own_unit=True),
        first=first,
        paper=invited.paper,
        province=province,
        recovery=base64_text(recovery) if first and recovery else "",
        second_factor=base64_text(
            seal_second_factor(desk.parts.keyring_key, secret, desk.parts.deployment_id, officer.id)
        ),
        secret=_in_fours(secret),
        qr=_qr(secret, officer.name),
    )
    return HTMLResponse(piece)


async def join(desk: Desk, request: Request) -> JSONResponse:
    """Take what the officer's browser made, all in one transaction."""
    fields = await Fields.read(request)
    joining = _Joining(SecretText(fields.text("token", _TOKEN_CHARACTERS)), fields, desk.now)
    with desk.sources.a_try(request, joining.now) as this:
        if this is None:
            return refused("too_many_tries", 429)
        try:
            await desk.parts.database.write(lambda conn: _join(desk, conn, joining))
        except _Undo as no:
            # Whoever has a real invitation and mistypes something guesses nothing.
            this.failed = no.reason == _UNKNOWN.reason.value
            return refused(no.reason)
    return JSONResponse({"done": True})


def _join(desk: Desk, conn: Connection, joining: _Joining) -> None:
    invited = officers.open_invitation(conn, joining.token, joining.now)
    if isinstance(invited, Failure):
        raise _Undo(invited.reason.value)
    enrolment = _enrolment(desk, invited, joining)
    queue_key = _queue_key(joining.fields)
    if _makes_first_key(invited) != (queue_key is not None):
        # Somebody else of this unit was first in between, or a page is out of date.
        raise _Undo("stale")
    enrolled = officers.enrol(conn, joining.token, enrolment, joining.now)
    if isinstance(enrolled, Failure):
        raise _Undo(enrolled.reason.value)
    audit.record(
        conn,
        unit_id=enrolled.unit_id,
        officer_id=enrolled.id,
        act=AuditAct.ENROLLED,
        now=joining.now,
        detail={"paper": "yes" if enrolment.joining_tag else "no", "first": "yes" if queue_key else "no"},
    )
    if queue_key is None:
        return
    recovery = recovery_key(desk.parts, conn, _unit_of(conn, invited), joining.now)
    if recovery is None:
        raise _Undo("stale")
    if queue_key.recovery_key != recovery:
        # The page stood open while the root certified another: filed under that one the seed would never open.
        raise _Undo("recovery_moved")
    wraps = (
        SeedWrap(invited.officer.id, None, queue_key.sealed_seed),
        SeedWrap(None, recovery, queue_key.recovery_seed),
    )
    added = queue_keys.add_epoch(conn, invited.officer.unit_id, 1, queue_key.public_key, wraps, joining.now)
    if isinstance(added, Failure):
        raise _Undo(added.reason.value)


def _makes_first_key(invited: InvitedOfficer) -> bool:
    """Only who reads tips makes the queue's key: who works on warnings must not hold it, and couldn't hand it on."""
    return invited.queue_epochs == 0 and may(invited.officer.role, Action.READ_TIPS, own_unit=True)


def _enrolment(desk: Desk, invited: InvitedOfficer, joining: _Joining) -> Enrolment:
    fields, parts, officer_id = joining.fields, desk.parts, invited.officer.id
    name = normalise_name(fields.text("name", 64))
    if len(name) not in _NAME_CHARACTERS or not name.isprintable():
        raise BadInput
    second_factor = fields.bytes("second_factor", most=1024)
    try:
        secret = open_second_factor(parts.keyring_key, second_factor, parts.deployment_id, officer_id)
        public_key = check_public_key(fields.bytes("public_key", PUBLIC_KEY_BYTES))
    except SealingError:
        raise BadInput from None
    step = matching_step(secret, SecretText(fields.text("totp", 6)), joining.now)
    if step is None:
        raise _Undo("wrong_code")
    return Enrolment(
        sign_in_name=name,
        salt=fields.bytes("salt", 16),
        verifier=sign_in_verifier(SecretBytes(fields.bytes("proof", 32)), parts.deployment_id),
        second_factor=second_factor,
        wrapped_seed=outer_wrap(
            parts.keyring_key,
            fields.bytes("wrapped_seed", _WRAPPED_SEED_BYTES),
            parts.deployment_id,
            officer_id,
        ),
        public_key=public_key,
        joining_tag=None if fields.optional_text("tag") is None else fields.bytes("tag", TAG_BYTES),
        code_step=step,
    )


def _queue_key(fields: Fields) -> _QueueKey | None:
    posted = fields.optional_object("queue_key")
    if posted is None:
        return None
    try:
        public_key = check_public_key(posted.bytes("public_key", PUBLIC_KEY_BYTES))
    except SealingError:
        raise BadInput from None
    return _QueueKey(
        public_key,
        posted.bytes("sealed_seed", SEALED_KEY_BYTES),
        posted.bytes("recovery_seed", SEALED_KEY_BYTES),
        posted.bytes("recovery_key", PUBLIC_KEY_BYTES),
    )


def _unit_of(conn: Connection, invited: InvitedOfficer) -> Unit:
    unit = units.unit(conn, invited.officer.unit_id)
    if unit is None:
        raise LookupError("An officer's unit is gone.")
    return unit


def _qr(secret: SecretText, name: str) -> Markup:
    """The secret as a picture for the code app; drawn here, so that nobody else sees it."""
    address = pyotp.TOTP(secret.reveal()).provisioning_uri(name=name, issuer_name="Tin Báo")
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="black", light="white", svgclass=None, lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn from modules; it holds no text


def _in_fours(secret: SecretText) -> str:
    text = secret.reveal()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
