"""How a seed wrap names who can open it; must never hold a recovery key's whole text, its hash is enough to find it."""

import hashlib


def officer_holder(officer_id: bytes) -> str:
    """The name of an officer's seed wraps."""
    return f"officer:{officer_id.hex()}"


def officer_of_holder(holder: str) -> bytes | None:
    """The officer whom a name of seed wraps stands for; None for a recovery key's."""
    kind, _, digits = holder.partition(":")
    return bytes.fromhex(digits) if kind == "officer" else None


def recovery_holder(recovery_key: bytes) -> str:
    """The name of the seed wraps for a recovery key (its public half)."""
    return f"recovery:{hashlib.sha256(recovery_key).hexdigest()}"
