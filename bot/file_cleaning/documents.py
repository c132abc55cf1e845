"""Rebuilds PDF files without author, history, scripts and attachments, and lets plain text through; it never keeps a PDF's metadata or active content."""

import io
import unicodedata
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bot.file_cleaning import limits
from bot.file_cleaning.jpeg_segments import without_notes
from bot.file_cleaning.outcome import Cleaned, Refused
from bot.file_cleaning.results import RefusedBecause

_ROOT_DROPPED = (
    "/Metadata", "/Names", "/OpenAction", "/AA", "/AcroForm", "/PieceInfo", "/StructTreeRoot", "/Outlines", "/Perms", "/Legal",
    "/Collection", "/AF", "/URI", "/DSS", "/OCProperties", "/Threads", "/PageLabels", "/Dests",
)  # fmt: skip
_ANYWHERE_DROPPED = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AA",
    "/AF",
    "/StructParents",
    "/StructParent",
    "/JS",
    "/OPI",
    "/Alternates",
)
_PAGE_DROPPED = ("/Annots", "/Thumb", "/B", "/Tabs", "/PresSteps")


def clean_pdf(content: bytes) -> Cleaned:
    """Copy the pages into a new file with nothing else of the old one.

    Annotations go too: they carry names and times of those who made them. Raises Refused for locked files and too many pages, and pikepdf's own errors.
    """
    try:
        source = Pdf.open(io.BytesIO(content), suppress_warnings=True, attempt_recovery=True)
    except pikepdf.PasswordError:
        raise Refused(RefusedBecause.PROTECTED) from None
    with source, Pdf.new() as target:
        if not 0 < len(source.pages) <= limits.PDF_PAGES or len(source.objects) > limits.PDF_OBJECTS:
            raise Refused(RefusedBecause.TOO_LARGE if len(source.pages) else RefusedBecause.UNREADABLE)
        target.pages.extend(source.pages)
        _drop(target.Root, _ROOT_DROPPED)
        for page in target.pages:
            _drop(page.obj, _PAGE_DROPPED)
        for thing in _dictionaries(target):
            _drop(thing, _ANYWHERE_DROPPED)
            if isinstance(thing, Stream):
                _clean_picture_inside(thing)
        target.remove_unreferenced_resources()
        if "/Info" in target.trailer:
            del target.trailer["/Info"]
        sink = io.BytesIO()
        # The identifier is computed from the new content, so the old one can't be matched against.
        target.save(sink, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Cleaned(sink.getvalue(), "application/pdf", ".pdf")


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Walk every dictionary and stream of the file, nested ones too, each once."""
    waiting: list[Object] = list(pdf.objects)
    waiting.append(pdf.trailer)
    seen: set[tuple[int, int]] = set()
    steps = 0
    while waiting:
        thing = waiting.pop()
        steps += 1
        if steps > 20 * limits.PDF_OBJECTS:
            raise Refused(RefusedBecause.TOO_LARGE)
        if isinstance(thing, (Dictionary, Stream)):
            if thing.is_indirect:
                if thing.objgen in seen:
                    continue
                seen.add(thing.objgen)
            yield thing
            inner = thing.stream_dict if isinstance(thing, Stream) else thing
            waiting.extend(
                value
                for _, value in inner.items()
                if isinstance(value, (Dictionary, Array, Stream)) and not value.is_indirect
            )
        elif isinstance(thing, Array):
            waiting.extend(
                value
                for value in thing
                if isinstance(value, (Dictionary, Array, Stream)) and not value.is_indirect
            )


def _drop(thing: Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in thing:
            del thing[name]


def _clean_picture_inside(stream: Stream) -> None:
    """Take the notes out of a JPEG that a page shows: cameras write the place there."""
    kind = stream.get("/Filter")
    filters = list(kind) if isinstance(kind, Array) else [kind]
    if Name.JPXDecode in filters:
        # JPEG 2000 keeps place and device in boxes of its own, which nothing here takes out.
        raise Refused(RefusedBecause.UNSUPPORTED)
    if filters and filters[-1] == Name.DCTDecode:
        if len(filters) > 1:
            # A JPEG inside another encoding: opened to the JPEG layer it would need care; such files are rare and refused.
            raise Refused(RefusedBecause.UNSUPPORTED)
        parameters = stream.get("/DecodeParms")
        stream.write(
            without_notes(stream.read_raw_bytes()),
            filter=Name.DCTDecode,
            decode_parms=parameters if isinstance(parameters, (Dictionary, Array)) else None,
        )


def clean_text(content: bytes) -> Cleaned:
    """Let UTF-8 (or UTF-16 with its mark) plain text through, in composed form; raise Refused for everything else."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(RefusedBecause.UNSUPPORTED) from None
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in text):
        raise Refused(RefusedBecause.UNSUPPORTED)
    return Cleaned(unicodedata.normalize("NFC", text).encode(), "text/plain", ".txt")
