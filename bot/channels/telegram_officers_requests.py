"""Carries the officers' bot's requests; no error of it repeats an address, a token or a text, and nothing of an answer is logged."""

import json
from typing import Any

import httpx
from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
CONNECTIONS = 64
DEFAULT = BaseRequest.DEFAULT_NONE


class TooMany(TelegramError):
    """429: nothing may be sent for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


class NotReached(NetworkError):
    """No connection: the request surely hasn't arrived."""


class QuietRequest(HTTPXRequest):
    """The library's requests without their words: no proxy from the environment, no redirects, no answer in a log."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            write_timeout=ANSWER_SECONDS,
            pool_timeout=ANSWER_SECONDS,
            # Never followed elsewhere: the address holds the token and the form holds what is said.
            httpx_kwargs={"trust_env": False, "follow_redirects": False},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = DEFAULT,
        write_timeout: Any = DEFAULT,
        connect_timeout: Any = DEFAULT,
        pool_timeout: Any = DEFAULT,
    ) -> tuple[int, bytes]:
        """Make one request. Raises NotReached, TooMany, or the library's own without the reason's words."""
        try:
            code, content = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        except NetworkError as error:
            cause = error.__cause__
            if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
                raise NotReached(type(cause).__name__) from None
            raise NetworkError(type(cause or error).__name__) from None
        if code == httpx.codes.TOO_MANY_REQUESTS:
            raise TooMany(_seconds(content))
        return code, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object. Raises TelegramError; the library's own way would log what it couldn't read."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("not JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("not an object")
        return answer


class PollingRequest(QuietRequest):
    """Requests for updates: one that can't be read comes as its bare number, so that it can't hold up the others."""

    def __init__(self) -> None:
        super().__init__(connections=2)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As `QuietRequest`, with unreadable updates cut down to their numbers."""
        answer = QuietRequest.parse_json_payload(payload)
        found = answer.get("result")
        if isinstance(found, list):
            answer["result"] = [_readable(raw) for raw in found if _numbered(raw)]
        return answer


def _numbered(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("update_id"), int)


def _readable(raw: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(raw, None)
    except Exception:  # noqa: BLE001 - the library doesn't say what a strange update may raise
        return {"update_id": raw["update_id"]}
    return raw


def _seconds(content: bytes) -> float:
    try:
        return float(json.loads(content)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0
