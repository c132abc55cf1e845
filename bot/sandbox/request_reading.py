"""Reads a Bot API request, whatever its encoding, into plain values; it never writes an upload to disk."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from bot.sandbox.method_schema import MethodSchema
from bot.sandbox.refusals import RefusedError, bad_request

MOST_BODY_BYTES = 64 * 2**20
"""Bytes of one request; the public server takes 50 MB a file from a bot."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file, in memory."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A request after reading: decoded values and the uploads that came with it."""

    method: str
    values: dict[str, Any]
    uploads: dict[str, Upload]

    def text(self, name: str, default: str = "") -> str:
        """A text field."""
        return str(self.values.get(name, default))

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, also when it came as text; RefusedError (400) if it isn't one."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be an integer') from None

    def flag(self, name: str) -> bool:
        """A yes or no; forms send `true` and `false`."""
        return str(self.values.get(name, "")).lower() in {"true", "1"}

    def structure(self, name: str) -> Any:
        """A decoded JSON structure, or None."""
        return self.values.get(name)


class _InMemoryParser(MultiPartParser):
    spool_max_size = MOST_BODY_BYTES


async def read_body(receive: Receive) -> bytes:
    """The whole body, at most MOST_BODY_BYTES (RefusedError 413 beyond)."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BODY_BYTES:
            raise RefusedError(413, "Request Entity Too Large")
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def read_multipart(headers: Headers, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Fields and files of a multipart body; RefusedError (400) if it is broken."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _InMemoryParser(headers, stream(), max_files=20, max_fields=200, max_part_size=MOST_BODY_BYTES)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise bad_request("can't parse the multipart body") from None
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    for name, item in form.multi_items():
        if isinstance(item, UploadFile):
            content = await item.read()
            mime = item.content_type or "application/octet-stream"
            uploads[name] = Upload(item.filename or name, mime, content)
            await item.close()
        else:
            values[name] = item
    return values, uploads


async def read_call(schema: MethodSchema, scope: Scope, receive: Receive) -> Call:
    """Read query, JSON, form or multipart; structures are decoded, other values stay as they came."""
    values: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    if scope["method"] == "POST":
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await read_body(receive)
        match kind:
            case "application/json":
                values.update(_json_object(body))
            case "application/x-www-form-urlencoded":
                values.update(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000))
            case "multipart/form-data":
                fields, uploads = await read_multipart(headers, body)
                values.update(fields)
            case _ if body:
                raise bad_request("the content type isn't one the Bot API takes")
    attached = {name for name in uploads if name not in schema.model.model_fields}
    for name in uploads.keys() - attached:
        values[name] = f"attach://{name}"
    for name in schema.structures.intersection(values):
        if isinstance(values[name], str):
            values[name] = _structure(name, values[name])
    return Call(schema.name, values, uploads)


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        decoded = json.loads(body)
    except ValueError:
        raise bad_request("can't parse the JSON body") from None
    if not isinstance(decoded, dict):
        raise bad_request("the JSON body must be an object")
    return decoded


def _structure(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
