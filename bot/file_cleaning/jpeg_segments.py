"""Takes the note segments out of a JPEG stream without touching its picture; it never lets an unknown segment through."""

from bot.file_cleaning.outcome import Refused
from bot.file_cleaning.results import RefusedBecause

_START_OF_IMAGE = b"\xff\xd8"
_END_OF_IMAGE = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_COMMENT = 0xFE
_ADOBE = 0xEE
"""APP14 says how colours are coded (ITU-T T.81 leaves it to applications); without it some pictures turn green."""


def without_notes(jpeg: bytes) -> bytes:
    """Drop every APPn segment but Adobe's colour mark, and every comment.

    Raises Refused for a stream that isn't a JPEG.
    """
    if not jpeg.startswith(_START_OF_IMAGE):
        raise Refused(RefusedBecause.UNREADABLE)
    kept = bytearray(_START_OF_IMAGE)
    at = 2
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise Refused(RefusedBecause.UNREADABLE)
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(jpeg):
            raise Refused(RefusedBecause.UNREADABLE)
        if marker == _START_OF_SCAN:
            end = _end_of_scan(jpeg, end)
        if not (0xE0 <= marker <= 0xEF or marker == _COMMENT) or (marker == _ADOBE and length == 14):
            kept += jpeg[at:end]
        at = end
        if jpeg[at : at + 2] == _END_OF_IMAGE:
            # What hangs on behind the end (previews, second pictures) has notes of its own and is cut off.
            return bytes(kept) + _END_OF_IMAGE
    raise Refused(RefusedBecause.UNREADABLE)


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Find the next marker after a scan's picture data: a stuffed byte or a restart mark isn't one."""
    while True:
        at = jpeg.find(b"\xff", at)
        if at < 0 or at + 1 >= len(jpeg):
            raise Refused(RefusedBecause.UNREADABLE)
        following = jpeg[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
