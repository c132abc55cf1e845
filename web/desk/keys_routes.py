"""The addresses about keys: signing in and out, own second factors, fingerprints, and what a province certifies."""

from starlette.routing import Route

from domain.permissions import Action
from web.desk import fingerprints, own_key, own_passkeys, passkeys, province, province_recovery, sign_in
from web.desk.province import of_province
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed, anyone, signed_in

_OWN = Touches.OWN


def keys_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    return [*_signing_in(desk), *_own(desk), *_province(desk)]


def _signing_in(desk: Desk) -> list[Route]:
    return [
        Route("/sign-in", anyone(desk, sign_in.page)),
        Route("/sign-in", anyone(desk, sign_in.enter, touches=_OWN), methods=["POST"]),
        Route("/sign-in/salt", anyone(desk, sign_in.salt, touches=_OWN), methods=["POST"]),
        Route("/sign-in/passkey", anyone(desk, passkeys.enter, touches=_OWN), methods=["POST"]),
        Route("/sign-in/passkey/options", anyone(desk, passkeys.options, touches=_OWN), methods=["POST"]),
        Route("/sign-out", anyone(desk, sign_in.leave, touches=_OWN), methods=["POST"]),
    ]


def _own(desk: Desk) -> list[Route]:
    begin = signed_in(desk, own_passkeys.registration_options, touches=_OWN)
    before_removing = signed_in(desk, own_passkeys.removal_options, touches=_OWN)
    return [
        Route("/key", signed_in(desk, own_key.key)),
        Route("/key/unfit", signed_in(desk, own_key.unfit, touches=_OWN), methods=["POST"]),
        Route("/key/passkeys", signed_in(desk, own_passkeys.own)),
        Route("/fingerprints", allowed(desk, Action.SEE_UNIT, fingerprints.page)),
        Route("/security", signed_in(desk, own_passkeys.page)),
        Route("/security/passkeys", signed_in(desk, own_passkeys.register, touches=_OWN), methods=["POST"]),
        Route(
            "/security/passkeys/unlocking",
            signed_in(desk, own_passkeys.allow_unlocking, touches=_OWN),
            methods=["POST"],
        ),
        Route("/security/passkeys/options", begin, methods=["POST"]),
        Route("/security/passkeys/remove/options", before_removing, methods=["POST"]),
        Route(
            "/security/passkeys/remove", signed_in(desk, own_passkeys.remove, touches=_OWN), methods=["POST"]
        ),
    ]


def _province(desk: Desk) -> list[Route]:
    certify = Action.CERTIFY_KEYS
    sign = allowed(desk, certify, of_province(province.certify))
    return [
        Route("/province", allowed(desk, certify, province.page)),
        Route("/province/keys", allowed(desk, certify, province.keys_page)),
        Route("/province/keys/{unit}", sign, methods=["POST"]),
        Route("/province/recovery", allowed(desk, certify, province_recovery.page)),
        Route("/province/recovery/{unit}", allowed(desk, certify, of_province(province_recovery.export))),
        Route(
            "/province/recovery/{unit}",
            allowed(desk, certify, of_province(province_recovery.take)),
            methods=["POST"],
        ),
    ]
