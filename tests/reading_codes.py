"""Reads QR codes as a telephone's camera does, for tests of what is printed."""

import atexit
import gc
from typing import Any

import pypdfium2
import zxingcpp
from PIL.Image import Image

# Loading the place names sets the living objects apart from garbage collection; the reader's own would then be
# found still there at the end of the run, and reported as leaks.
atexit.register(gc.unfreeze)


def codes_in(picture: Image) -> list[Any]:
    """Every code in a picture, with its text and place."""
    return list(zxingcpp.read_barcodes(picture))


def links_on(page: pypdfium2.PdfPage) -> list[str]:
    """What the codes on a printed page say, at about 110 dots per inch: a cheap printer's picture."""
    return [str(code.text) for code in codes_in(page.render(scale=1.5).to_pil())]
