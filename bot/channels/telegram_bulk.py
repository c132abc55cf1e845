"""Sends one prepared message to many chats on Telegram, as cheaply as it can; it never retries by itself and says what became of each request."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiogram.methods import SendMessage, SendPhoto
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    ServerDisconnectedError,
)
from yarl import URL

from bot.broadcasting.answers import SENT, UNKNOWN, Answer, Fate
from bot.channels.telegram_channel import TelegramChannel, message_fields
from bot.channels.telegram_session import form_field
from bot.residents.channel import Outgoing

SEND_SECONDS = 15.0
UPLOAD_SECONDS = 60.0
CONNECT_SECONDS = 5.0
"""For a connection alone: where none comes about nothing has left, which a time for everything couldn't tell apart."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message whose form is encoded but for the chat. `image` stands in for a picture that isn't uploaded yet."""

    method: str
    body: bytes = field(repr=False)
    fields: dict[str, str] = field(repr=False)
    image: bytes | None = field(default=None, repr=False)


class TelegramBulk:
    """Bulk sending through a channel's connections. `paid`: ask for paid broadcasting (up to 1,000 a second, for Stars)."""

    def __init__(self, channel: TelegramChannel, *, paid: bool = False) -> None:
        self._channel = channel
        self._paid = paid
        self._timeout = ClientTimeout(total=SEND_SECONDS, connect=CONNECT_SECONDS)
        self._upload_timeout = ClientTimeout(total=UPLOAD_SECONDS, connect=CONNECT_SECONDS)
        self._urls: dict[str, URL] = {}

    @property
    def name(self) -> str:
        """The channel's name, as subscriptions bear it."""
        return self._channel.name

    def prepare(
        self, message: Outgoing, *, image: bytes | None = None, file_id: str | None = None
    ) -> Prepared:
        """Encode a message once; with a picture it is its caption. `file_id`: a picture that was uploaded before."""
        fields = message_fields(message)
        method = SendMessage.__api_method__
        if image is not None or file_id is not None:
            method = SendPhoto.__api_method__
            fields["caption"] = fields.pop("text")
            if "entities" in fields:
                fields["caption_entities"] = fields.pop("entities")
            if file_id is not None:
                fields["photo"] = file_id
        if self._paid:
            fields["allow_paid_broadcast"] = True
        encoded = {name: form_field(value) for name, value in fields.items()}
        return Prepared(
            method, urlencode(encoded).encode("ascii"), encoded, image if file_id is None else None
        )

    async def send(self, prepared: Prepared, chat: str) -> Answer:
        """Make one request; never raises for what a platform or a network can do."""
        session = await self._channel.session.create_session()
        data: Any = prepared.body + b"&chat_id=" + chat.encode("ascii")
        headers: dict[str, str] = _FORM
        timeout = self._timeout
        if prepared.image is not None:
            data = FormData({**prepared.fields, "chat_id": chat})
            data.add_field("photo", prepared.image, filename="picture", content_type="image/jpeg")
            headers, timeout = {}, self._upload_timeout
        try:
            async with session.post(
                self._url(prepared.method), data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                status, content = response.status, await response.read()
        except (ClientConnectorError, ConnectionTimeoutError):
            return Answer(Fate.UNSENT, 1.0)
        except (ServerDisconnectedError, TimeoutError, ClientError, OSError, asyncio.IncompleteReadError):
            return UNKNOWN
        if status == 200 and prepared.image is None and content.startswith(b'{"ok":true'):
            return SENT
        return _read(content)

    def _url(self, method: str) -> URL:
        url = self._urls.get(method)
        if url is None:
            address = self._channel.session.api.api_url(self._channel.bot.token, method)
            url = self._urls[method] = URL(address, encoded=True)
        return url


def _read(content: bytes) -> Answer:
    try:
        answer = json.loads(content)
        if answer["ok"] is True:
            photos = answer["result"].get("photo") or [{}]
            return Answer(Fate.SENT, file_id=str(photos[-1].get("file_id", "")))
        return _refusal(answer)
    except (ValueError, KeyError, TypeError, AttributeError):
        return UNKNOWN


def _refusal(answer: dict[str, Any]) -> Answer:
    code, words = int(answer["error_code"]), str(answer.get("description", "")).lower()
    parameters = answer.get("parameters") or {}
    if "migrate_to_chat_id" in parameters:
        return Answer(Fate.MOVED, chat=str(int(parameters["migrate_to_chat_id"])))
    if code == 429:
        return Answer(Fate.TOO_MANY, float(parameters.get("retry_after", 1)))
    if code == 403:
        return Answer(Fate.GONE if "deactivated" in words else Fate.BLOCKED)
    if code == 400:
        gone = "chat not found" in words or "user not found" in words or "peer_id_invalid" in words
        return Answer(Fate.GONE if gone else Fate.REFUSED)
    if code in {401, 404}:
        return Answer(Fate.UNAUTHORISED, 30.0)
    return UNKNOWN
