"""Passkeys as a second factor: making, using and giving them up; must never take a signature without a person's own check."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from sealing.challenges import ChallengePurpose, challenge_minute, new_challenge
from sealing.officer_keys import normalise_name, outer_unwrap, outer_wrap
from sealing.secret_types import SecretBytes, SecretText
from storage import audit, officers, passkeys, sign_in
from storage.audit import AuditAct
from storage.engine import Connection
from storage.failures import Failure, FailureReason
from storage.moments import day_of_minute, minute_of
from storage.officers import SignInRecord
from storage.passkeys import Passkey
from storage.sessions import Session
from web.desk import keys_texts, relying_party, texts
from web.desk.inputs import BadInput, Fields, base64_text, hex_id
from web.desk.sessions import Desk
from web.desk.sign_in import Attempt, answered, code_step, name_of

CHALLENGE_MINUTES = 5
_TIMEOUT_MS = CHALLENGE_MINUTES * 60 * 1000
_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_MOST_CREDENTIAL_BYTES = 1023
"""WebAuthn, section 5.8.3: a credential id is no longer."""
_WRAPPED_SEED_BYTES = 104
_GENERIC = "Chưa khớp. Xem lại tên, mật khẩu và khóa truy cập."


@dataclass(frozen=True, slots=True)
class Signature:
    """A passkey's answer to a challenge of this desk, as it came: nothing of it is verified yet."""

    credential: AuthenticationCredential
    name: str

    def check(
        self, desk: Desk, conn: Connection, record: SignInRecord | None, now: datetime
    ) -> Callable[[], bool] | None:
        """As `sign_in.SecondFactor.check`; the signature is verified whoever's name it comes with."""
        found = passkeys.passkey(conn, self.credential.raw_id)
        challenge = _challenge_of(self.credential.response.client_data_json)
        made = _made(desk, "sign-in", self.name, challenge, now)
        if found is None or made is None:
            return None
        count = _verified_count(desk, self.credential, found, challenge)
        if count is None or record is None or found.officer_id != record.officer.id:
            return None
        digest = hashlib.sha256(challenge).digest()
        return lambda: passkeys.take_answer(conn, found, digest, count, _ends(made), now)


async def options(desk: Desk, request: Request) -> Response:
    """What the browser asks its passkeys; the same for every name, since it names none of anybody's passkeys."""
    name = name_of(await Fields.read(request))
    host = relying_party.host(desk)
    if host is None:
        raise BadInput
    return JSONResponse(
        {
            "challenge": _new(desk, "sign-in", name),
            "rpId": host,
            "timeout": _TIMEOUT_MS,
            "userVerification": "required",
        }
    )


async def enter(desk: Desk, request: Request) -> Response:
    """Begin a session for a right proof and a passkey's signature; one sentence for every other case."""
    fields = await Fields.read(request)
    name = normalise_name(fields.text("name", 64))
    proof = SecretBytes(fields.bytes("proof", 32))
    return await answered(desk, request, Attempt(name, proof, Signature(_assertion(fields), name)), _GENERIC)


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """`Bảo mật của tôi`: the viewer's own second factors."""
    viewer = session.viewer
    mine = await desk.parts.database.read(lambda conn: passkeys.passkeys_of(conn, viewer.officer_id))
    return desk.pages.render(
        request,
        "security.html",
        section="security",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=0,
        passkeys=[_shown(one) for one in mine],
        possible=relying_party.host(desk) is not None,
        most=passkeys.MOST_PASSKEYS,
    )


async def registration_options(desk: Desk, request: Request, session: Session) -> Response:
    """What the browser makes a passkey with; known ones are named, so that a device makes no second one."""
    del request
    viewer, host = session.viewer, relying_party.host(desk)
    if host is None:
        raise BadInput

    def read(conn: Connection) -> tuple[str, tuple[Passkey, ...]]:
        officer = officers.officer_or_raise(conn, viewer.officer_id)
        return officer.sign_in_name or officer.name, passkeys.passkeys_of(conn, viewer.officer_id)

    sign_in_name, mine = await desk.parts.database.read(read)
    return JSONResponse(
        {
            "challenge": _new(desk, "registration", viewer.officer_id.hex()),
            "rp": {"id": host, "name": relying_party.NAME},
            "user": {"id": base64_text(viewer.officer_id), "name": sign_in_name, "displayName": viewer.name},
            "algorithms": [int(algorithm) for algorithm in _ALGORITHMS],
            "known": [base64_text(one.credential_id) for one in mine],
            "timeout": _TIMEOUT_MS,
        }
    )


async def register(desk: Desk, request: Request, session: Session) -> Response:
    """Keep a new passkey of the viewer's, after the six digits of the moment: a session alone must not be enough."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    name = " ".join(fields.text("name", 60).split())
    if not name or not name.isprintable():
        raise BadInput
    credential, code = _attestation(fields), SecretText(fields.text("totp", 6))
    challenge = _challenge_of(credential.response.client_data_json)
    made = _made(desk, "registration", viewer.officer_id.hex(), challenge, now)
    host = relying_party.host(desk)
    if made is None or host is None:
        return keys_texts.refused("challenge_over")
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=desk.parts.desk_origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise BadInput from None

    def write(conn: Connection) -> str | None:
        officer = officers.officer_or_raise(conn, viewer.officer_id)
        attempted = officer.sign_in_name or ""
        if not sign_in.attempt_allowed(conn, attempted, now):
            return "too_many_codes"
        record = officers.by_sign_in_name(conn, attempted)
        step = code_step(desk, record, code, now)
        if record is None or step is None or not sign_in.take_code_step(conn, viewer.officer_id, step):
            # Counted as at the sign-in: a session in a stranger's hands is no way to try codes.
            sign_in.note_failure(conn, attempted, now)
            return "wrong_code"
        done = passkeys.add_passkey(
            conn,
            viewer.officer_id,
            verified.credential_id,
            verified.credential_public_key,
            verified.sign_count,
            name,
            now,
        )
        if isinstance(done, Failure):
            return "too_many_passkeys" if done.reason is FailureReason.TOO_MANY else "known_passkey"
        _record(conn, session, AuditAct.PASSKEY_ADDED, verified.credential_id, now)
        return None

    return keys_texts.answer(await desk.parts.database.write(write))


async def remove(desk: Desk, request: Request, session: Session) -> Response:
    """Give up a passkey of the viewer's own."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    chosen = hex_id(fields.text("passkey", 32))

    def write(conn: Connection) -> str | None:
        for one in passkeys.passkeys_of(conn, viewer.officer_id):
            if short_id(one.credential_id) == chosen:
                passkeys.remove_passkey(conn, viewer.officer_id, one.credential_id)
                _record(conn, session, AuditAct.PASSKEY_REMOVED, one.credential_id, now)
                return None
        return "passkey_gone"

    return keys_texts.answer(await desk.parts.database.write(write))


async def own(desk: Desk, request: Request, session: Session) -> Response:
    """The viewer's own passkeys for the viewer's browser, with the seed as some of them may unwrap it."""
    del request
    officer_id, parts = session.viewer.officer_id, desk.parts
    mine = await parts.database.read(lambda conn: passkeys.passkeys_of(conn, officer_id))
    shown = []
    for one in mine:
        row = {"credential": base64_text(one.credential_id)}
        if one.wrapped_seed is not None:
            inner = outer_unwrap(parts.keyring_key, one.wrapped_seed, parts.deployment_id, officer_id)
            row["wrapped_seed"] = base64_text(inner)
        shown.append(row)
    return JSONResponse({"host": relying_party.host(desk) or "", "passkeys": shown})


async def allow_unlocking(desk: Desk, request: Request, session: Session) -> Response:
    """Keep the viewer's seed as one passkey of the viewer's unwraps it, under the server's outer wrap like the other."""
    viewer, now, parts, fields = session.viewer, desk.now, desk.parts, await Fields.read(request)
    chosen, wrapped = hex_id(fields.text("passkey", 32)), fields.bytes("wrapped_seed", _WRAPPED_SEED_BYTES)
    outer = outer_wrap(parts.keyring_key, wrapped, parts.deployment_id, viewer.officer_id)

    def write(conn: Connection) -> str | None:
        for one in passkeys.passkeys_of(conn, viewer.officer_id):
            if short_id(one.credential_id) == chosen:
                passkeys.keep_wrapped_seed(conn, viewer.officer_id, one.credential_id, outer)
                _record(conn, session, AuditAct.SECOND_FACTOR_CHANGED, one.credential_id, now)
                return None
        return "passkey_gone"

    return keys_texts.answer(await parts.database.write(write))


def short_id(credential_id: bytes) -> bytes:
    """How a passkey is named on pages and on record: 16 bytes of its id's hash."""
    return hashlib.sha256(credential_id).digest()[:16]


def _shown(one: Passkey) -> dict[str, str]:
    used = "" if one.used_at_minute is None else f"{day_of_minute(one.used_at_minute):%d/%m/%Y}"
    added = f"{day_of_minute(one.added_at_minute):%d/%m/%Y}"
    unlocks = "yes" if one.wrapped_seed else ""
    short = short_id(one.credential_id).hex()
    return {"id": short, "name": one.name, "added": added, "used": used, "unlocks": unlocks}


def _record(conn: Connection, session: Session, act: AuditAct, credential_id: bytes, now: datetime) -> None:
    viewer, subject = session.viewer, short_id(credential_id).hex()
    audit.record(
        conn, unit_id=viewer.unit_id, officer_id=viewer.officer_id, act=act, now=now, subject=subject
    )


def _new(desk: Desk, purpose: ChallengePurpose, subject: str) -> str:
    parts = desk.parts
    return base64_text(
        new_challenge(parts.keyring_key, parts.deployment_id, purpose, subject, minute_of(desk.now))
    )


def _made(
    desk: Desk, purpose: ChallengePurpose, subject: str, challenge: bytes, now: datetime
) -> datetime | None:
    """When the challenge was made, if this desk made it, for this, and not long ago."""
    parts = desk.parts
    minute = challenge_minute(parts.keyring_key, parts.deployment_id, purpose, subject, challenge)
    if minute is None or not minute <= minute_of(now) <= minute + CHALLENGE_MINUTES:
        return None
    return datetime.fromtimestamp(minute * 60, UTC)


def _ends(made: datetime) -> datetime:
    return made + timedelta(minutes=CHALLENGE_MINUTES)


def _challenge_of(client_data: bytes) -> bytes:
    """The challenge that a browser says it was given; empty for none. Whether it was is asked of the challenge itself."""
    try:
        return bytes(parse_client_data_json(client_data).challenge)
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return b""


def _verified_count(
    desk: Desk, credential: AuthenticationCredential, found: Passkey, challenge: bytes
) -> int | None:
    host = relying_party.host(desk)
    if host is None:
        return None
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=desk.parts.desk_origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        ).new_sign_count
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None


def _assertion(fields: Fields) -> AuthenticationCredential:
    raw_id = fields.bytes("credential", most=_MOST_CREDENTIAL_BYTES)
    return AuthenticationCredential(
        id=bytes_to_base64url(raw_id),
        raw_id=raw_id,
        response=AuthenticatorAssertionResponse(
            client_data_json=fields.bytes("client_data", most=4096),
            authenticator_data=fields.bytes("authenticator_data", most=4096),
            signature=fields.bytes("signature", most=4096),
        ),
    )


def _attestation(fields: Fields) -> RegistrationCredential:
    raw_id = fields.bytes("credential", most=_MOST_CREDENTIAL_BYTES)
    return RegistrationCredential(
        id=bytes_to_base64url(raw_id),
        raw_id=raw_id,
        response=AuthenticatorAttestationResponse(
            client_data_json=fields.bytes("client_data", most=4096),
            attestation_object=fields.bytes("attestation", most=65_536),
        ),
    )
