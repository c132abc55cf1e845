"""Writes log lines that say what happened and to which part of the machine; it never lets text, ids, tokens or exact times through.

A line is an event name and a few fields from an allow-list. Whatever another library logs is reduced to that library's
name, the level and the kind of exception: its words may quote a URL with a token or a resident's text.
"""

import asyncio
import logging
import re
import sys
import threading
import types
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

__all__ = ["configure", "get_logger", "quiet_loop"]

ALLOWED_FIELDS = frozenset(
    {"count", "error", "job", "level", "library", "limit", "method", "part", "process", "province", "reason", "revision",
     "seconds", "status", "unit", "version", "attempt", "port"}
)  # fmt: skip
"""The only fields a line may carry; each is a number, a flag, or a short word of the program's own vocabulary."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.:+-]{0,63}")
_EVENT = re.compile(r"[a-z][a-z0-9_]{2,63}")
_ID_LIKE = re.compile(r"[0-9]{5,}|[0-9a-f]{16,}", re.IGNORECASE)
_MADE_HERE = {
    "hour": re.compile(r"\d{4}-\d\d-\d\dT\d\dZ"),
    "trace": re.compile(r"[\w<>/.-]+:\d{1,5}(?: [\w<>/.-]+:\d{1,5})*", re.ASCII),
}
_MOST_COUNT = 1_000_000
_OWN_ROOMS = ("bot", "handlers", "storage", "domain", "sealing", "web", "tests", "benchmarks")

EventDict = MutableMapping[str, Any]


def _cut_to_the_hour(_logger: object, _method: str, event: EventDict) -> EventDict:
    event["hour"] = datetime.now(UTC).strftime("%Y-%m-%dT%HZ")
    return event


def _describe_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else None
    if isinstance(given, tuple) and len(given) == 3:
        error = given[1]
    if error is not None:
        event["error"] = type(error).__name__
        event["trace"] = _trace(error)
    return event


def _trace(error: BaseException) -> str:
    """Where it happened: file and line of the last frames, without messages, source or values."""
    places: list[str] = []
    step: types.TracebackType | None = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        path = Path(code.co_filename)
        rooms = [part for part in path.parts if part in _OWN_ROOMS]
        where = "/".join(path.parts[-2:]) if rooms else path.name
        places.append(f"{where}:{step.tb_lineno}")
        step = step.tb_next
    return " ".join(places[-6:])


def drop_all_but_allowed(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep the event's name, level, hour and the fields of the allow-list whose values are harmless.

    The last processor before rendering, so nothing that an earlier one added slips past it.
    """
    name = event.get("event")
    kept: EventDict = {"event": name if isinstance(name, str) and _EVENT.fullmatch(name) else "unnamed_event"}
    for field, pattern in _MADE_HERE.items():
        if isinstance(event.get(field), str) and pattern.fullmatch(event[field]):
            kept[field] = event[field]
    for field, value in event.items():
        if field in ALLOWED_FIELDS and field not in kept and _is_harmless(value):
            kept[field] = value
    return kept


def _is_harmless(value: object) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        # A chat id, a message id or a phone number is larger than anything the program counts.
        return -_MOST_COUNT < value < _MOST_COUNT
    return isinstance(value, str) and bool(_WORD.fullmatch(value)) and not _ID_LIKE.search(value)


class _ForeignLine(logging.Formatter):
    """Renders what other libraries log as their name, the level and the kind of exception, never their words."""

    def format(self, record: logging.LogRecord) -> str:
        event: EventDict = {
            "event": "library_message",
            "library": record.name.split(".")[0],
            "level": record.levelname.lower(),
        }
        if record.exc_info:
            event["exc_info"] = record.exc_info
        for processor in (_describe_exception, _cut_to_the_hour, drop_all_but_allowed):
            event = processor(None, "", event)
        return str(structlog.processors.JSONRenderer()(None, "", event))


class _Where:
    """Where lines go and from which level on; one per process, changed by `configure` alone."""

    stream: TextIO | None = None
    threshold = logging.INFO

    def write(self, line: str) -> int:
        return (self.stream or sys.stderr).write(line)

    def flush(self) -> None:
        (self.stream or sys.stderr).flush()


_where = _Where()


def _drop_below_the_threshold(_logger: object, method: str, event: EventDict) -> EventDict:
    if logging.getLevelName(method.upper()) < _where.threshold:
        raise structlog.DropEvent
    return event


_WRAPPER = structlog.make_filtering_bound_logger(logging.DEBUG)
_PROCESSORS = (
    _drop_below_the_threshold,
    structlog.processors.add_log_level,
    _describe_exception,
    _cut_to_the_hour,
    drop_all_but_allowed,
    structlog.processors.JSONRenderer(),
)


def configure(stream: TextIO | None = None, level: str = "info") -> None:
    """Route every logger of the process through the allow-list, one JSON object a line, to the stream (default: stderr).

    Also replaces the hooks by which an uncaught exception would print its message. Call it once, first thing.
    """
    _where.stream = stream
    _where.threshold = getattr(logging, level.upper())
    # Whoever asks structlog itself for a logger gets the same filter.
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=_WRAPPER,
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _where)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(cast("TextIO", _where))
    handler.setFormatter(_ForeignLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Others' debug and info lines are about single requests: they say nothing that may be kept.
    root.setLevel(logging.WARNING)
    for name in list(logging.Logger.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False
    _replace_hooks()


def _replace_hooks() -> None:
    log = get_logger()

    def uncaught(
        _kind: type[BaseException], error: BaseException, _trace: types.TracebackType | None
    ) -> None:
        if not isinstance(error, KeyboardInterrupt):
            log.error("uncaught_exception", exc_info=error)

    def in_thread(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            log.error("uncaught_exception", exc_info=hook.exc_value)

    def unraisable(hook: Any) -> None:
        log.error("unraisable_exception", exc_info=hook.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def quiet_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Make the event loop report forgotten exceptions without their words; the default handler prints them."""
    log = get_logger()

    def report(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        log.error("forgotten_exception", exc_info=context.get("exception"))

    handler: Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object] = report
    loop.set_exception_handler(handler)


def get_logger() -> Any:
    """Give the program's logger; it takes an event name in snake_case and fields of the allow-list.

    The filter belongs to the logger itself: it holds even where nobody has called `configure`.
    """
    return structlog.wrap_logger(
        structlog.PrintLogger(file=cast("TextIO", _where)),
        processors=_PROCESSORS,
        wrapper_class=_WRAPPER,
    )
