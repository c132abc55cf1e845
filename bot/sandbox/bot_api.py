"""Answers `/bot<token>/<method>` and `/file/bot<token>/<path>` as the public Bot API does; tokens never reach a log."""

import asyncio
import inspect
import json
from typing import Any
from urllib.parse import unquote

from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.lengths import check_lengths
from bot.sandbox.method_schema import MethodSchema, check_values, method_schemas
from bot.sandbox.methods import changing, delivery, profile, sending  # noqa: F401 - they fill the table
from bot.sandbox.methods.registry import PERFORMERS, Desk
from bot.sandbox.rates import counts
from bot.sandbox.refusals import RefusedError, bad_request
from bot.sandbox.request_reading import Call, read_call
from bot.sandbox.webhooks import WebhookCourier
from bot.sandbox.world import SandboxBot, World


class BotApi:
    """The Bot API over one world. `check=False` leaves out the schema check (for benches)."""

    def __init__(self, world: World, *, check: bool = True) -> None:
        self.world = world
        self._check = check
        self._schemas = method_schemas()
        self._desks = {token: self._desk(bot) for token, bot in world.bots.items()}
        self._answers: set[asyncio.Task[Any]] = set()

    def _desk(self, bot: SandboxBot) -> Desk:
        courier = WebhookCourier(bot.updates, self.world.now)
        desk = Desk(self.world, bot, courier)
        courier.answer_with = lambda answer: self._answer_webhook(desk, answer)
        return desk

    async def stop(self) -> None:
        """End webhooks and pending polls."""
        self.world.stop()
        for desk in self._desks.values():
            await desk.courier.stop()

    async def perform(self, desk: Desk, schema: MethodSchema, call: Call) -> Any:
        """Check and perform one call; RefusedError when the answer is no."""
        if self._check:
            check_values(schema, call.values)
            check_lengths(schema.name, call.values)
        performer = PERFORMERS.get(schema.name)
        if performer is None:
            raise bad_request(f"the sandbox doesn't perform {schema.name}")
        result = performer(desk, call)
        return await result if inspect.isawaitable(result) else result

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP request."""
        path: str = scope["path"]
        if path.startswith("/file/bot"):
            await self._serve_file(path, send)
            return
        fault: Fault | None = None
        try:
            desk, schema = self._addressed(path)
            if desk.bot.faults:
                fault = desk.bot.faults.strike(schema.name)
                await _strike_before(fault)
            call = await read_call(schema, scope, receive)
            if desk.bot.rate is not None and counts(schema.name):
                desk.bot.rate.take(call.text("chat_id"))
            result = await self.perform(desk, schema, call)
            body, status = {"ok": True, "result": result}, 200
        except RefusedError as refusal:
            body, status = refusal.answer(), refusal.code
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        if fault is not None and fault.kind is FaultKind.TIMEOUT_AFTER:
            await asyncio.sleep(fault.seconds)
        cut = fault is not None and fault.kind is FaultKind.CUT_OFF
        await _respond(send, status, content, cut=cut)

    def _addressed(self, path: str) -> tuple[Desk, MethodSchema]:
        token, _, name = path.removeprefix("/bot").partition("/")
        desk = self._desks.get(unquote(token))
        if desk is None:
            raise RefusedError(401, "Unauthorized")
        schema = self._schemas.get(name.lower())
        if schema is None:
            raise RefusedError(404, "Not Found: method not found")
        return desk, schema

    async def _serve_file(self, path: str, send: Send) -> None:
        token, _, file_path = path.removeprefix("/file/bot").partition("/")
        if unquote(token) not in self._desks:
            await _respond(send, 401, json.dumps(RefusedError(401, "Unauthorized").answer()).encode())
            return
        stored = self.world.files.by_path(unquote(file_path))
        if stored is None:
            await _respond(send, 404, json.dumps(RefusedError(404, "Not Found").answer()).encode())
            return
        await _respond(send, 200, stored.content, mime=b"application/octet-stream")

    def _answer_webhook(self, desk: Desk, answer: dict[str, Any]) -> None:
        schema = self._schemas.get(str(answer.pop("method")).lower())
        if schema is None:
            return
        task = asyncio.get_running_loop().create_task(self._perform_quietly(desk, schema, answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _perform_quietly(self, desk: Desk, schema: MethodSchema, values: dict[str, Any]) -> None:
        try:
            await self.perform(desk, schema, Call(schema.name, values, {}))
        except RefusedError as refusal:
            desk.courier.last_error = (self.world.now(), refusal.description)


class BotApiRoute(BaseRoute):
    """Sends Bot API paths past the router's patterns, which would cost as much as the answer itself."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path is the Bot API's."""
        path = scope.get("path", "")
        ours = scope["type"] == "http" and path.startswith(("/bot", "/file/bot"))
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer it."""
        await self._api(scope, receive, send)


async def _strike_before(fault: Fault | None) -> None:
    match fault.kind if fault else None:
        case FaultKind.FLOOD if fault:
            seconds = max(1, round(fault.seconds))
            raise RefusedError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        case FaultKind.SERVER_ERROR:
            raise RefusedError(502, "Bad Gateway")
        case FaultKind.TIMEOUT_BEFORE if fault:
            await asyncio.sleep(fault.seconds)
            raise RefusedError(504, "Gateway Timeout")


async def _respond(
    send: Send, status: int, content: bytes, *, mime: bytes = b"application/json", cut: bool = False
) -> None:
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [
            (b"content-type", mime),
            (b"content-length", str(len(content)).encode()),
            (b"x-content-type-options", b"nosniff"),
        ],
    }
    await send(start)
    if cut:
        await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
        return
    await send({"type": "http.response.body", "body": content})
