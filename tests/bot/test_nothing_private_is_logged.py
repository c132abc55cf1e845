"""No text, id, token or exact time reaches a log line, whoever writes it and whatever goes wrong."""

import asyncio
import json
import logging
import re
import sys
import threading
import warnings

import pytest
import structlog

from bot.private_logging import ALLOWED_FIELDS, get_logger, quiet_loop
from sealing.secret_types import SecretText

MARKED = "ĐÁNH-DẤU-7391"
CHAT = 912345678
TOKEN = "700100200:AAF-very-secret"
PRIVATE = (MARKED, str(CHAT), "AAF-very-secret")


def test_a_line_carries_only_fields_of_the_allow_list(lines: list[str]) -> None:
    get_logger().info("update_failed", reason="timeout", count=3, text=MARKED, chat=CHAT, token=TOKEN)
    (line,) = _read(lines)
    assert {
        "event": "update_failed",
        "reason": "timeout",
        "count": 3,
        "level": "info",
    }.items() <= line.items()
    assert not line.keys() - ALLOWED_FIELDS - {"event", "hour", "trace"}


@pytest.mark.parametrize("field", sorted(ALLOWED_FIELDS - {"level"}))
@pytest.mark.parametrize(
    "value", [MARKED, CHAT, TOKEN, "912345678", "x" * 100, SecretText(MARKED), [MARKED], 1.5e9]
)
def test_an_allowed_field_with_an_unharmless_value_is_dropped(
    lines: list[str], field: str, value: object
) -> None:
    get_logger().warning("update_failed", **{field: value})
    (line,) = _read(lines)
    assert field not in line


def test_an_event_that_is_no_plain_name_is_not_written(lines: list[str]) -> None:
    get_logger().info(f"failed for {MARKED} in {CHAT}")
    assert _read(lines)[0]["event"] == "unnamed_event"
    _nothing_private(lines)


def test_an_exception_says_its_kind_and_place_but_none_of_its_words(lines: list[str]) -> None:
    try:
        _fail()
    except ValueError:
        get_logger().exception("update_failed")
    (line,) = _read(lines)
    assert line["error"] == "ValueError"
    assert re.fullmatch(r"(bot/test_nothing_private_is_logged\.py:\d+ ?){2}", str(line["trace"]))
    _nothing_private(lines)


@pytest.mark.parametrize(
    "library",
    ["aiogram", "aiogram.event", "aiohttp.client", "httpx", "uvicorn.error", "sqlalchemy.engine", "asyncio"],
)
def test_other_libraries_lines_lose_their_words(lines: list[str], library: str) -> None:
    logger = logging.getLogger(library)
    logger.info("GET /bot%s/getUpdates %s", TOKEN, MARKED)
    logger.error("https://example.vn/file/bot%s/%s", TOKEN, MARKED)
    try:
        _fail()
    except ValueError:
        logger.exception("failed %s", CHAT)
    assert [line["level"] for line in _read(lines)] == ["error", "error"]
    _nothing_private(lines)


def test_warnings_uncaught_and_forgotten_exceptions_lose_their_words(
    lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"{MARKED}", stacklevel=1)

    async def forget() -> None:
        loop = asyncio.get_running_loop()
        quiet_loop(loop)
        loop.call_soon(_fail)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(forget())
    events = [line["event"] for line in _read(lines)]
    assert events.count("uncaught_exception") == 2
    assert "forgotten_exception" in events
    _nothing_private([*lines, *capsys.readouterr()])


def test_times_are_cut_to_the_hour(lines: list[str]) -> None:
    get_logger().info("process_started")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\dZ", str(_read(lines)[0]["hour"]))
    assert not re.search(r"\d\d:\d\d", lines[0])


def test_the_filter_holds_even_where_nobody_configured_it(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        _fail()
    except ValueError:
        get_logger().exception("update_failed", text=MARKED)
    written = capsys.readouterr()
    assert "update_failed" in written.err
    _nothing_private([*written])


def test_a_value_bound_to_a_logger_is_filtered_too(lines: list[str]) -> None:
    structlog.get_logger().bind(chat=CHAT, text=MARKED).info("process_started")
    _nothing_private(lines)


def _fail() -> None:
    raise ValueError(f"{MARKED} {CHAT} {TOKEN}")


def _read(lines: list[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in "".join(lines).splitlines()]


def _nothing_private(lines: list[str]) -> None:
    written = "".join(lines)
    for private in PRIVATE:
        assert private not in written
        assert json.dumps(private)[1:-1] not in written
