"""Says under which host passkeys are made and used; must never be a part of an address that somebody else could have."""

import ipaddress
from urllib.parse import urlsplit

from web.desk.sessions import Desk

NAME = "Tin Báo"


def host(desk: Desk) -> str | None:
    """The desk's whole host (WebAuthn's RP ID), or None where there can be no passkeys: an address made of numbers."""
    name = urlsplit(desk.parts.desk_origin).hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or None
    return None
