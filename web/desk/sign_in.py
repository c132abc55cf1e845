"""Signs officers in with proof and second factor; must never see a passphrase or say which of the two was wrong."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

import pyotp
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sealing.officer_keys import (
    fake_salt,
    normalise_name,
    open_second_factor,
    proof_matches,
    seal_second_factor,
)
from sealing.secret_types import SecretBytes, SecretText
from storage import officers, sessions, sign_in
from storage.engine import Connection
from storage.officers import SignInRecord
from web.desk import relying_party
from web.desk.inputs import BadInput, Fields, base64_text
from web.desk.sessions import Desk, new_token

_STEP_SECONDS = 30
_STEPS_EITHER_SIDE = 1
"""RFC 6238 section 5.2: one step of clock drift each way."""
_NO_VERIFIER = bytes(32)
_NOBODY = bytes(16)
_GENERIC = "Chưa khớp. Xem lại tên, mật khẩu và mã sáu số."
_WAIT = "Thử quá nhiều lần. Chờ vài phút rồi thử lại."


class Refusal(Enum):
    """Why nobody is signed in; the first is the same for a wrong name, passphrase or second factor."""

    REFUSED = "refused"
    THROTTLED = "throttled"


class SecondFactor(Protocol):
    """What is asked for besides the passphrase."""

    def check(
        self, desk: Desk, conn: Connection, record: SignInRecord | None, now: datetime
    ) -> Callable[[], bool] | None:
        """Do the same work for every name; None if it isn't right, else what uses it up (False: it was used before)."""
        ...


@dataclass(frozen=True, slots=True)
class SixDigits:
    """The code of the moment."""

    code: SecretText

    def check(
        self, desk: Desk, conn: Connection, record: SignInRecord | None, now: datetime
    ) -> Callable[[], bool] | None:
        """As `SecondFactor.check`."""
        step = code_step(desk, record, self.code, now)
        if record is None or step is None:
            return None
        officer_id = record.officer.id
        return lambda: sign_in.take_code_step(conn, officer_id, step)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A name (normalised) with what should prove it."""

    name: str
    proof: SecretBytes
    factor: SecondFactor


async def page(desk: Desk, request: Request) -> Response:
    """The sign-in page; somebody who is signed in goes to the queue."""
    if await desk.session_of(request) is not None:
        return RedirectResponse("/", status_code=303)
    return desk.pages.render(request, "sign_in.html", passkeys=relying_party.host(desk) is not None)


async def salt(desk: Desk, request: Request) -> Response:
    """The salt of a name; one that nobody has gets a salt too, always the same."""
    fields = await Fields.read(request)
    name = name_of(fields)
    made_up = fake_salt(desk.parts.keyring_key, desk.parts.deployment_id, name)
    record = await desk.parts.database.read(lambda conn: officers.by_sign_in_name(conn, name))
    return JSONResponse({"salt": base64_text(record.salt if record else made_up)})


async def enter(desk: Desk, request: Request) -> Response:
    """Begin a session for a right proof and code; one sentence for every other case."""
    fields = await Fields.read(request)
    attempt = Attempt(
        normalise_name(fields.text("name", 64)),
        SecretBytes(fields.bytes("proof", 32)),
        SixDigits(SecretText(fields.text("totp", 6))),
    )
    return await answered(desk, request, attempt, _GENERIC)


async def leave(desk: Desk, request: Request) -> Response:
    """End the session."""
    token, now = desk.token_of(request), desk.now
    if token is not None:
        await desk.parts.database.write(lambda conn: sessions.close_session(conn, token, now))
    response = JSONResponse({"done": True})
    desk.clear_cookie(response)
    return response


async def answered(desk: Desk, request: Request, attempt: Attempt, sentence: str) -> Response:
    """Try, and answer: a session, or the one sentence for everything that isn't right."""
    token, now = new_token(), desk.now
    with desk.sources.a_try(request, now) as this:
        if this is None:
            return JSONResponse({"error": _WAIT}, status_code=429)
        no = await desk.parts.database.write(lambda conn: _try(desk, conn, attempt, token, now))
        this.failed = no is Refusal.REFUSED
    if no is Refusal.THROTTLED:
        return JSONResponse({"error": _WAIT}, status_code=429)
    if no is Refusal.REFUSED:
        return JSONResponse({"error": sentence}, status_code=403)
    response = JSONResponse({"done": True})
    desk.set_cookie(response, token)
    return response


def name_of(fields: Fields) -> str:
    """The posted sign-in name as it is stored; raises `BadInput` for an empty one."""
    name = normalise_name(fields.text("name", 64))
    if not name:
        raise BadInput
    return name


def _try(desk: Desk, conn: Connection, attempt: Attempt, token: SecretText, now: datetime) -> Refusal | None:
    """One attempt within one transaction: the next one with this name, in any process, begins when this one is counted."""
    if not sign_in.begin_attempt(conn, attempt.name, now):
        return Refusal.THROTTLED
    record = officers.by_sign_in_name(conn, attempt.name)
    verifier = record.verifier if record else _NO_VERIFIER
    right = proof_matches(attempt.proof, verifier, desk.parts.deployment_id)
    use_up = attempt.factor.check(desk, conn, record, now)
    if record is None or not right or use_up is None or not use_up():
        sign_in.note_failure(conn, attempt.name, now)
        return Refusal.REFUSED
    sign_in.note_success(conn, attempt.name)
    sessions.open_session(conn, record.officer.id, token, now)
    return None


def code_step(desk: Desk, record: SignInRecord | None, code: SecretText, now: datetime) -> int | None:
    """The step of the code; for a name that nobody has, the same work on a secret that nobody has."""
    keyring_key, deployment = desk.parts.keyring_key, desk.parts.deployment_id
    if record is None:
        officer_id = _NOBODY
        sealed = seal_second_factor(keyring_key, SecretText(pyotp.random_base32()), deployment, officer_id)
    else:
        officer_id, sealed = record.officer.id, record.second_factor
    return matching_step(open_second_factor(keyring_key, sealed, deployment, officer_id), code, now)


def matching_step(secret: SecretText, code: SecretText, now: datetime) -> int | None:
    """The 30-second step whose code this is, or None. `secret` is Base32 text."""
    totp = pyotp.TOTP(secret.reveal())
    current = int(now.timestamp()) // _STEP_SECONDS
    typed = code.reveal().encode("utf-8")
    found = None
    for step in range(current - _STEPS_EITHER_SIDE, current + _STEPS_EITHER_SIDE + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode("ascii"), typed):
            found = step
    return found
