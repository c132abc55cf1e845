"""Makes, reads and derives receipt codes; it must never do costly work for a code whose check digits are
wrong.

Source: docs/sealed-tip-spec.md, section 8; check digits by ISO 7064 MOD 97-10.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sealing.contexts import check_id, context
from sealing.derivation import Random, derive, short_hash, stretch_for_receipt, system_random
from sealing.errors import Malformed
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes, SecretText
from sealing.signatures import signing_public_key_of

__all__ = ["LOOKUP_BYTES", "Receipt", "derive_receipt", "mailbox_of", "new_code", "read_code", "show_code"]

LOOKUP_BYTES: Final = 16

_NUMBERS: Final = 10**22
_DRAW_BELOW: Final = 120 * _NUMBERS
_DROPPED: Final = re.compile(r"[\s.\u2010-\u2015\u2212-]")
_CODE: Final = re.compile(r"[0-9]{24}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a code opens: where its replies lie, the seed that opens them, the seed that signs additions, and
    the public halves.
    """

    lookup: SecretBytes
    mailbox: bytes
    reply_seed: SecretBytes
    signing_seed: SecretBytes
    reply_public_key: bytes
    signing_public_key: bytes


def new_code(random: Random = system_random) -> SecretText:
    """Return a fresh code of 24 digits without spaces."""
    drawn = _DRAW_BELOW
    while drawn >= _DRAW_BELOW:
        # Drawing again instead of reducing keeps every code equally likely.
        drawn = int.from_bytes(random(10), "big")
    number = drawn % _NUMBERS
    return SecretText(f"{number:022d}{98 - number * 100 % 97:02d}")


def show_code(code: SecretText) -> SecretText:
    """Return the code as it is shown: six groups of four digits, single spaces between them."""
    digits = _checked(code)
    return SecretText(" ".join(digits[start : start + 4] for start in range(0, 24, 4)))


def read_code(typed: SecretText) -> SecretText | None:
    """Return the 24 digits that were typed, or None if they aren't a code (an ordinary "no": say that it
    can't be read).
    """
    text = unicodedata.normalize("NFKC", typed.reveal())
    digits = _DROPPED.sub("", text).replace("o", "0").replace("O", "0")
    return SecretText(digits) if _CODE.fullmatch(digits) and int(digits) % 97 == 1 else None


def derive_receipt(code: SecretText, deployment: bytes) -> Receipt:
    """Return everything the code opens in this deployment; costs one light Argon2id (about 40 ms, 19 MiB).

    Raises `Malformed` for a code that `read_code` wouldn't give.
    """
    salt = short_hash(context("receipt-salt", check_id(deployment, "deployment")))
    root = stretch_for_receipt(_checked(code).encode("ascii"), salt)
    lookup = derive(root, context("receipt-lookup", deployment), LOOKUP_BYTES)
    reply_seed = derive(root, context("receipt-reply", deployment))
    signing_seed = derive(root, context("receipt-signing", deployment))
    return Receipt(
        lookup=lookup,
        mailbox=mailbox_of(lookup),
        reply_seed=reply_seed,
        signing_seed=signing_seed,
        reply_public_key=public_key_of(reply_seed),
        signing_public_key=signing_public_key_of(signing_seed),
    )


def mailbox_of(lookup: SecretBytes) -> bytes:
    """Return the 16 bytes under which a receipt's replies lie; the lookup id itself is never stored."""
    return short_hash(context("mailbox", check_id(lookup.reveal(), "lookup")))


def _checked(code: SecretText) -> str:
    digits = code.reveal()
    if not _CODE.fullmatch(digits) or int(digits) % 97 != 1:
        raise Malformed("not a receipt code")
    return digits
