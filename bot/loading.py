"""Keeps the search for garbage away from what lives as long as the process; it must never leave the collector off."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Load within; what was made stays out of every later search, as it lives as long as the process."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


YOUNG = 20_000
"""Objects made, less those gone, before the youngest are searched. Python's 700 means a search in every update or two; what
an update leaves behind is nearly all freed at once, by its count of references.
"""


def settle() -> None:
    """Call when everything is loaded and work begins: later searches leave what is there now alone."""
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
