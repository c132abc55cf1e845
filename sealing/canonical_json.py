"""Writes and reads the one JSON form that sealed heads and key files use; it must never accept two encodings
of the same thing.

Source: docs/sealed-tip-spec.md, section 5.
"""

import json
from collections.abc import Mapping

from sealing.contexts import text_bytes
from sealing.errors import Malformed

__all__ = ["read_object", "write_object"]

JsonValue = str | int


def write_object(fields: Mapping[str, JsonValue]) -> bytes:
    """Return the canonical UTF-8 of a flat object of texts and integers; raises `Malformed` for an unpaired
    surrogate.
    """
    return text_bytes(_dumps(fields))


def read_object(data: bytes) -> dict[str, JsonValue]:
    """Return the flat object in `data`; raises `Malformed` unless `data` is its canonical encoding."""
    try:
        fields = json.loads(data.decode("utf-8"))
        canonical = isinstance(fields, dict) and _dumps(fields).encode("utf-8") == data
    except (ValueError, RecursionError):
        # from None: the decoder's exception would carry the text itself.
        raise Malformed("not JSON") from None
    if not canonical or not all(type(value) in (str, int) for value in fields.values()):
        raise Malformed("not canonical JSON of texts and integers")
    return dict(fields)


def _dumps(fields: Mapping[str, JsonValue]) -> str:
    return json.dumps(dict(fields), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
