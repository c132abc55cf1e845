"""Signs officers in with proof and second factor; must never see a passphrase or say which of the two was wrong."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import pyotp
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sealing.officer_keys import (
    fake_salt,
    normalise_name,
    open_second_factor,
    outer_unwrap,
    proof_matches,
    seal_second_factor,
)
from sealing.secret_types import SecretBytes, SecretText
from storage import officers, queue_keys, sessions, sign_in
from storage.engine import Connection
from storage.officers import SignInRecord
from storage.sessions import Session
from web.desk.inputs import BadInput, Fields, base64_text, refused
from web.desk.sessions import Desk, new_token

_STEP_SECONDS = 30
_STEPS_EITHER_SIDE = 1
"""RFC 6238 section 5.2: one step of clock drift each way."""
_NO_VERIFIER = bytes(32)
_NOBODY = bytes(16)
_GENERIC = "Chưa khớp. Xem lại tên, mật khẩu và mã sáu số."
_WAIT = "Thử quá nhiều lần. Chờ vài phút rồi thử lại."


class _No(Enum):
    REFUSED = _GENERIC
    THROTTLED = _WAIT


@dataclass(frozen=True, slots=True)
class _Attempt:
    name: str
    proof: SecretBytes
    code: SecretText


async def page(desk: Desk, request: Request) -> Response:
    """The sign-in page; somebody who is signed in goes to the queue."""
    if await desk.session_of(request) is not None:
        return RedirectResponse("/", status_code=303)
    return desk.pages.render(request, "sign_in.html")


async def salt(desk: Desk, request: Request) -> Response:
    """The salt of a name; one that nobody has gets a salt too, always the same."""
    fields = await Fields.read(request)
    name = normalise_name(fields.text("name", 64))
    if not name:
        raise BadInput
    made_up = fake_salt(desk.parts.keyring_key, desk.parts.deployment_id, name)
    record = await desk.parts.database.read(lambda conn: officers.by_sign_in_name(conn, name))
    return JSONResponse({"salt": base64_text(record.salt if record else made_up)})


async def enter(desk: Desk, request: Request) -> Response:
    """Begin a session for a right proof and code; one sentence for every other case."""
    fields = await Fields.read(request)
    attempt = _Attempt(
        normalise_name(fields.text("name", 64)),
        SecretBytes(fields.bytes("proof", 32)),
        SecretText(fields.text("totp", 6)),
    )
    token, now = new_token(), desk.now
    no = await desk.parts.database.write(lambda conn: _try(desk, conn, attempt, token, now))
    if no is not None:
        status = 429 if no is _No.THROTTLED else 403
        return JSONResponse({"error": no.value}, status_code=status)
    response = JSONResponse({"done": True})
    desk.set_cookie(response, token)
    return response


async def leave(desk: Desk, request: Request) -> Response:
    """End the session."""
    token = desk.token_of(request)
    if token is not None:
        await desk.parts.database.write(lambda conn: sessions.close_session(conn, token))
    response = JSONResponse({"done": True})
    desk.clear_cookie(response)
    return response


async def key(desk: Desk, request: Request, session: Session) -> Response:
    """The officer's wrapped seed and the queue seeds sealed to it: only sealed things, only to who has signed in."""
    del request
    viewer, parts = session.viewer, desk.parts

    def read(conn: Connection) -> tuple[SignInRecord | None, tuple[queue_keys.OwnSeed, ...]]:
        officer = officers.officer(conn, viewer.officer_id)
        name = officer.sign_in_name if officer else None
        record = officers.by_sign_in_name(conn, name) if name else None
        return record, queue_keys.own_seeds(conn, viewer)

    record, seeds = await parts.database.read(read)
    if record is None:
        return refused("signed_out", 401)
    inner = outer_unwrap(parts.keyring_key, session.wrapped_seed, parts.deployment_id, viewer.officer_id)
    return JSONResponse(
        {
            "officer": viewer.officer_id.hex(),
            "salt": base64_text(record.salt),
            "wrapped_seed": base64_text(inner),
            "queues": [
                {
                    "queue": seed.queue_id,
                    "epoch": seed.epoch,
                    "public_key": base64_text(seed.public_key),
                    "sealed_seed": base64_text(seed.sealed_seed),
                }
                for seed in seeds
            ],
        }
    )


def _try(desk: Desk, conn: Connection, attempt: _Attempt, token: SecretText, now: datetime) -> _No | None:
    """One attempt within one transaction, so that tries side by side can't get around the throttle."""
    if not sign_in.attempt_allowed(conn, attempt.name, now):
        return _No.THROTTLED
    record = officers.by_sign_in_name(conn, attempt.name)
    verifier = record.verifier if record else _NO_VERIFIER
    right = proof_matches(attempt.proof, verifier, desk.parts.deployment_id)
    step = _code_step(desk, record, attempt.code, now)
    if (
        record is None
        or not right
        or step is None
        or not sign_in.take_code_step(conn, record.officer.id, step)
    ):
        sign_in.note_failure(conn, attempt.name, now)
        return _No.REFUSED
    sign_in.note_success(conn, attempt.name)
    sessions.open_session(conn, record.officer.id, token, now)
    return None


def _code_step(desk: Desk, record: SignInRecord | None, code: SecretText, now: datetime) -> int | None:
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
