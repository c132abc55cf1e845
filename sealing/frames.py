"""Puts what a part is (its head) and its content into one padded frame, and takes them out again; it must
never leave a kind or name outside.

Source: docs/sealed-tip-spec.md, section 5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sealing.canonical_json import read_object, write_object
from sealing.contexts import text_bytes
from sealing.errors import Malformed
from sealing.padding import padded
from sealing.secret_types import SecretBytes, SecretText

__all__ = [
    "Content",
    "MediaKind",
    "build_frame",
    "location_content",
    "read_frame",
    "read_location",
    "text_content",
]

MAX_FRAME: Final = 2**26
MAX_HEAD: Final = 4096
_LENGTHS: Final = 12
_I32: Final = 2**31 - 1
_BOND: Final = re.compile("[0-9a-f]{32}")
_INTEGERS: Final[Mapping[str, tuple[int, int]]] = {
    "seconds": (0, _I32),
    "width": (1, _I32),
    "height": (1, _I32),
    "amends": (1, 2**32 - 1),
}


class MediaKind(StrEnum):
    """What a part's content is."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    DOCUMENT = "document"
    LOCATION = "location"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A part in the clear: its content and what the officer needs to show it.

    `mime` 1-127 bytes, `name` 1-255 bytes, `caption` 1-4,096 characters, `seconds` of duration, `width` and
    `height` in pixels,
    `amends` the number of the report part that this one replaces. `bond` (16 bytes) is the tip's: report parts
    and manifests carry it, other parts don't.
    """

    kind: MediaKind
    body: SecretBytes
    mime: str | None = None
    name: SecretText | None = None
    caption: SecretText | None = None
    seconds: int | None = None
    width: int | None = None
    height: int | None = None
    amends: int | None = None
    bond: SecretBytes | None = None


def text_content(text: SecretText, amends: int | None = None) -> Content:
    """Return a text as content, in form NFC."""
    return Content(kind=MediaKind.TEXT, body=SecretBytes(text_bytes(text.reveal())), amends=amends)


def location_content(latitude: float, longitude: float) -> Content:
    """Return a point (degrees, WGS 84) as content in micro-degrees; raises `Malformed` off the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Malformed("a point off the globe")
    fields = {"lat_e6": round(latitude * 1e6), "lon_e6": round(longitude * 1e6)}
    return Content(kind=MediaKind.LOCATION, body=SecretBytes(write_object(fields)))


def read_location(content: Content) -> tuple[float, float]:
    """Return (latitude, longitude) in degrees of a location; raises `Malformed` for anything else."""
    fields = read_object(content.body.reveal()) if content.kind is MediaKind.LOCATION else {}
    latitude, longitude = fields.get("lat_e6"), fields.get("lon_e6")
    if len(fields) != 2 or not isinstance(latitude, int) or not isinstance(longitude, int):
        raise Malformed("not a location")
    if abs(latitude) > 90_000_000 or abs(longitude) > 180_000_000:
        raise Malformed("a point off the globe")
    return latitude / 1e6, longitude / 1e6


def build_frame(content: Content) -> SecretBytes:
    """Return the padded frame; raises `Malformed` for a head or size outside the bounds."""
    head = write_object(_head_of(content))
    body = content.body.reveal()
    used = _LENGTHS + len(head) + len(body)
    if len(head) > MAX_HEAD or used > MAX_FRAME:
        raise Malformed("a part is over its bounds")
    lengths = len(head).to_bytes(4, "big") + len(body).to_bytes(8, "big")
    return SecretBytes(b"".join((lengths, head, body, bytes(padded(used) - used))))


def read_frame(frame: SecretBytes) -> Content:
    """Return what a frame holds; raises `Malformed` for any other bytes than `build_frame` makes."""
    data = frame.reveal()
    if len(data) < _LENGTHS:
        raise Malformed("a frame is cut")
    head_length, body_length = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:_LENGTHS], "big")
    used = _LENGTHS + head_length + body_length
    if head_length > MAX_HEAD or used > len(data) or padded(used) != len(data):
        raise Malformed("a frame's lengths don't agree")
    if any(data[used:]):
        raise Malformed("a frame's padding isn't empty")
    body_start = _LENGTHS + head_length
    return _content_of(read_object(data[_LENGTHS:body_start]), SecretBytes(data[body_start:used]))


def _head_of(content: Content) -> dict[str, str | int]:
    values: dict[str, str | int | None] = {
        "kind": content.kind.value,
        "bond": content.bond.reveal().hex() if content.bond is not None else None,
        "mime": content.mime,
        "name": content.name.reveal() if content.name else None,
        "caption": content.caption.reveal() if content.caption else None,
        "seconds": content.seconds,
        "width": content.width,
        "height": content.height,
        "amends": content.amends,
    }
    head = {key: value for key, value in values.items() if value is not None}
    _check(head)
    return head


def _content_of(head: dict[str, str | int], body: SecretBytes) -> Content:
    _check(head)

    def text(key: str) -> str | None:
        value = head.get(key)
        return value if isinstance(value, str) else None

    def number(key: str) -> int | None:
        value = head.get(key)
        return value if isinstance(value, int) else None

    name, caption, bond = text("name"), text("caption"), text("bond")
    return Content(
        kind=MediaKind(str(head["kind"])),
        body=body,
        mime=text("mime"),
        name=SecretText(name) if name is not None else None,
        caption=SecretText(caption) if caption is not None else None,
        seconds=number("seconds"),
        width=number("width"),
        height=number("height"),
        amends=number("amends"),
        bond=SecretBytes(bytes.fromhex(bond)) if bond is not None else None,
    )


def _check(head: Mapping[str, str | int]) -> None:
    if head.get("kind") not in tuple(MediaKind):
        raise Malformed("a head of an unknown kind")
    for key, value in head.items():
        if key in _INTEGERS:
            low, high = _INTEGERS[key]
            good = isinstance(value, int) and low <= value <= high
        elif key == "bond":
            good = isinstance(value, str) and _BOND.fullmatch(value) is not None
        elif key == "caption":
            good = isinstance(value, str) and 1 <= len(value) <= 4096
        elif key in ("mime", "name"):
            good = isinstance(value, str) and 1 <= len(text_bytes(value)) <= (127 if key == "mime" else 255)
        else:
            good = key == "kind"
        if not good:
            raise Malformed("a head's value is outside its bounds")
