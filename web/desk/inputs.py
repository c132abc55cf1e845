"""Reads what a page's script posts, strictly; must never pass on a field of the wrong form."""

import binascii
from base64 import b64decode, b64encode
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from storage.failures import Failure
from web.desk import texts


class BadInput(Exception):
    """Load the page again and repeat: what was posted isn't what the desk's own pages send."""


class Fields:
    """A posted JSON object; each getter raises `BadInput` unless the field has exactly the form asked for."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    async def read(cls, request: Request) -> "Fields":
        """The request's body as an object of fields."""
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            raise BadInput
        try:
            values = await request.json()
        except (ValueError, RecursionError):
            raise BadInput from None
        if not isinstance(values, dict):
            raise BadInput
        return cls(values)

    def has(self, name: str) -> bool:
        """Whether the field is there at all."""
        return name in self._values

    def text(self, name: str, most: int = 200) -> str:
        """A text of at most `most` characters, without what can't be stored: NUL, and unpaired surrogates (spec section 1)."""
        value = self._values.get(name)
        if not isinstance(value, str) or len(value) > most or "\x00" in value:
            raise BadInput
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise BadInput from None
        return value

    def optional_text(self, name: str, most: int = 200) -> str | None:
        """As `text`, None when absent, null or blank."""
        return None if self._values.get(name) is None else self.text(name, most).strip() or None

    def number(self, name: str, least: int = 1) -> int:
        """A whole number from `least` to 2³²-1."""
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**32:
            raise BadInput
        return value

    def bytes(self, name: str, length: int | None = None, most: int = 1_000_000) -> bytes:
        """Bytes in base64, of exactly `length` where given."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise BadInput
        try:
            data = b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise BadInput from None
        if len(data) > most or (length is not None and len(data) != length):
            raise BadInput
        return data

    def optional_object(self, name: str) -> "Fields | None":
        """An object within, None when absent or null."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise BadInput
        return Fields(value)

    def texts(self, name: str, most: int = 50, letters: int = 200) -> list[str]:
        """A list of texts, each as `text` takes it."""
        value = self._values.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise BadInput
        return [Fields({name: each}).text(name, letters) for each in value]

    def rows(self, name: str, most: int = 50) -> "list[Fields]":
        """A list of objects."""
        value = self._values.get(name)
        if (
            not isinstance(value, list)
            or len(value) > most
            or not all(isinstance(row, dict) for row in value)
        ):
            raise BadInput
        return [Fields(row) for row in value]


def tip_id_of(request: Request) -> bytes | None:
    """The tip id in an address: 32 lower-case hex digits, or None."""
    return hex_id(request.path_params.get("tip", ""))


def hex_id(value: str) -> bytes | None:
    """16 bytes from 32 lower-case hex digits, or None."""
    if len(value) != 32 or not set(value) <= set("0123456789abcdef"):
        return None
    return bytes.fromhex(value)


def base64_text(data: bytes) -> str:
    """Bytes as the pages' scripts read them."""
    return b64encode(data).decode("ascii")


def refused(reason: str, status: int = 409) -> JSONResponse:
    """An ordinary no in one Vietnamese sentence, with its reason for the page's script."""
    return JSONResponse({"error": texts.refusal(reason), "reason": reason}, status_code=status)


def outcome(result: object) -> JSONResponse:
    """The answer to an act: done, or the sentence that says why not."""
    if isinstance(result, Failure):
        return refused(result.reason.value, 404 if result.reason.value == "not_visible" else 409)
    return JSONResponse({"done": True})
