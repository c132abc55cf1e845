"""Builds the context that binds every ciphertext to what it is and where it belongs; it must never accept an
ambiguous field.

Source: docs/sealed-tip-spec.md, sections 1 and 2.
"""

import re
import unicodedata
from typing import Final

from sealing.errors import Malformed

__all__ = ["ID_BYTES", "Field", "check_id", "context", "text_bytes"]

ID_BYTES: Final = 16
"""Length of the random identifiers: deployment, tip, officer."""

Field = bytes | str | int
"""A context's field: bytes as they stand, text as UTF-8 NFC, an integer as u32."""

_PREFIX: Final = b"tinbao/v1/"
_LABEL: Final = re.compile(r"[a-z0-9-]{1,40}")


def context(label: str, *fields: Field) -> bytes:
    """Return `"tinbao/v1/" ‖ label ‖ 0x00 ‖ (u16 length ‖ bytes)*`.

    Raises `Malformed` for a label, length or integer outside the specification.
    """
    if not _LABEL.fullmatch(label):
        raise Malformed("a context label has 1 to 40 characters of a-z, 0-9 and -")
    parts = [_PREFIX, label.encode("ascii"), b"\x00"]
    for field in fields:
        data = _field_bytes(field)
        if len(data) > 0xFFFF:
            raise Malformed("a context field is longer than 65,535 bytes")
        parts += (len(data).to_bytes(2, "big"), data)
    return b"".join(parts)


def text_bytes(text: str) -> bytes:
    """Return `text` as UTF-8 in form NFC; raises `Malformed` for an unpaired surrogate."""
    try:
        return unicodedata.normalize("NFC", text).encode("utf-8")
    except UnicodeEncodeError:
        # from None: the encoder's exception would carry the text itself.
        raise Malformed("text holds an unpaired surrogate") from None


def check_id(value: bytes, what: str) -> bytes:
    """Return `value` if it has the 16 bytes of an identifier; `what` names it in the refusal."""
    if len(value) != ID_BYTES:
        raise Malformed(f"the {what} id has {ID_BYTES} bytes")
    return value


def _field_bytes(field: Field) -> bytes:
    if isinstance(field, bytes):
        return field
    if isinstance(field, str):
        return text_bytes(field)
    if not 0 <= field <= 0xFFFF_FFFF:
        raise Malformed("a context integer is outside u32")
    return field.to_bytes(4, "big")
