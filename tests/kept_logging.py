"""Puts the process's logging back after a test; it must never let one test's log lines, or silence, reach another."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import private_logging


@contextmanager
def kept_logging() -> Iterator[None]:
    """Put the process's logging back as it was: configuring it is for good otherwise."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    where = private_logging._where.stream, private_logging._where.threshold
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        logging.raiseExceptions = True
        structlog.reset_defaults()
        private_logging._where.stream, private_logging._where.threshold = where
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
