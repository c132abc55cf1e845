"""Finds out from the bytes what a file is and hands it to the cleaner of its kind; it never believes a name or a claimed type."""

from bot.file_cleaning import documents, pictures, recordings
from bot.file_cleaning.outcome import Cleaned, Refused
from bot.file_cleaning.results import RefusedBecause

__all__ = ["Cleaned", "Refused", "clean_bytes"]

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_RECORDINGS = (b"OggS", b"\x1aE\xdf\xa3", b"ID3", b"fLaC", b"#!AMR")


def clean_bytes(content: bytes) -> Cleaned:
    """Clean a picture, a recording, a PDF or a plain text.

    Raises Refused with the reason for everything else, and whatever a decoder raises at broken bytes.
    """
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return pictures.clean_picture(content)
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"avif", b"msf1", b"hevc"}:
        raise Refused(RefusedBecause.UNSUPPORTED)
    if (
        content.startswith(_RECORDINGS)
        or content[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
        or (content[:4] == b"RIFF" and content[8:12] in {b"WAVE", b"AVI "})
        or (content[0] == 0xFF and len(content) > 1 and content[1] & 0xE0 == 0xE0)
    ):
        return recordings.clean_recording(content)
    if b"%PDF-" in content[:1024]:
        return documents.clean_pdf(content)
    return documents.clean_text(content)
