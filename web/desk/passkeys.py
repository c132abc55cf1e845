"""Signs officers in with a passkey in the six digits' stead; must never take a signature without a person's own check."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from webauthn import verify_authentication_response
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

from sealing.challenges import ChallengePurpose
from sealing.officer_keys import normalise_name
from sealing.secret_types import SecretBytes
from storage import passkeys
from storage.engine import Connection
from storage.officers import SignInRecord
from storage.passkeys import Passkey
from web.desk import passkey_challenges, relying_party
from web.desk.inputs import BadInput, Fields
from web.desk.passkey_challenges import MOST_CREDENTIAL_BYTES
from web.desk.sessions import Desk
from web.desk.sign_in import Attempt, answered, name_of

_GENERIC = "Chưa khớp. Xem lại tên, mật khẩu và khóa truy cập."


@dataclass(frozen=True, slots=True)
class Signature:
    """A passkey's answer to a challenge of this desk, as it came: nothing of it is verified yet.

    `subject`: whom or what the challenge was made for. `not_by`: a passkey that doesn't count here.
    """

    credential: AuthenticationCredential
    purpose: ChallengePurpose
    subject: str
    not_by: bytes | None = None

    def check(
        self, desk: Desk, conn: Connection, record: SignInRecord | None, now: datetime
    ) -> Callable[[], bool] | None:
        """As `sign_in.SecondFactor.check`; the signature is verified whoever's name it comes with."""
        found = passkeys.passkey(conn, self.credential.raw_id)
        challenge = passkey_challenges.challenge_of(self.credential.response.client_data_json)
        made = passkey_challenges.made_at(desk, self.purpose, self.subject, challenge, now)
        if found is None or made is None or found.credential_id == self.not_by:
            return None
        count = _verified_count(desk, self.credential, found, challenge)
        if count is None or record is None or found.officer_id != record.officer.id:
            return None
        digest = hashlib.sha256(challenge).digest()
        return lambda: passkeys.take_answer(conn, found, digest, count, _ends(made), now)


async def options(desk: Desk, request: Request) -> Response:
    """What the browser asks its passkeys; the same for every name, since it names none of anybody's passkeys."""
    return JSONResponse(asked_of_passkeys(desk, "sign-in", name_of(await Fields.read(request))))


def asked_of_passkeys(desk: Desk, purpose: ChallengePurpose, subject: str) -> dict[str, object]:
    """What a browser asks passkeys with, for one purpose. Raises `BadInput` where the desk has no name for its address."""
    host = relying_party.host(desk)
    if host is None:
        raise BadInput
    return {
        "challenge": passkey_challenges.fresh(desk, purpose, subject),
        "rpId": host,
        "timeout": passkey_challenges.TIMEOUT_MS,
        "userVerification": "required",
    }


async def enter(desk: Desk, request: Request) -> Response:
    """Begin a session for a right proof and a passkey's signature; one sentence for every other case."""
    fields = await Fields.read(request)
    name = normalise_name(fields.text("name", 64))
    proof = SecretBytes(fields.bytes("proof", 32))
    return await answered(
        desk, request, Attempt(name, proof, Signature(assertion(fields), "sign-in", name)), _GENERIC
    )


def _ends(made: datetime) -> datetime:
    return made + timedelta(minutes=passkey_challenges.CHALLENGE_MINUTES)


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


def assertion(fields: Fields) -> AuthenticationCredential:
    """The posted answer of a passkey; nothing of it is verified. Raises `BadInput`."""
    raw_id = fields.bytes("credential", most=MOST_CREDENTIAL_BYTES)
    return AuthenticationCredential(
        id=bytes_to_base64url(raw_id),
        raw_id=raw_id,
        response=AuthenticatorAssertionResponse(
            client_data_json=fields.bytes("client_data", most=4096),
            authenticator_data=fields.bytes("authenticator_data", most=4096),
            signature=fields.bytes("signature", most=4096),
        ),
    )
