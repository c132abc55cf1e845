"""Takes updates that the platform posts; it answers 200 only once an update is committed, and listens to nobody without the secret."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_updates import read_update
from bot.private_logging import get_logger
from bot.residents.channel import Incoming
from sealing.secret_types import SecretBytes, SecretText

MOST_BODY_BYTES = 1024 * 1024
"""An update holds at most some 4,096 characters, a caption and references; nothing near this."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

_log = get_logger()

Handle = Callable[[Incoming], Awaitable[None]]


def webhook_secret(pseudonym_key: SecretBytes) -> SecretText:
    """Derive what the platform must send along: stays the same over restarts and needs no setting of its own."""
    tag = hmac.new(pseudonym_key.reveal(), b"tinbao/webhook/telegram", hashlib.sha256)
    return SecretText(tag.hexdigest())


def webhook_app(channel: TelegramChannel, handle: Handle, path: str, secret: SecretText) -> Starlette:
    """Make the app with its one route; `handle` returns when an update is committed and was answered once."""
    expected = secret.reveal().encode("ascii")

    async def take(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        raw = await _update(request)
        if raw is None:
            return Response(status_code=400)
        read = read_update(raw)
        if read.callback_id is not None:
            channel.answer_button(read.callback_id)
        if read.leave_chat is not None:
            channel.leave(read.leave_chat)
        if read.incoming is not None:
            try:
                await handle(read.incoming)
            except Exception as error:  # noqa: BLE001 - without a 200 the platform sends it again
                _log.error("update_not_done", exc_info=error)
                return Response(status_code=503)
        return Response(status_code=200)

    return Starlette(routes=[Route(path, take, methods=["POST"])])


async def _update(request: Request) -> Any:
    """Give the posted JSON object; None when it isn't one, or is longer than any update."""
    held = bytearray()
    try:
        async for chunk in request.stream():
            held += chunk
            if len(held) > MOST_BODY_BYTES:
                return None
        raw = json.loads(bytes(held))
    except (ValueError, ClientDisconnect):
        return None
    return raw if isinstance(raw, dict) else None
