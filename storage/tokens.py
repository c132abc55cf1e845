"""Hashes bearer tokens before they are stored or looked up; must never return or keep a token."""

import hashlib
from typing import Literal

from sealing.secret_types import SecretText


def token_hash(purpose: Literal["invitation", "session", "test", "chat"], token: SecretText) -> bytes:
    """SHA-256 over purpose and token; tokens are random, so a plain hash is enough. 32 bytes."""
    return hashlib.sha256(
        purpose.encode() + b"\x00" + token.reveal().encode("utf-8", "surrogatepass")
    ).digest()
