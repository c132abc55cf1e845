"""Loads modules without searching them for garbage, since there is none; it must never leave the collector off."""

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
