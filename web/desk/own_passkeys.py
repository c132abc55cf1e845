"""An officer's own passkeys: making them, letting one unlock, giving them up; must never show or change somebody else's."""

import hashlib
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from webauthn import verify_registration_response
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

from sealing.officer_keys import outer_unwrap, outer_wrap
from sealing.secret_types import SecretText
from storage import audit, officers, passkeys
from storage.audit import AuditAct
from storage.engine import Connection
from storage.failures import Failure, FailureReason
from storage.moments import day_of_minute
from storage.passkeys import Passkey
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk import keys_texts, passkey_challenges, relying_party, texts
from web.desk.confirming import confirmed, slowed
from web.desk.inputs import BadInput, Fields, base64_text, hex_id
from web.desk.passkey_challenges import MOST_CREDENTIAL_BYTES
from web.desk.passkeys import Signature, asked_of_passkeys, assertion
from web.desk.sessions import Desk
from web.desk.sign_in import SixDigits

_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_WRAPPED_SEED_BYTES = 104


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
            "challenge": passkey_challenges.fresh(desk, "registration", viewer.officer_id.hex()),
            "rp": {"id": host, "name": relying_party.NAME},
            "user": {"id": base64_text(viewer.officer_id), "name": sign_in_name, "displayName": viewer.name},
            "algorithms": [int(algorithm) for algorithm in _ALGORITHMS],
            "known": [base64_text(one.credential_id) for one in mine],
            "timeout": passkey_challenges.TIMEOUT_MS,
        }
    )


async def register(desk: Desk, request: Request, session: Session) -> Response:
    """Keep a new passkey of the viewer's, after the six digits of the moment: a session alone must not be enough."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    name = " ".join(fields.text("name", 60).split())
    if not name or not name.isprintable():
        raise BadInput
    credential, code = _attestation(fields), SixDigits(SecretText(fields.text("totp", 6)))
    challenge = passkey_challenges.challenge_of(credential.response.client_data_json)
    made = passkey_challenges.made_at(desk, "registration", viewer.officer_id.hex(), challenge, now)
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
        no = confirmed(desk, conn, viewer, code, "wrong_code", now)
        if no is not None:
            return no
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

    return keys_texts.answer(await slowed(desk, request, lambda: desk.parts.database.write(write)))


async def removal_options(desk: Desk, request: Request, session: Session) -> Response:
    """What the browser asks another passkey of the viewer's with, before one may go."""
    chosen = _chosen(await Fields.read(request))
    mine = await desk.parts.database.read(lambda conn: passkeys.passkeys_of(conn, session.viewer.officer_id))
    others = [one for one in mine if short_id(one.credential_id) != chosen]
    asked = asked_of_passkeys(desk, "removal", _removal(session.viewer, chosen))
    return JSONResponse({**asked, "among": [base64_text(one.credential_id) for one in others]})


async def remove(desk: Desk, request: Request, session: Session) -> Response:
    """Give up a passkey of the viewer's own, after the six digits of the moment or another passkey's signature.

    A session alone must not be enough: it would take the stronger factor away and leave the weaker one.
    """
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    chosen, by_code = _chosen(fields), fields.optional_text("totp", 6) is not None
    code = SixDigits(SecretText(fields.text("totp", 6))) if by_code else None
    signed = None if by_code else assertion(fields)

    def write(conn: Connection) -> str | None:
        mine = passkeys.passkeys_of(conn, viewer.officer_id)
        one = next((each for each in mine if short_id(each.credential_id) == chosen), None)
        if one is None:
            return "passkey_gone"
        if code is not None:
            no = confirmed(desk, conn, viewer, code, "wrong_code", now)
        elif signed is not None:
            signature = Signature(signed, "removal", _removal(viewer, chosen), one.credential_id)
            no = confirmed(desk, conn, viewer, signature, "wrong_passkey", now)
        else:
            raise BadInput
        if no is not None:
            return no
        passkeys.remove_passkey(conn, viewer.officer_id, one.credential_id)
        _record(conn, session, AuditAct.PASSKEY_REMOVED, one.credential_id, now)
        return None

    return keys_texts.answer(await slowed(desk, request, lambda: desk.parts.database.write(write)))


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


def _chosen(fields: Fields) -> bytes:
    chosen = hex_id(fields.text("passkey", 32))
    if chosen is None:
        raise BadInput
    return chosen


def _removal(viewer: Viewer, chosen: bytes) -> str:
    """What a challenge for a removal is made for: this officer, and this one passkey."""
    return f"{viewer.officer_id.hex()}:{chosen.hex()}"


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


def _attestation(fields: Fields) -> RegistrationCredential:
    raw_id = fields.bytes("credential", most=MOST_CREDENTIAL_BYTES)
    return RegistrationCredential(
        id=bytes_to_base64url(raw_id),
        raw_id=raw_id,
        response=AuthenticatorAttestationResponse(
            client_data_json=fields.bytes("client_data", most=4096),
            attestation_object=fields.bytes("attestation", most=65_536),
        ),
    )
