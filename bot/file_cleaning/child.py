"""The confined process: reads one file from its input, cleans it, writes the result to its output, and ends; it never opens anything else."""

import codecs
import importlib
import json
import pkgutil
import sys

import av
import pikepdf
from PIL import Image

from bot.file_cleaning import limits
from bot.file_cleaning.confinement import confine
from bot.file_cleaning.kinds import Cleaned, Refused, clean_bytes
from bot.file_cleaning.results import RefusedBecause


def main() -> None:
    """Clean the one file on standard input: u64 length and bytes in; u32 length, JSON header and bytes out."""
    _load_decoders()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    length = int.from_bytes(source.read(8), "big")
    if not 0 < length <= limits.INPUT_BYTES:
        return
    confine()
    content = source.read(length)
    body = b""
    try:
        cleaned: Cleaned = clean_bytes(content)
        body = cleaned.body
        header = {
            "length": len(body),
            "mime": cleaned.mime,
            "extension": cleaned.extension,
            **cleaned.measures(),
        }
    except Refused as refusal:
        header = {"refused": refusal.because.value}
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        header = {"refused": RefusedBecause.TOO_LARGE.value}
    except Exception:  # noqa: BLE001 - a decoder may raise anything at hostile bytes; the file is refused and nothing is said of it
        header = {"refused": RefusedBecause.UNREADABLE.value}
    encoded = json.dumps(header).encode()
    sink.write(len(encoded).to_bytes(4, "big"))
    sink.write(encoded)
    sink.write(body)
    sink.flush()


def _load_decoders() -> None:
    """Load now what the libraries would load on first use: afterwards no file can be opened."""
    for encoding in ("utf-8-sig", "utf-16", "latin-1", "ascii"):
        codecs.lookup(encoding)
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    Image.init()
    Image.MAX_IMAGE_PIXELS = limits.PIXELS
    av.logging.set_level(av.logging.PANIC)
    pikepdf.settings.set_flate_compression_level(6)
    pikepdf.Pdf.new().close()
